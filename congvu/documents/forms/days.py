"""Days of documents: the one that it bears, typed in as few keys as name it, and the one due."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms

from congvu.core import clock
from congvu.core.text import fold

_DAY = re.compile(r"(\d{1,2})(?:[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?)?")
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})?")
_SOON = {"hom nay": 0, "nay": 0, "hom qua": 1, "qua": 1, "hom kia": 2}


class ComingDayField(forms.DateField):
    """A day until which something may still be done."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value < clock.today():
            raise forms.ValidationError("Hạn xử lý không được trước hôm nay.", code="past")


class PastDayField(forms.DateField):
    """`3/4` or `0304` → the last 3 April, `15` → the last 15th, `nay`, `qua`; or a whole date."""

    def to_python(self, value: Any) -> date | None:
        day = _named(fold(str(value or "")))
        return day or super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value > clock.today():
            raise forms.ValidationError("Ngày văn bản không được sau hôm nay.", code="future")


def _named(words: str) -> date | None:
    if words in _SOON:
        return clock.today() - timedelta(days=_SOON[words])
    found = _DIGITS.fullmatch(words) or _DAY.fullmatch(words)
    if not found:
        return None
    day, month, year = (int(part) if part else None for part in found.groups())
    try:
        if year:
            return date(year + 2000 if year < 100 else year, month or 1, day or 1)
        return _last(day or 0, month)
    except ValueError:
        return None


def _last(day: int, month: int | None) -> date:
    """The last such day up to today; `ValueError` where there is none."""
    today = clock.today()
    if month:
        this = date(today.year, month, day)
        return this if this <= today else date(today.year - 1, month, day)
    for back in range(12):
        index = today.year * 12 + today.month - 1 - back
        try:
            found = date(index // 12, index % 12 + 1, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError(day)
