"""A citizen's own pages: dossiers, one of them, mending, withdrawing, rating, files."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from congvu.core.http import send_file
from congvu.core.refused import Conflict, NotFound, Refused
from congvu.files.models import StoredFile
from congvu.files.queries import open_file
from congvu.services.access import CitizenRequest, citizens, last_of, left_typed
from congvu.services.actions import answering, reusing, steps
from congvu.services.definitions import drawing
from congvu.services.definitions import shown as answers_shown
from congvu.services.forms.citizens import RatingForm, ReasonForm
from congvu.services.models import Dossier
from congvu.services.printing import pdf_of
from congvu.services.queries import accounts, dossiers
from congvu.services.queries.drafts import drafts_of
from congvu.services.queries.fees import payable_of
from congvu.services.queries.kept import kept_of, with_uses
from congvu.services.queries.versions import content_of
from congvu.services.types import ANSWERED
from congvu.services.views.public import GET_OR_POST, shown
from congvu.ui.forms import add_refusal


@citizens
@require_safe
def mine(request: CitizenRequest) -> HttpResponse:
    """Hồ sơ của tôi: what is being written, what was filed, what was told."""
    rows, older = dossiers.of_citizen(request.citizen, after=request.GET.get("sau", ""))
    context = {
        "drafts": drafts_of(request.citizen),
        "dossiers": rows,
        "older": older,
        "told": accounts.messages_of(request.citizen),
    }
    return shown(request, "mine", context)


@citizens
@require_safe
def papers(request: CitizenRequest) -> HttpResponse:
    """Giấy tờ của tôi: what was handed in or received, and each use of it."""
    kept = with_uses(kept_of(request.citizen), citizen=request.citizen)
    return shown(request, "papers", {"kept": kept})


@citizens
@require_safe
def own(request: CitizenRequest, reference: str) -> HttpResponse:
    """One dossier: where it stands, by when, what is expected now."""
    dossier = dossiers.own(reference, citizen=request.citizen)
    content = content_of(dossier.definition)
    passed = frozenset(dossier.events.values_list("step", flat=True)) - {dossier.step}
    context: dict[str, Any] = {
        "payable": payable_of(dossier) if dossier.fees_total else None,
        "dossier": dossier,
        "reckoned": steps.reckoned(dossier),
        "events": dossier.events.filter(public=True),
        "parts": answers_shown(content, dossier.answers),
        "papers": dossier.papers.filter(superseded_at=None).select_related("file__blob"),
        "slips": dossier.slips.all(),
        "results": dossier.results.filter(file__isnull=False).select_related("file__blob")
        if dossier.state in ANSWERED
        else [],
        "orders": dossier.post_orders.all(),
        "process": drawing(content, at=dossier.step, passed=passed),
        "supplement": dossier.supplements.filter(answered_at=None).first(),
        "may_withdraw": dossier.state in answering.withdraw.start,
        "may_rate": dossier.state in answering.RATED and not hasattr(dossier, "rating"),
    }
    return shown(request, "own", context)


@citizens
@require_http_methods(GET_OR_POST)
def withdraw(request: CitizenRequest, reference: str) -> HttpResponse:
    """Rút hồ sơ."""
    dossier = dossiers.own(reference, citizen=request.citizen)
    answering.withdraw.check(dossier, None)  # type: ignore[arg-type] # the applicant's own act
    form = ReasonForm(request.POST or None, initial=last_of(left_typed(request)))
    if form.is_valid():
        try:
            answering.withdraw(dossier, actor=None, reason=form.cleaned_data["reason"])
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã rút hồ sơ.")
            return redirect("services:own", reference=reference)
    return shown(request, "withdraw", {"dossier": dossier, "form": form})


@citizens
@require_http_methods(GET_OR_POST)
def rate(request: CitizenRequest, reference: str) -> HttpResponse:
    """Đánh giá."""
    dossier = dossiers.own(reference, citizen=request.citizen)
    if dossier.state not in answering.RATED or hasattr(dossier, "rating"):
        raise Conflict("Hồ sơ này chưa có kết quả, hoặc ông/bà đã đánh giá.")
    form = RatingForm(request.POST or None, initial=last_of(left_typed(request)))
    if form.is_valid():
        data = form.cleaned_data
        answering.rate(
            dossier, overall=data["overall"], answers=form.details(), words=data["words"]
        )
        messages.success(request, "Cảm ơn ông/bà đã đánh giá.")
        return redirect("services:own", reference=reference)
    return shown(request, "rate", {"dossier": dossier, "form": form})


@citizens
@require_safe
def slip(request: CitizenRequest, reference: str, token: uuid.UUID) -> HttpResponse:
    """A paper of the desk as PDF."""
    dossier = dossiers.own(reference, citizen=request.citizen)
    return as_pdf(dossiers.slip(token, dossier).content)


def as_pdf(content: dict[str, Any]) -> HttpResponse:
    return pdf_answer(pdf_of("slip", content, qr=str(content.get("qr", ""))))


def pdf_answer(pdf: bytes) -> HttpResponse:
    """Shown in the browser, kept nowhere."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": "inline", "Cache-Control": "private, no-store"},
    )


@citizens
@require_safe
def file(request: CitizenRequest, reference: str, kind: str, pk: int) -> HttpResponseBase:
    """A paper, a result, or the declaration of one's own dossier; each use is kept."""
    dossier = dossiers.own(reference, citizen=request.citizen)
    found = file_of(dossier, kind, pk)
    if kind == "giay":
        reusing.note_opened(paper=dossier.papers.get(pk=pk))
    elif kind == "ket-qua":
        reusing.note_opened(result=dossier.results.get(pk=pk))
    return send_file(
        request, open_file(found), size=found.size, name=found.name, media_type=found.media_type
    )


def file_of(dossier: Dossier, kind: str, pk: int) -> StoredFile:
    """A file of the dossier by what it is; `NotFound` where there is none such."""
    found: StoredFile | None = None
    if kind == "giay":
        paper = dossier.papers.select_related("file__blob").filter(pk=pk).first()
        found = paper.file if paper else None
    elif kind == "ket-qua" and dossier.state in ANSWERED:
        result = dossier.results.select_related("file__blob").filter(pk=pk).first()
        found = result.file if result else None
    elif kind == "to-khai":
        found = dossier.declaration
    if found is None:
        raise NotFound
    return found
