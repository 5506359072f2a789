"""Fees in the demo: the province's ways of paying, and what people owe the justice department.

The gateway is the test gateway, the bank account is invented; payers are fictitious.
"""

from __future__ import annotations

from congvu.core import clock
from congvu.core.acts import work
from congvu.demo.agencies import Province
from congvu.demo.people import Cast
from congvu.directory.models import Agency
from congvu.payments.actions import ask, take_cash
from congvu.payments.actions.channels import ChannelFields, save_channel
from congvu.payments.models import Channel, Payable
from congvu.payments.testgateway import merchant
from congvu.payments.types import Line, Payer, Way

# TT 244/2016/TT-BTC, Article 4; TT 226/2016/TT-BTC, Article 4.
_RECORD = Line("PLLTP", "Phí cung cấp thông tin lý lịch tư pháp", "charge", 200_000)
_COPY = Line("TLHT", "Phí cấp bản sao trích lục hộ tịch", "charge", 8_000)
_OWED = (
    ("Huỳnh Thị Bích Liên", "Cấp phiếu lý lịch tư pháp số 1", (_RECORD,), "cash"),
    ("Trần Quốc Thái", "Cấp phiếu lý lịch tư pháp số 2", (_RECORD,), "cash"),
    ("Lê Thị Mỹ Dung", "Cấp bản sao trích lục khai sinh", (_COPY,), ""),
    ("Phạm Văn Sơn", "Cấp phiếu lý lịch tư pháp số 1", (_RECORD,), ""),
    ("Ngô Thị Thanh Tâm", "Cấp phiếu lý lịch tư pháp và bản sao trích lục", (_RECORD, _COPY), ""),
)


def fill_payments(province: Province, cast: Cast) -> None:
    """Ways of paying for every agency of the province, and a few payables."""
    with work():
        for fields in _channels():
            save_channel(Channel(agency=province.agency), actor=None, fields=fields)
        justice = province.departments["STP"]
        clerk = cast.staff[justice.pk].clerks[0]
        for number, (name, subject, lines, way) in enumerate(_OWED, 1):
            payable = _owed(justice, number, name, subject, lines)
            if way:
                take_cash(payable, actor=clerk)


def _channels() -> list[ChannelFields]:
    return [
        ChannelFields(
            way=Way.VNPAY,
            name="Cổng VNPay (thử nghiệm)",
            merchant=merchant.TMN,
            secret=merchant.secret(),
            shared=True,
        ),
        ChannelFields(
            way=Way.VIETQR,
            name="Tài khoản thu phí, lệ phí",
            merchant="970436",
            bank="Vietcombank (trình diễn)",
            account="0000000001804",
            holder="TAI KHOAN TRINH DIEN",
            shared=True,
        ),
    ]


def _owed(agency: Agency, number: int, name: str, subject: str, lines: tuple[Line, ...]) -> Payable:
    return ask(
        reference=f"PHI-{clock.today():%y%m%d}-{number:04}",
        agency=agency,
        subject=subject,
        lines=lines,
        payer=Payer(name, address="Tam Kỳ, Quảng Nam"),
    )
