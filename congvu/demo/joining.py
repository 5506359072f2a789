"""`python -m congvu.demo.joining NAME URL`: join the running demo installation to the test axis.

The name is the installation's on the axis; its secrets there follow from it. `--systems` prints the
agencies for the axis's directory. `--authority`, before the first start, gives the installation the
demo authority of that folder: one for all, as agencies have one in fact. Only in the demo.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path


def systems() -> None:
    """Print the agencies of this installation as the axis's directory has them."""
    from congvu.directory.models import Agency

    rows = Agency.objects.filter(active=True).order_by("pk")[:60]
    found = [{"code": one.code, "oldCode": one.old_code, "name": one.name} for one in rows]
    json.dump(found, sys.stdout)


def give_authority(folder: Path) -> None:
    """The authority in the folder (made where there is none yet) becomes this installation's."""
    from django.conf import settings

    from congvu.signing.authority import ensure_demo_authority

    ensure_demo_authority(folder)
    shutil.copytree(folder, settings.DATA_DIR / "authority", dirs_exist_ok=True)


def join(name: str, url: str) -> None:
    """The line to the axis, and who is on it."""
    from django.conf import settings

    from congvu.core.refused import Forbidden
    from congvu.directory.models import Agency
    from congvu.exchange.actions.lines import LineFields, save_line
    from congvu.exchange.actions.polling import sync_directory
    from congvu.exchange.models import Line
    from congvu.exchange.types import LineKind

    if not settings.DEMO:
        raise Forbidden("Chỉ bản trình diễn mới nối với trục thử nghiệm.")
    top = Agency.objects.order_by("pk")[0]
    line = Line.objects.first() or Line(agency=top)
    fields = LineFields(
        kind=LineKind.VXP,
        name="Trục liên thông (thử nghiệm)",
        address=f"{url}/vxp",
        system_id=name,
        secret=f"secret of {name}",
    )
    save_line(line, actor=None, fields=fields)
    sync_directory(line)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", nargs="?")
    parser.add_argument("url", nargs="?")
    parser.add_argument("--systems", action="store_true")
    parser.add_argument("--authority", type=Path)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    if given.authority:
        give_authority(given.authority)
    elif given.systems:
        systems()
    else:
        join(given.name, given.url)


if __name__ == "__main__":
    main()
