"""Identifier codes of agencies: the new form, the old one, and the way between them.

New: QĐ 20/2020/QĐ-TTg, Articles 4 to 6: levels from the first to the last, `H47.01.05`, at most
35 characters. Old: QCVN 102:2016/BTTTT: 13 characters from the fourth level to the first,
`000.05.01.H47`. Messages between agencies carry either.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

_NEW = re.compile(r"[GHW][0-9A-Z]{2}(\.[0-9A-Z]+)*|[0-9A-Z]{3}(\.[0-9A-Z]+)*")
_OLD = re.compile(r"[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[A-Z][0-9]{2}")
_WIDTHS = (2, 2, 3)


def validate_code(value: str) -> None:
    """Raise `ValidationError` unless the value is a code of QĐ 20/2020."""
    if len(value) > 35 or not _NEW.fullmatch(value):
        raise ValidationError(
            "Mã định danh theo Quyết định 20/2020/QĐ-TTg gồm các nhóm chữ số và chữ hoa cách nhau "
            "bằng dấu chấm, tối đa 35 ký tự. Ví dụ: H47.01.05."
        )


def validate_old_code(value: str) -> None:
    """Raise `ValidationError` unless the value is a code of QCVN 102:2016."""
    if not _OLD.fullmatch(value):
        raise ValidationError(
            "Mã định danh cũ theo QCVN 102:2016/BTTTT gồm 13 ký tự, từ cấp thấp đến cấp cao. "
            "Ví dụ: 000.05.01.H47."
        )


def old_code_of(code: str) -> str:
    """The old code that says the same: `H47.01.05` → `000.05.01.H47`.

    Empty where the old form has no room: more than four levels, or a level too long for its place.
    """
    first, *rest = code.split(".")
    if not re.fullmatch(r"[A-Z][0-9]{2}", first) or len(rest) > len(_WIDTHS):
        return ""
    levels = rest + ["0" * width for width in _WIDTHS[len(rest) :]]
    if any(len(level) > width for level, width in zip(levels, _WIDTHS, strict=True)):
        return ""
    padded = [level.zfill(width) for level, width in zip(levels, _WIDTHS, strict=True)]
    return ".".join([*reversed(padded), first])
