"""The national public service portal's payment platform.

Its specification is not public. What is known comes from an open implementation: the fields, their
order in the checks, and `MaLoi` 00 with `UrlThanhToan`. What may differ between its versions stands
in the channel's options: `init` and the constants below under their own names.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from congvu.core import clock
from congvu.core.outside import Unreachable
from congvu.core.text import strip_marks
from congvu.payments.models import Attempt, Payable
from congvu.payments.providers.base import Provider, post_json, secret_of
from congvu.payments.providers.vnpay import read_moment, written
from congvu.payments.types import Said

_CONSTANTS = {
    "LoaiBanTin": "pay",
    "PhienBan": "1.0",
    "LoaiHinhThanhToan": "01",
    "MaKenhThanhToan": "01",
    "MaThietBi": "WEB",
    "NgonNgu": "vi",
    "MaTienTe": "VND",
    "MaNganHang": "",
    "MaDichVu": "2",
}
_CHECKED = [
    "LoaiBanTin",
    "PhienBan",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "LoaiHinhThanhToan",
    "MaKenhThanhToan",
    "MaThietBi",
    "NgonNgu",
    "MaTienTe",
    "MaNganHang",
    "ThongTinGiaoDich",
    "ThoiGianGD",
    "Ip",
]
_CONFIRMED = [
    "LoaiBanTin",
    "MaLoi",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "MaTienTe",
    "MaGiaoDich",
    "MaNganHang",
    "ThoiGianGD",
    "ThongTinGiaoDich",
]


class National(Provider):
    """`merchant` of the channel is MaDoiTac, `secret` the hash key, `address` where init goes."""

    def begin(self, attempt: Attempt, *, back: str) -> str:
        """See the base."""
        options = _CONSTANTS | {name: str(one) for name, one in self.channel.options.items()}
        fields: dict[str, Any] = {name: options[name] for name in _CHECKED if name in options}
        fields |= {
            "MaDoiTac": self.channel.merchant,
            "MaThamChieu": attempt.reference,
            "SoTien": str(attempt.amount),
            "ThongTinGiaoDich": f"Nop phi le phi {attempt.reference}",
            "ThoiGianGD": written(clock.now()),
            "Ip": attempt.address or "127.0.0.1",
        }
        mark = check_of(fields, _CHECKED, secret_of(self.channel))
        bill = self._bill(attempt.payable, options["MaDichVu"])
        found = post_json(
            self.channel.address,
            fields | {"ThongTinBienLai": bill, "MaXacThuc": mark, "UrlQuayVe": back},
        )
        address = str(found.get("UrlThanhToan") or "")
        if str(found.get("MaLoi")) != "00" or not address.startswith("https://"):
            words = str(found.get("MoTaLoi") or found.get("MaLoi") or "không rõ")
            raise Unreachable(f"Nền tảng thanh toán quốc gia chưa nhận yêu cầu: {words[:100]}.")
        return address

    def _bill(self, payable: Payable, service: str) -> dict[str, Any]:
        return {
            "MaDichVu": service,
            "MaDonVi": payable.agency.code,
            "TenDonVi": payable.agency.name,
            "MaHoSo": payable.reference,
            "TKThuHuong": self.channel.account,
            "MaNHThuHuong": str(self.channel.options.get("MaNHThuHuong", "")),
            "TenTKThuHuong": self.channel.holder,
            "NoiDungThanhToan": strip_marks(payable.subject),
            "HoTenNguoiNop": payable.payer_name,
            "SoCMNDNguoiNop": payable.payer_identity,
            "DiaChiNguoiNop": payable.payer_address,
            "PhiLePhi": [
                {
                    "LoaiPhiLePhi": one.get_kind_display(),
                    "MaPhiLePhi": one.code,
                    "TenPhiLePhi": one.name,
                    "SoTien": str(one.amount),
                }
                for one in payable.lines.all()
            ],
        }


def check_of(fields: Mapping[str, Any], names: list[str], key: str) -> str:
    """`MaXacThuc`: SHA-256 of the values in their order and the key, joined by `|`. No HMAC."""
    values = [*(str(fields.get(name) or "") for name in names), key]
    return hashlib.sha256("|".join(values).encode()).hexdigest()


def genuine(fields: Mapping[str, Any], key: str) -> bool:
    """Whether a confirmation carries the check of whoever has the key; in constant time."""
    given = str(fields.get("MaXacThuc") or "").lower()
    return bool(key) and hmac.compare_digest(
        check_of(fields, _CONFIRMED, key).encode(), given.encode()
    )


def said_of(fields: Mapping[str, Any]) -> Said | None:
    """What a genuine confirmation says; `None` where its amount is no number."""
    amount = str(fields.get("SoTien") or "")
    if not (amount.isascii() and amount.isdecimal() and len(amount) <= 13):
        return None
    paid = str(fields.get("MaLoi")) == "00"
    code = str(fields.get("MaLoi") or "")
    return Said(
        outcome="paid" if paid else "failed",
        reference=str(fields.get("MaThamChieu") or ""),
        amount=int(amount),
        number=str(fields.get("MaGiaoDich") or "") if paid else "",
        bank=str(fields.get("MaNganHang") or ""),
        code=code,
        words="" if paid else f"Nền tảng báo mã {code[:10]}",
        at=read_moment(str(fields.get("ThoiGianGD") or "")),
    )
