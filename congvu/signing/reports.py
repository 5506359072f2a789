"""A verdict as a document of its own, on one page for people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from congvu.core import clock
from congvu.core.typesetting import typeset
from congvu.signing.types import Check, FileVerdict, SignatureVerdict

_TEMPLATE = Path(__file__).with_name("report.typ")


def report_pdf(verdict: FileVerdict) -> bytes:
    """The verdict on a page, as Thông tư 15/2025/TT-BKHCN wants it shown."""
    return typeset(_TEMPLATE, verdict=_shown(verdict))


def _shown(verdict: FileVerdict) -> dict[str, object]:
    return {
        "title": "Báo cáo kiểm tra chữ ký số",
        "facts": [
            ("Mã băm SHA-256", verdict.sha256),
            ("Dung lượng", f"{verdict.size:,} byte".replace(",", ".")),
            ("Kiểm tra lúc", _said(verdict.checked_at)),
        ],
        "result": str(verdict.result),
        "label": verdict.result.label.lower(),
        "sentence": " ".join(filter(None, (verdict.sentence, verdict.lacks))),
        "checks": [_check(one) for one in verdict.checks],
        "signatures": [_signature(one) for one in verdict.signatures],
        "foot": f"Lập bởi hệ thống Công Vụ tại {settings.BASE_URL}. Báo cáo có giá trị tại thời "
        "điểm kiểm tra; xin kiểm tra lại tệp gốc khi cần căn cứ pháp lý.",
    }


def _signature(one: SignatureVerdict) -> dict[str, object]:
    validity = f"{_day(one.valid_from)} đến {_day(one.valid_until)}"
    proven = f", xác nhận {_said(one.proven_at)}" if one.proven_at else ", theo lời người ký"
    return {
        "name": one.signer or one.field,
        "result": str(one.result),
        "label": one.result.label.lower(),
        "facts": [
            ("Chữ ký của", f"{one.role.label}; {one.unit or 'không ghi cơ quan quản lý'}"),
            ("Thời điểm ký", f"{_said(one.signed_at)}{proven}"),
            ("Tổ chức cấp chứng thư", one.issuer or "không đọc được"),
            ("Chứng thư", f"số hiệu {one.serial}; hiệu lực {validity}"),
            ("Thuật toán, mức", f"{one.algorithm}; {one.level}"),
        ],
        "checks": [_check(check) for check in one.checks],
    }


def _check(one: Check) -> dict[str, str]:
    said = one.result.label.lower()
    return {"label": one.label, "result": str(one.result), "said": said, "reason": one.reason}


def _said(moment: datetime | None) -> str:
    return f"{clock.local(moment):%H:%M:%S %d/%m/%Y}" if moment else "không ghi"


def _day(moment: datetime | None) -> str:
    return f"{clock.local(moment):%d/%m/%Y}" if moment else "không ghi"
