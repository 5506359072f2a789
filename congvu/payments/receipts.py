"""The page of a receipt."""

from __future__ import annotations

import functools
import io
import json
from pathlib import Path
from typing import cast

import segno
import typst
from django.conf import settings
from django.urls import reverse

from congvu.core import clock
from congvu.core.money import in_words, thousands
from congvu.payments.models import Receipt

_TEMPLATE = Path(__file__).with_name("receipt.typ")


def page_of(receipt: Receipt) -> bytes:
    """The receipt as PDF; made again it is the same but for the moment inside the file."""
    compiler = typst.Compiler(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"receipt": json.dumps(_shown(receipt), ensure_ascii=False)},
    )
    return cast("bytes", compiler.compile(format="pdf"))


@functools.cache
def _fonts() -> typst.Fonts:
    folder = Path(settings.BUILD_DIR) / "fonts"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


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
        "code": _code(address),
        "foot": "Quét mã để xem khoản nộp trên hệ thống của cơ quan thu. Biên lai có giá trị khi "
        "mang chữ ký số của cơ quan thu; kiểm tra chữ ký ở "
        f"{settings.BASE_URL}{reverse('signing:check_public')}",
    }


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=1)
    return drawn.getvalue().decode()
