"""One's own mark on a document: shown on its page, kept by a form of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.documents.actions.marks import keep_mark
from congvu.documents.forms.marks import MarkForm
from congvu.documents.models import Incoming, Outgoing, PersonalMark
from congvu.documents.queries import incoming, outgoing
from congvu.ui.forms import add_refusal


def mark_of(document: Incoming | Outgoing, actor: Appointment) -> dict[str, Any]:
    """What the card on the document's page shows."""
    way = "incoming" if isinstance(document, Incoming) else "outgoing"
    mark = PersonalMark.objects.filter(appointment=actor, **{way: document}).first()
    return {
        "personal": MarkForm.of(mark),
        "personal_mark": mark,
        "personal_url": reverse(f"documents:{way}_mark", args=[document.pk]),
    }


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def mark_incoming(request: OfficeRequest, pk: int) -> HttpResponse:
    """Of a document that came."""
    return _mark(request, incoming.incoming(pk, actor=request.actor), "documents:incoming")


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def mark_outgoing(request: OfficeRequest, pk: int) -> HttpResponse:
    """Of a document on its way out."""
    return _mark(request, outgoing.outgoing(pk, actor=request.actor), "documents:outgoing")


def _mark(request: OfficeRequest, document: Incoming | Outgoing, page: str) -> HttpResponse:
    shown = mark_of(document, request.actor)
    back = reverse(page, args=[document.pk])
    if request.method == "POST":
        form = MarkForm(request.POST)
        if form.is_valid():
            try:
                keep_mark(document, actor=request.actor, kept=form.kept())
            except Refused as refused:
                add_refusal(form, refused)
            else:
                messages.success(request, "Đã lưu đánh dấu riêng của ông/bà.")
                return redirect(back)
        shown |= {"personal": form}
    context = shown | {"document": document, "back": back}
    status = 409 if shown["personal"].errors else 200
    return render(request, "documents/mark_page.html", context, status=status)
