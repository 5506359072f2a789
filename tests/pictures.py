"""Takes the walks' pictures over into the guides: `python -m tests.pictures`, after a run.

Each picture that a guide names as WebP is made small from `build/pictures/<name>.png`.
"""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "build" / "pictures"
_NAMED = re.compile(r"\.\./pictures/([\w-]+)\.webp")
_WIDTH, _QUALITY = 1100, 72


def main() -> None:
    guides = (ROOT / "docs" / "huong-dan").glob("*.md")
    for name in sorted({one for guide in guides for one in _NAMED.findall(guide.read_text())}):
        taken = PICTURES / f"{name}.png"
        if not taken.exists():
            print(f"{name}: no walk has taken it")  # noqa: T201 - what it is for
            continue
        picture = Image.open(taken).convert("RGB")
        picture.thumbnail((_WIDTH, _WIDTH * 3))
        picture.save(ROOT / "docs" / "pictures" / f"{name}.webp", quality=_QUALITY, method=6)


if __name__ == "__main__":
    main()
