"""Whole đồng as people write them."""

from __future__ import annotations


def thousands(amount: int) -> str:
    """`1.250.000`."""
    return f"{amount:,}".replace(",", ".")


def dong(amount: int) -> str:
    """`1.250.000 đồng`."""
    return f"{thousands(amount)} đồng"


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ")


def in_words(amount: int) -> str:
    """`Một triệu hai trăm năm mươi nghìn đồng`, as receipts repeat the amount."""
    if amount == 0:
        return "Không đồng"
    groups = []
    while amount:
        amount, rest = divmod(amount, 1000)
        groups.append(rest)
    said = []
    for place in range(len(groups) - 1, -1, -1):
        if groups[place]:
            words = _below_thousand(groups[place], first=place == len(groups) - 1)
            said.append(f"{words} {_GROUPS[place]}".strip())
    sentence = " ".join(said)
    return f"{sentence[0].upper()}{sentence[1:]} đồng"


def _below_thousand(number: int, *, first: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = [] if first and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 0 and ones and said:
        said.append("lẻ")
    if tens == 1:
        said.append("mười")
    if tens > 1:
        said += [_DIGITS[tens], "mươi"]
    if ones:
        said.append(_one(ones, tens=tens))
    return " ".join(said)


def _one(ones: int, *, tens: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens:
        return "lăm"
    return _DIGITS[ones]
