"""What a scan says of itself where its format allows: a proposal that the clerk looks over."""

from __future__ import annotations

import re
from datetime import date

from congvu.core import clock
from congvu.core.text import nfc

_FIRST = 4000  # letters: number, place, day and abstract stand on the first page (Annex I)
_CODE = re.compile(r"\bSố\s*:\s*(\d{1,6})\s*/\s*([^\W\d_][\w&.-]*(?:/[\w&.-]+)*)")
_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
_ABOUT = re.compile(r"\bV/v:?\s+(.{5,500}?)(?=\n\s*\n|\s*Kính gửi|\n[^\n]*ngày\s+\d|\Z)", re.DOTALL)


def read_off(text: str) -> dict[str, object]:
    """Number, notation, day and abstract, as far as they are found (NĐ 30/2020, Annex I)."""
    page = nfc(text[:_FIRST])
    found: dict[str, object] = {}
    if code := _CODE.search(page):
        found |= {"number": code[1][:11], "notation": code[2].rstrip(".-")[:30]}
    if day := _day(page):
        found["dated_on"] = f"{day:%d/%m/%Y}"
    if about := _ABOUT.search(page):
        found["abstract"] = " ".join(about[1].split())[:500]
    return found


def _day(page: str) -> date | None:
    named = _DAY.search(page)
    try:
        day = date(int(named[3]), int(named[2]), int(named[1])) if named else None
    except ValueError:
        return None
    return day if day and day <= clock.today() else None
