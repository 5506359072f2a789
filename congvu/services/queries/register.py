"""Mẫu 06: the register of an agency's dossiers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.services.queries.dossiers import visible_to
from congvu.services.types import SlipKind

_MOST = 2000


def _month(words: str) -> date:
    try:
        return date.fromisoformat(f"{words}-01") if words else clock.today().replace(day=1)
    except ValueError:
        return clock.today().replace(day=1)


def _breakable(code: str) -> str:
    """The code with places at which a narrow column may break it."""
    return code.replace("-", "-\u200b").replace(".", ".\u200b")


def book(actor: Appointment, month: str) -> dict[str, Any]:
    """The register's content for printing: those accepted in the month (`2020-04`)."""
    first = _month(month)
    after = (first + timedelta(days=32)).replace(day=1)
    rows = visible_to(actor).filter(
        accepted_at__gte=clock.start_of(first), accepted_at__lt=clock.start_of(after)
    )
    agency = actor.agency
    table = [
        [
            str(number),
            _breakable(one.code or ""),
            one.procedure.name,
            one.applicant_name,
            one.applicant_address,
            one.agency.name,
            *(
                f"{clock.local(moment):%d/%m/%Y}" if moment else ""
                for moment in (one.accepted_at, one.due_at, one.returned_at)
            ),
            one.get_delivery_display(),
            one.get_state_display(),
        ]
        for number, one in enumerate(
            rows.select_related("procedure", "agency").order_by("accepted_at", "pk")[:_MOST], 1
        )
    ]
    return {
        "above": agency.parent.name if agency.parent_id and agency.parent else "",
        "agency": agency.name,
        "place": f"{agency.place}, tháng {first:%m} năm {first:%Y}",
        "title": SlipKind.REGISTER.label,
        "number": f"Tháng {first:%m/%Y}",
        "lead": "",
        "facts": [],
        "wide": True,
        "table": {
            "head": ["TT", "Mã hồ sơ", "Thủ tục", "Người nộp", "Địa chỉ", "Cơ quan giải quyết",
                     "Nhận", "Hẹn trả", "Trả", "Cách nhận kết quả", "Tình trạng"],
            "rows": table,
        },
        "notes": [],
        "signers": [],
    }  # fmt: skip
