"""Opinions on a draft: asking, answering, passing on, and the table of all of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.http import send_file
from congvu.core.refused import NotFound
from congvu.documents.actions import opinions
from congvu.documents.forms.opinions import AskForm, OpinionForm, PassOpinionForm
from congvu.documents.models import Opinion, Outgoing
from congvu.documents.queries import opinions as queries
from congvu.documents.queries.outgoing import open_opinion, outgoing
from congvu.documents.views.opinion_sheet import sheet_of
from congvu.files import queries as stored
from congvu.ui.asking import Question, ask

_BOTH = ["GET", "HEAD", "POST"]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@official()
@require_http_methods(_BOTH)
def ask_opinions(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Ask colleagues, officials of other agencies, and agencies."""
    document = outgoing(pk, actor=request.actor)
    opinions.ask_opinions.check(document, request.actor)
    form = AskForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        opinions.ask_opinions(
            document,
            actor=request.actor,
            asked=list(given["asked"]),
            agencies=list(given["agencies"]),
            question=given["question"],
            due_on=given["due"],
        )
        messages.success(request, "Đã gửi xin ý kiến.")

    question = Question("Xin ý kiến", "Gửi xin ý kiến", icon="opinion")
    return ask(request, form, question, back=_page(pk), act=act)


@official()
@require_http_methods(_BOTH)
def opinion(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Answer the opinion that one owes."""
    owed = _owed(request, outgoing(pk, actor=request.actor))
    form = OpinionForm(request.POST or None, request.FILES or None, actor=request.actor)

    def act() -> None:
        given = form.cleaned_data
        opinions.answer_opinion(
            owed,
            actor=request.actor,
            agrees=given["agrees"] == "yes",
            answer=given["answer"],
            file=given["file"],
        )
        messages.success(request, "Đã gửi ý kiến.")

    about = f"Thay mặt {owed.asked.agency.name}. " if owed.as_agency else ""
    question = Question("Cho ý kiến", "Gửi ý kiến", about=about + owed.question, icon="opinion")
    return ask(request, form, question, back=_page(pk), act=act)


@official()
@require_http_methods(_BOTH)
def pass_opinion(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Let a colleague answer."""
    owed = _owed(request, outgoing(pk, actor=request.actor))
    form = PassOpinionForm(request.POST or None, actor=request.actor)

    def act() -> None:
        opinions.pass_opinion(owed, actor=request.actor, **form.cleaned_data)
        messages.success(request, "Đã chuyển người cho ý kiến.")

    about = "Người được chuyển xem được dự thảo và trả lời thay; hạn trả lời giữ nguyên."
    question = Question("Chuyển người cho ý kiến", "Chuyển", about=about, icon="assign")
    return ask(request, form, question, back=_page(pk), act=act)


def _owed(request: OfficeRequest, document: Outgoing) -> Opinion:
    owed = open_opinion(document, actor=request.actor)
    if owed is None:
        raise NotFound("Không còn ý kiến nào chờ ông/bà trả lời ở văn bản này.")
    return owed


@official()
@require_safe
def opinion_table(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything that was said, in one table to read and print; `?xlsx` to keep."""
    document = outgoing(pk, actor=request.actor)
    collected = queries.collected(document)
    if "xlsx" in request.GET:
        name = f"tong-hop-y-kien-{document.pk}.xlsx"
        return HttpResponse(
            sheet_of(document, collected),
            content_type=_XLSX,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    context = {"document": document, "collected": collected}
    return render(request, "documents/outgoing/opinions.html", context)


@official()
@require_safe
def opinion_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The file that came with an answer."""
    file = queries.file_of(pk, actor=request.actor)
    return send_file(
        request,
        stored.open_file(file),
        size=file.size,
        name=file.name,
        media_type=file.media_type,
        download=True,
    )


def _page(pk: int) -> str:
    return reverse("documents:outgoing", args=[pk])
