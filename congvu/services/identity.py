"""Numbers that say who somebody is: identity cards, tax codes, telephones."""

from __future__ import annotations

import re
from collections.abc import Callable

from congvu.services.types import ApplicantKind

PROVINCES = {
    "001": "Thành phố Hà Nội", "002": "Tỉnh Hà Giang", "004": "Tỉnh Cao Bằng",
    "006": "Tỉnh Bắc Kạn", "008": "Tỉnh Tuyên Quang", "010": "Tỉnh Lào Cai",
    "011": "Tỉnh Điện Biên", "012": "Tỉnh Lai Châu", "014": "Tỉnh Sơn La",
    "015": "Tỉnh Yên Bái", "017": "Tỉnh Hòa Bình", "019": "Tỉnh Thái Nguyên",
    "020": "Tỉnh Lạng Sơn", "022": "Tỉnh Quảng Ninh", "024": "Tỉnh Bắc Giang",
    "025": "Tỉnh Phú Thọ", "026": "Tỉnh Vĩnh Phúc", "027": "Tỉnh Bắc Ninh",
    "030": "Tỉnh Hải Dương", "031": "Thành phố Hải Phòng", "033": "Tỉnh Hưng Yên",
    "034": "Tỉnh Thái Bình", "035": "Tỉnh Hà Nam", "036": "Tỉnh Nam Định",
    "037": "Tỉnh Ninh Bình", "038": "Tỉnh Thanh Hóa", "040": "Tỉnh Nghệ An",
    "042": "Tỉnh Hà Tĩnh", "044": "Tỉnh Quảng Bình", "045": "Tỉnh Quảng Trị",
    "046": "Tỉnh Thừa Thiên Huế", "048": "Thành phố Đà Nẵng", "049": "Tỉnh Quảng Nam",
    "051": "Tỉnh Quảng Ngãi", "052": "Tỉnh Bình Định", "054": "Tỉnh Phú Yên",
    "056": "Tỉnh Khánh Hòa", "058": "Tỉnh Ninh Thuận", "060": "Tỉnh Bình Thuận",
    "062": "Tỉnh Kon Tum", "064": "Tỉnh Gia Lai", "066": "Tỉnh Đắk Lắk",
    "067": "Tỉnh Đắk Nông", "068": "Tỉnh Lâm Đồng", "070": "Tỉnh Bình Phước",
    "072": "Tỉnh Tây Ninh", "074": "Tỉnh Bình Dương", "075": "Tỉnh Đồng Nai",
    "077": "Tỉnh Bà Rịa - Vũng Tàu", "079": "Thành phố Hồ Chí Minh", "080": "Tỉnh Long An",
    "082": "Tỉnh Tiền Giang", "083": "Tỉnh Bến Tre", "084": "Tỉnh Trà Vinh",
    "086": "Tỉnh Vĩnh Long", "087": "Tỉnh Đồng Tháp", "089": "Tỉnh An Giang",
    "091": "Tỉnh Kiên Giang", "092": "Thành phố Cần Thơ", "093": "Tỉnh Hậu Giang",
    "094": "Tỉnh Sóc Trăng", "095": "Tỉnh Bạc Liêu", "096": "Tỉnh Cà Mau",
}  # fmt: skip
"""Provinces by the codes of identity numbers (Thông tư 07/2016/TT-BCA, Annex I)."""

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_SEPARATORS = re.compile(r"[\s.\-]+")


def person_id(value: str) -> str:
    """The 9 digits of a CMND or 12 of a CCCD; `ValueError` with a sentence.

    A CCCD begins with the code of a province (or of a country, from 100 on), then century and sex.
    """
    digits = _SEPARATORS.sub("", value)
    if not digits.isascii() or not digits.isdecimal() or len(digits) not in {9, 12}:
        raise ValueError("Số CCCD gồm 12 chữ số, số CMND gồm 9 chữ số. Ông/bà xem lại số.")
    if len(digits) == 12 and int(digits[:3]) < 100 and digits[:3] not in PROVINCES:
        raise ValueError(
            f"Ba số đầu “{digits[:3]}” không phải mã tỉnh nào; ông/bà xem lại số CCCD."
        )
    return digits


def tax_code(value: str) -> str:
    """A tax code of 10 digits, with `-` and 3 more for a branch; its tenth digit checks the rest.

    `ValueError` with a sentence. (Thông tư 95/2016/TT-BTC, Article 5.)
    """
    digits = _SEPARATORS.sub("", value)
    if not digits.isascii() or not digits.isdecimal() or len(digits) not in {10, 13}:
        raise ValueError("Mã số thuế gồm 10 chữ số, hoặc 13 chữ số của đơn vị phụ thuộc.")
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    if 10 - total % 11 != int(digits[9]):
        raise ValueError("Mã số thuế không đúng (sai số kiểm tra). Ông/bà xem lại từng chữ số.")
    return digits[:10] + (f"-{digits[10:]}" if len(digits) == 13 else "")


def number_of(kind: int) -> Callable[[str], str]:
    """How an applicant of that `ApplicantKind` is numbered: organisations by their tax code."""
    return tax_code if kind == ApplicantKind.ORGANISATION else person_id


def phone(value: str) -> str:
    """A Vietnamese telephone number as 0 and 9 or 10 digits; `ValueError` with a sentence."""
    digits = _SEPARATORS.sub("", value).replace("(", "").replace(")", "")
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    if not re.fullmatch(r"0[1-9][0-9]{8,9}", digits, re.ASCII):
        raise ValueError("Số điện thoại bắt đầu bằng số 0, gồm 10 hoặc 11 chữ số.")
    return digits
