"""Putting a document into a case file, from the document's page."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.documents.actions import case_files as acts
from congvu.documents.forms.case_files import PutInForm
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.queries import incoming as incoming_queries
from congvu.documents.queries import outgoing as outgoing_queries
from congvu.documents.queries.case_files import fillable_by
from congvu.documents.views.case_files import WORKING
from congvu.ui.asking import Question, ask

_BOTH = ["GET", "HEAD", "POST"]
_SHOWN = 20


@official(*WORKING)
@require_http_methods(_BOTH)
def file_incoming(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A document that came."""
    document = incoming_queries.incoming(pk, actor=request.actor)
    return _file(request, document, reverse("documents:incoming", args=[pk]))


@official(*WORKING)
@require_http_methods(_BOTH)
def file_outgoing(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A document of the agency's own."""
    document = outgoing_queries.outgoing(pk, actor=request.actor)
    return _file(request, document, reverse("documents:outgoing", args=[pk]))


def _file(request: OfficeRequest, document: Incoming | Outgoing, back: str) -> HttpResponseBase:
    form = PutInForm(request.POST or None, actor=request.actor)

    def act() -> None:
        chosen = form.cleaned_data["case_file"]
        acts.put_in(chosen, actor=request.actor, document=document)
        messages.success(request, f"Đã đưa văn bản vào {chosen.label}.")

    offered = fillable_by(request.actor).exists()
    question = Question(
        "Đưa văn bản vào hồ sơ",
        "Đưa vào hồ sơ",
        about=document.label,
        hint=""
        if offered
        else "Ông/bà chưa có hồ sơ nào đang lập; xin mở hồ sơ ở mục Hồ sơ công việc.",
        icon="folder",
    )
    return ask(request, form, question, back=back, act=act)


@official(*WORKING)
@require_safe
def find_case_files(request: OfficeRequest) -> JsonResponse:
    """The open files that one may fill, by code or title."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = fillable_by(request.actor).select_related("keeper__person")
    if words:
        rows = rows.filter(Q(code__icontains=words) | Q(title__icontains=words))
    return JsonResponse(
        {
            "items": [
                {
                    "value": str(one.pk),
                    "label": f"{one.code} – {one.title}",
                    "note": one.keeper.person.name if one.keeper else "",
                }
                for one in rows[:_SHOWN]
            ]
        }
    )
