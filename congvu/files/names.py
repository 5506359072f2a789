"""Names of files as people gave them, made safe to show and to save."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from congvu.core.text import nfc

_LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_SAME = {"jpg": {"jpg", "jpeg"}, "tif": {"tif", "tiff"}, "txt": {"txt", "csv", "md", "log"}}


def clean_name(name: str, *, ending: str) -> str:
    """The last part of the path, without control or direction characters, with its true ending.

    At most 120 characters; an empty name becomes `tep`.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in nfc(last) if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})
    stem, given = _split(_FORBIDDEN.sub("_", " ".join(shown.split())))
    kept = given if given.lower() in _SAME.get(ending, {ending}) else ending
    stem = stem.strip(" .")[: _LONGEST - len(kept) - 1].rstrip(" .")
    if not stem or _RESERVED.match(stem):
        stem = f"tep {stem}".strip()
    return f"{stem}.{kept}"


def _split(name: str) -> tuple[str, str]:
    suffix = PurePosixPath(name).suffix
    if 1 < len(suffix) <= 6 and suffix[1:].isalnum():
        return name[: -len(suffix)], suffix[1:]
    return name, ""
