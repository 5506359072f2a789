"""What a scan says of itself where its format allows: a proposal that the clerk looks over.

Numbers and days are often written by hand, where no reading finds them; what is printed beside
them is taken all the same.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches

from congvu.core import clock
from congvu.core.text import fold, nfc
from congvu.documents.doctypes import BY_CODE, of_notation
from congvu.documents.queries.issuers import issuer_of, notations_met

_FIRST = 4000  # letters: number, place, day and abstract stand on the first page (Annex I)
_CODE = re.compile(r"\bSố\s*:\s*(\d{0,6})[\s.…_]*/\s*([^\W\d_][\w&.-]*(?:/[\w&.-]+)*)")
_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
_NEAR = 0.87
_BELOW = r"^\s*{}\s*\n\s*(\S.{{4,300}}?)(?=\n\s*\n|\n\s*(?:Căn cứ|Kính gửi|Thực hiện|I\.|1\.))"
_ABOUT = re.compile(r"\bV/v:?\s+(.{5,500}?)(?=\n\s*\n|\s*Kính gửi|\n[^\n]*ngày\s+\d|\Z)", re.DOTALL)


def read_off(text: str, *, agency_id: int) -> dict[str, str]:
    """Fields of the clerk's form by name, as far as they are found (NĐ 30/2020, Annex I).

    Issuer, signer and type are those that the notation names.
    """
    page = nfc(text[:_FIRST])
    found = _code(page, agency_id)
    if day := _day(page):
        found["dated_on"] = f"{day:%d/%m/%Y}"
    if about := _ABOUT.search(page) or _about_titled(page, found.get("kind", "")):
        found["abstract"] = " ".join(about[1].split())[:500]
    return found


def _code(page: str, agency_id: int) -> dict[str, str]:
    """Number and notation, and what the notation tells."""
    code = _CODE.search(page)
    if not code:
        return {}
    notation = _as_met(code[2].rstrip(".-")[:30], agency_id)
    issuer = issuer_of(notation, agency_id=agency_id)
    known = {"issuer_name": issuer.name, "signer_name": issuer.signer_name} if issuer else {}
    number = {"number": code[1]} if code[1] else {}
    return number | {"notation": notation, "kind": of_notation(notation)} | known


def _as_met(read: str, agency_id: int) -> str:
    """The notation as it was written before, where a letter or two were misread."""
    met = {fold(one): one for one, _ in notations_met(agency_id=agency_id)}
    near = get_close_matches(fold(read), met, 1, _NEAR)
    return met[near[0]] if near else read


def _about_titled(page: str, kind: str) -> re.Match[str] | None:
    """What stands below the name of the type (Annex I, box 5a)."""
    if kind not in BY_CODE or not BY_CODE[kind].titled:
        return None
    name = re.escape(BY_CODE[kind].name.upper())
    return re.search(_BELOW.format(name), page, re.DOTALL | re.MULTILINE)


def _day(page: str) -> date | None:
    named = _DAY.search(page)
    try:
        day = date(int(named[3]), int(named[2]), int(named[1])) if named else None
    except ValueError:
        return None
    return day if day and day <= clock.today() else None
