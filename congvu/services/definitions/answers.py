"""Whether answers are what a form asks: the same check for pages, desk and programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from congvu.core.text import nfc
from congvu.services import identity
from congvu.services.definitions.expressions import Answers
from congvu.services.definitions.shape import Content, Field, Kind

_MOST_ROWS = 50
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Known:
    """What codes mean: the full name of a place, and of an answered dossier that the applicant may
    refer to; empty for an unknown one.
    """

    place_of: Callable[[str], str]
    dossier_of: Callable[[str], str] = lambda _code: ""


class Wrong(Exception):  # noqa: N818 - it is an answer, not a fault
    """The answer is not what is asked; `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def clean(field: Field, value: object, known: Known) -> object:
    """The answer as it is kept, `None` for none. Raises `Wrong`."""
    if value is None or value in ("", []) or (isinstance(value, str) and not value.strip()):
        if field.required and field.kind != Kind.YES_NO:
            raise Wrong("Ông/bà chưa điền mục này.")
        return False if field.kind == Kind.YES_NO else None
    if field.kind == Kind.GROUP:
        return _group(field, value, known)
    if field.kind == Kind.ADDRESS:
        return _address(field, value, known)
    if field.kind == Kind.REFERENCE:
        return _reference(value, known)
    return _CLEANERS[field.kind](field, value)


def check(
    content: Content, answers: Answers, known: Known
) -> tuple[dict[str, object], dict[str, str]]:
    """All answers cleaned, page by page, computed ones too; and what is wrong, by field.

    What no page asks of these answers is left out; wrong groups are named `group[0].part`.
    """
    found: dict[str, object] = {}
    wrong: dict[str, str] = {}
    for page in content.pages:
        if not page.asked(found):
            continue
        for field in [one for one in page.fields if one.asked(found)]:
            _check_one(field, answers.get(field.code), found, wrong, known)
    codes = {one.code for one in content.fields()}
    wrong |= {name: "Biểu mẫu không có mục này." for name in answers if name not in codes}
    return found, wrong


def _check_one(
    field: Field,
    value: object,
    found: dict[str, object],
    wrong: dict[str, str],
    known: Known,
) -> None:
    if field.kind == Kind.COMPUTED:
        found[field.code] = field.formula.value(found) if field.formula else None
        return
    try:
        kept = clean(field, value, known)
    except InGroup as inside:
        wrong.update({f"{field.code}{key}": said for key, said in inside.wrong.items()})
    except Wrong as refused:
        wrong[field.code] = refused.sentence
    else:
        if kept is not None:
            found[field.code] = kept


class InGroup(Wrong):
    """Wrong answers inside a group: `[0].name` → sentence."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("Có mục chưa đúng trong danh sách.")
        self.wrong = dict(wrong)


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise Wrong("Ở đây cần chữ.")
    found = nfc(value).strip()
    if _CONTROL.search(found):
        raise Wrong("Nội dung có ký tự điều khiển không in được; ông/bà gõ lại.")
    if field.kind != Kind.LONG_TEXT:
        found = " ".join(found.split())
    if len(found) > field.longest:
        raise Wrong(f"Nội dung dài {len(found)} ký tự, mục này nhận tối đa {field.longest} ký tự.")
    return found


def _number(field: Field, value: object) -> int:
    if isinstance(value, str):
        digits = value.replace(".", "").replace(" ", "").removesuffix("đ").removesuffix("đồng")
        if not re.fullmatch(r"-?[0-9]{1,15}", digits, re.ASCII):
            raise Wrong("Ông/bà viết một số nguyên, chỉ gồm chữ số.")
        value = int(digits)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 10**15:
        raise Wrong("Ông/bà viết một số nguyên, chỉ gồm chữ số.")
    least = 0 if field.least is None and field.kind == Kind.MONEY else field.least
    if least is not None and value < least:
        raise Wrong(f"Số này phải từ {least} trở lên.")
    if field.most is not None and value > field.most:
        raise Wrong(f"Số này tối đa là {field.most}.")
    return value


def _date(field: Field, value: object) -> str:
    """`least` and `most` are days from today: -1 is yesterday."""
    from congvu.core import clock

    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        raise Wrong("Ngày viết chưa đúng. Ông/bà viết theo mẫu 05/04/2026.") from None
    ahead = (day - clock.today()).days
    if not 1850 <= day.year <= 2150:
        raise Wrong("Năm chưa đúng; ông/bà xem lại.")
    if field.most is not None and ahead > field.most:
        raise Wrong("Ngày này muộn quá; ông/bà xem lại ngày.")
    if field.least is not None and ahead < field.least:
        raise Wrong("Ngày này sớm quá; ông/bà xem lại ngày.")
    return day.isoformat()


def _choice(field: Field, value: object) -> str:
    if value not in {one.code for one in field.choices}:
        raise Wrong("Lựa chọn này không có; ông/bà chọn lại.")
    return str(value)


def _choices(field: Field, value: object) -> list[str]:
    if not isinstance(value, list):
        raise Wrong("Ở đây cần danh sách lựa chọn.")
    return [_choice(field, one) for one in dict.fromkeys(map(str, value))]


def _yes_no(_field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong("Ở đây cần “có” hoặc “không”.")
    return value


def _said(check: Callable[[str], str]) -> Callable[[Field, object], str]:
    def run(_field: Field, value: object) -> str:
        try:
            return check(str(value).strip())
        except ValueError as wrong:
            raise Wrong(str(wrong)) from wrong

    return run


def _email(_field: Field, value: object) -> str:
    found = str(value).strip().lower()
    if len(found) > 120 or not _EMAIL.fullmatch(found):
        raise Wrong("Địa chỉ thư chưa đúng. Ông/bà viết đủ cả phần sau dấu @.")
    return found


def _address(field: Field, value: object, known: Known) -> dict[str, str]:
    given: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    code, detail = str(given.get("place") or ""), nfc(str(given.get("detail") or "")).strip()
    if not code and not detail and not field.required:
        return {}
    name = known.place_of(code)
    if not name:
        raise Wrong("Ông/bà chọn xã, phường (hoặc tỉnh khác) trong danh sách.")
    if not detail or len(detail) > 200:
        raise Wrong("Ông/bà ghi số nhà, đường, thôn hoặc tổ dân phố (tối đa 200 ký tự).")
    detail = " ".join(detail.split())
    return {"place": code, "detail": detail, "text": f"{detail}, {name}"}


def _reference(value: object, known: Known) -> dict[str, str]:
    """By its code alone, or as it was kept before."""
    code = value.get("code") if isinstance(value, Mapping) else value
    found = nfc(str(code or "")).strip().upper()
    text = known.dossier_of(found)
    if not text:
        raise Wrong("Người nộp không có hồ sơ đã giải quyết xong mang mã này; ông/bà xem lại mã.")
    return {"code": found, "text": text}


def _group(field: Field, value: object, known: Known) -> list[dict[str, object]]:
    rows = value if isinstance(value, list) else []
    if len(rows) > _MOST_ROWS or (field.most is not None and len(rows) > field.most):
        raise Wrong(f"Danh sách nhận tối đa {field.most or _MOST_ROWS} dòng.")
    wrong: dict[str, str] = {}
    found = [_row(field, row, place, wrong, known) for place, row in enumerate(rows)]
    if wrong:
        raise InGroup(wrong)
    if field.least is not None and len(found) < field.least:
        raise Wrong(f"Danh sách cần ít nhất {field.least} dòng.")
    return found


def _row(
    field: Field, row: object, place: int, wrong: dict[str, str], known: Known
) -> dict[str, object]:
    given = row if isinstance(row, Mapping) else {}
    found: dict[str, object] = {}
    for one in field.fields:
        try:
            kept = clean(one, given.get(one.code), known)
        except Wrong as refused:
            wrong[f"[{place}].{one.code}"] = refused.sentence
        else:
            if kept is not None:
                found[one.code] = kept
    return found


_CLEANERS: dict[Kind, Callable[[Field, object], object]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _yes_no,
    Kind.PERSON_ID: _said(identity.person_id),
    Kind.TAX_CODE: _said(identity.tax_code),
    Kind.PHONE: _said(identity.phone),
    Kind.EMAIL: _email,
}
