"""The declaration as PDF: the same words as the check-your-answers page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from congvu.core import clock
from congvu.files.actions import keep
from congvu.files.models import StoredFile
from congvu.files.types import Media
from congvu.services.definitions import Line, shown
from congvu.services.models import Definition, Draft
from congvu.services.printing import pdf_of
from congvu.services.queries.versions import content_of
from congvu.services.types import Contact, Submission
from congvu.ui.words import size_words


def content(draft: Draft, answers: Mapping[str, object], contact: Contact) -> dict[str, Any]:
    """What the template is given for a draft."""
    papers = tuple((one.code, one.file) for one in draft.papers.select_related("file__blob"))
    submission = Submission(draft.token, draft.agency, contact, answers, papers)
    return {**content_of_submission(draft.definition, submission), "confirmed": _confirmed(draft)}


def content_of_submission(definition: Definition, given: Submission) -> dict[str, Any]:
    """What the template is given: the words of the check-your-answers page."""
    version, today, contact = content_of(definition), clock.today(), given.contact
    return {
        "title": definition.procedure.name,
        "agency": given.agency.name,
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
            for part in shown(version, given.answers)
            if part.answered
        ],
        "papers": [
            {
                "name": paper.name if (paper := version.paper(code)) else code,
                "file": file.name,
                "size": size_words(file.size),
                "sha256": file.sha256,
            }
            for code, file in given.papers
        ],
        "confirmed": "Xác nhận bằng tài khoản của người nộp",
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
