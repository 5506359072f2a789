"""Identifiers of agencies in both forms.

QCVN 102:2016 writes thirteen characters from the lowest level up (`000.00.01.H47`), QĐ
20/2020/QĐ-TTg up to 35 from the first level down (`H47.01`). One can be turned into the other as
long as each level below the first is two or three digits.
"""

from __future__ import annotations

import re

OLD = re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}")
NEW = re.compile(r"[A-Z0-9]+(?:\.[A-Z0-9]+)*")
LONGEST = 35


def is_old(code: str) -> bool:
    """Whether the code has the form of 2016."""
    return OLD.fullmatch(code) is not None


def is_new(code: str) -> bool:
    """Whether the code has the form of 2020 and is not one of 2016."""
    return len(code) <= LONGEST and NEW.fullmatch(code) is not None and not is_old(code)


def new_form(code: str) -> str:
    """`000.05.01.H47` → `H47.01.05`; what is no old form comes back as it is."""
    if not is_old(code):
        return code
    third, second, first, root = code.split(".")
    levels = [root, first, second, third]
    while levels[-1].strip("0") == "":
        levels.pop()
    return ".".join(levels)


def old_form(code: str) -> str:
    """`H47.01.05` → `000.05.01.H47`; empty where the code has no old form."""
    if is_old(code):
        return code
    root, *below = code.split(".")
    if len(below) > 3 or not re.fullmatch(r"[A-Z][0-9]{2}", root):
        return ""
    widths = (2, 2, 3)
    filled = [*below, *["0"] * (3 - len(below))]
    if any(
        not one.isdecimal() or len(one) > width for one, width in zip(filled, widths, strict=True)
    ):
        return ""
    padded = [one.zfill(width) for one, width in zip(filled, widths, strict=True)]
    return ".".join([*reversed(padded), root])
