"""Quyền xem và lịch sử truy cập: who may see a document, who opened it when."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.documents.actions.sight import end_sight, give_sight
from congvu.documents.forms.access import SightForm
from congvu.documents.queries import access as queries
from congvu.ui.asking import Question, ask


@official()
@require_safe
def access(request: OfficeRequest, pk: int, way: str) -> HttpResponse:
    """Those who may see it, and each opening."""
    document = queries.document_of(way, pk, actor=request.actor)
    page = queries.access_page(document, after=request.GET.get("sau", ""))
    end = f"documents:{way}_end_sight"
    working = queries.at_work_on(document)
    context = {
        "document": document,
        "back": reverse(f"documents:{way}", args=[pk]),
        "give": reverse(f"documents:{way}_give_sight", args=[pk]),
        "seeing": [
            (one, one.appointment_id not in working and reverse(end, args=[pk, one.appointment_id]))
            for one in queries.seeing(document)
        ],
        "page": page,
        "older": f"{request.path}?{urlencode({'sau': page.next})}" if page.next else "",
        "newer": request.path if request.GET.get("sau") else "",
    }
    return render(request, "documents/access.html", context)


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: OfficeRequest, pk: int, way: str) -> HttpResponseBase:
    """Cho xem."""
    document = queries.document_of(way, pk, actor=request.actor)
    form = SightForm(request.POST or None, actor=request.actor)
    question = Question(
        "Cho xem văn bản",
        "Cho xem",
        about=document.label,
        hint="Người được cho xem nhận thông báo và xác nhận đã rõ; văn bản không chuyển sang họ.",
        icon="eye",
    )

    def act() -> None:
        give_sight(document, actor=request.actor, **form.cleaned_data)
        messages.success(request, "Đã cho xem.")

    back = reverse(f"documents:{way}_access", args=[pk])
    return ask(request, form, question, back=back, act=act)


@official()
@require_POST
def end(request: OfficeRequest, pk: int, appointment: int, way: str) -> HttpResponse:
    """Thôi cho xem."""
    document = queries.document_of(way, pk, actor=request.actor)
    end_sight(document, actor=request.actor, whom=queries.participant(document, appointment))
    messages.success(request, "Đã thôi cho xem.")
    return redirect(f"documents:{way}_access", pk=pk)
