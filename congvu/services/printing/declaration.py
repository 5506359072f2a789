"""The declaration as PDF: the same words as the check-your-answers page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from congvu.core import clock
from congvu.files.actions import keep
from congvu.files.models import StoredFile
from congvu.files.types import Media
from congvu.services.definitions import Line, shown
from congvu.services.models import Draft
from congvu.services.printing import pdf_of
from congvu.services.queries.versions import content_of
from congvu.services.types import Contact
from congvu.ui.words import size_words


def content(draft: Draft, answers: Mapping[str, object], contact: Contact) -> dict[str, Any]:
    """What the template is given."""
    version, today = content_of(draft.definition), clock.today()
    papers = draft.papers.select_related("file__blob")
    return {
        "title": draft.definition.procedure.name,
        "agency": draft.agency.name,
        "name": contact.name,
        "day": f"Ngày {today:%d} tháng {today:%m} năm {today:%Y}",
        "facts": [
            ["Người nộp", contact.name],
            ["Số giấy tờ", contact.identity],
            ["Địa chỉ", contact.address],
            ["Điện thoại", contact.phone],
            ["Thư điện tử", contact.email],
        ],
        "parts": [
            {"title": part.page.title, "lines": [_line(one) for one in part.lines]}
            for part in shown(version, answers)
        ],
        "papers": [
            {
                "name": paper.name if (paper := version.paper(one.code)) else one.code,
                "file": one.file.name,
                "size": size_words(one.file.size),
                "sha256": one.file.sha256,
            }
            for one in papers
        ],
        "confirmed": _confirmed(draft),
    }


def _confirmed(draft: Draft) -> str:
    """Who stands for the declaration (NĐ 45/2020, Article 9: confirmed by the account)."""
    if draft.citizen is None:
        return f"Nộp tại Bộ phận Một cửa, {draft.consent}"
    return f"Xác nhận bằng tài khoản {draft.citizen.phone or draft.citizen.email}"


def _line(line: Line) -> dict[str, Any]:
    rows = [[{"label": one.label, "value": one.value} for one in row] for row in line.rows]
    return {"label": line.label, "value": line.value, "rows": rows}


def pdf(draft: Draft, answers: Mapping[str, object], contact: Contact) -> bytes:
    return pdf_of("declaration", content(draft, answers, contact))


def kept(draft: Draft, answers: Mapping[str, object], contact: Contact) -> StoredFile:
    """The declaration as a stored file."""
    return keep(
        pdf(draft, answers, contact),
        name="To khai dien tu.pdf",
        media_type=Media.PDF.media_type,
        agency=draft.agency,
        actor=draft.desk,
    )
