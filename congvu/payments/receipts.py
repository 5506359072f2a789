"""The page of a receipt."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from congvu.core import clock
from congvu.core.money import in_words, thousands
from congvu.core.typesetting import code_of, typeset
from congvu.payments.models import Receipt

_TEMPLATE = Path(__file__).with_name("receipt.typ")


def page_of(receipt: Receipt) -> bytes:
    """The receipt as PDF; made again it is the same but for the moment inside the file."""
    return typeset(_TEMPLATE, receipt=_shown(receipt))


def _shown(receipt: Receipt) -> dict[str, object]:
    payable, agency = receipt.payable, receipt.agency
    attempt = payable.paid_by
    assert attempt is not None  # noqa: S101 - the constraint says so
    day = clock.local(receipt.issued_at)
    address = f"{settings.BASE_URL}{payable.address}"
    facts = [
        ("Người nộp:", payable.payer_name),
        ("Số định danh:", payable.payer_identity),
        ("Địa chỉ:", payable.payer_address),
        ("Nội dung:", payable.subject),
        ("Mã khoản nộp:", payable.reference),
        ("Hình thức nộp:", f"{attempt.get_way_display()}, lượt {attempt.reference}"),
        ("Số giao dịch:", attempt.number),
    ]
    return {
        "title": receipt.label,
        "agency": agency.name.upper(),
        "place": ", ".join(filter(None, (agency.address, agency.place, agency.code))),
        "number": receipt.code,
        "day": f"Ngày {day:%d} tháng {day:%m} năm {day:%Y}",
        "facts": [one for one in facts if one[1]],
        "lines": [
            (one.name, one.get_kind_display(), thousands(one.amount)) for one in payable.lines.all()
        ],
        "total": thousands(payable.total),
        "words": in_words(payable.total),
        "code": code_of(address).decode(),
        "foot": "Quét mã để xem khoản nộp trên hệ thống của cơ quan thu. Biên lai có giá trị khi "
        "mang chữ ký số của cơ quan thu; kiểm tra chữ ký ở "
        f"{settings.BASE_URL}{reverse('signing:check_public')}",
    }
