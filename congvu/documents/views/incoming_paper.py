"""Vào sổ văn bản giấy: the scan, what the clerk reads off it, the leader; then the next one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Refused
from congvu.directory.models import Role
from congvu.documents.actions.incoming import PaperDocument, register_scan
from congvu.documents.doctypes import of_notation
from congvu.documents.forms.days import PastDayField
from congvu.documents.forms.incoming_paper import PaperForm
from congvu.documents.models import Incoming
from congvu.documents.queries.incoming import next_number
from congvu.documents.queries.issuers import (
    abstracts_met,
    issuer_of,
    issuers_named,
    notations_met,
)
from congvu.documents.queries.reading_off import read_off
from congvu.documents.queries.twins import Written, twins_of
from congvu.files.actions.pictures import as_pdf
from congvu.files.models import TextState
from congvu.files.queries import uploads_of
from congvu.files.types import Media
from congvu.ui.forms import add_refusal

_MOST_SCANS = 100
_KEPT = "incoming_paper"  # in the session: to whom the last one went, and into which register


@official(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: OfficeRequest) -> HttpResponse:
    """Register a scan; the same form sent twice takes one number."""
    scans = _scans(request)
    read = _read(scans, request)
    initial = {"file": scans} | read | request.session.get(_KEPT, {})
    form = PaperForm(request.POST or None, request.FILES or None, actor=request.actor,
                     initial=initial)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            document = _register(form.cleaned_data, request)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return _after(document, form.cleaned_data, request)
    first = scans[0] if scans else None
    context = {
        "form": form,
        "scan": first if first and first.media_type == Media.PDF.media_type else None,
        "read": bool(read) and request.method != "POST",
        "waiting_to_read": bool(scans) and scans[0].blob.text_state == TextState.WAITING,
        "waiting": max(len(scans) - 1, 0),
        "lead": f"Số đến tiếp theo trong sổ chung: {next_number(request.actor.agency_id)}",
        "twins": _twins(request.POST, request) if form.errors else [],
    }
    return render(request, "documents/incoming/paper.html", context)


def _scans(request: OfficeRequest) -> list[Any]:
    """The uploads that wait: those just sent, or those left over from the document before."""
    given = request.POST.getlist("file") or request.GET.getlist("quet")
    ids = [int(one) for one in given[:_MOST_SCANS] if one.isdecimal() and len(one) < 19]
    return uploads_of(request.actor, ids)


def _read(scans: list[Any], request: OfficeRequest) -> dict[str, str]:
    """What the first scan says, once its words are known."""
    return read_off(scans[0].blob.text, agency_id=request.actor.agency_id) if scans else {}


def _register(data: dict[str, Any], request: OfficeRequest) -> Incoming:
    fields = ("issuer_name", "number", "notation", "dated_on", "kind", "abstract", "urgency")
    read = {name: data[name] for name in (*fields, "signer_name")}
    file = as_pdf(data["file"][0], actor=request.actor)[0]
    return register_scan(
        actor=request.actor,
        form_key=data["form_key"],
        paper=PaperDocument(file=file, **read),
        to=data["to"],
        register=data["register"],
        anyway=data["anyway"],
    )


def _after(document: Incoming, data: dict[str, Any], request: OfficeRequest) -> HttpResponse:
    """On to the next one with the scans that wait, or to the document."""
    request.session[_KEPT] = {
        "to": data["to"].pk,
        "register": data["register"].pk if data["register"] else None,
    }
    if "next" not in request.POST:
        messages.success(request, f"Đã vào sổ, số đến {document.arrival_number}.")
        return redirect("documents:incoming", pk=document.pk)
    link = reverse("documents:incoming", args=[document.pk])
    said = format_html(
        'Đã vào sổ <a href="{}">{}</a>, số đến {}.', link, document.code, document.arrival_number
    )
    messages.success(request, said)
    left = urlencode([("quet", one.pk) for one in data["file"][1:]])
    return redirect(reverse("documents:incoming_paper") + (f"?{left}" if left else ""))


@official(Role.CLERK)
@require_safe
def paper_twins(request: OfficeRequest) -> HttpResponse:
    """As one types: what seems to have come already, and the field for going on all the same."""
    kept = {"anyway": request.GET.get("anyway", "")}
    form = PaperForm(actor=request.actor, initial=kept)
    context = {"twins": _twins(request.GET, request), "field": form["anyway"]}
    return render(request, "documents/incoming/paper_twins.html", context)


def _twins(typed: Any, request: OfficeRequest) -> list[Incoming]:
    number, notation, issuer = (
        typed.get(name, "").replace("\x00", "").strip()[:200]
        for name in ("number", "notation", "issuer_name")
    )
    if not (number and notation and issuer):
        return []
    day = PastDayField(required=False)
    try:
        dated_on = day.to_python(typed.get("dated_on", "").replace("\x00", ""))
    except ValidationError:
        dated_on = None
    return twins_of(Written(number, notation, issuer, dated_on), agency_id=request.actor.agency_id)


@official(Role.CLERK)
@require_safe
def paper_read(request: OfficeRequest) -> JsonResponse:
    """What the scan just sent (`quet`) says of itself; `waiting` until its words are known."""
    scans = _scans(request)[:1]
    waiting = bool(scans) and scans[0].blob.text_state == TextState.WAITING
    return JsonResponse({"waiting": waiting, "fields": _read(scans, request)})


@official(Role.CLERK)
@require_safe
def find_issuers(request: OfficeRequest) -> JsonResponse:
    """Issuers by a few letters (`q`), or whose documents bear the notation (`ky-hieu`)."""
    agency_id = request.actor.agency_id
    if notation := _typed(request, "ky-hieu", 30):
        known = issuer_of(notation, agency_id=agency_id)
        fields = {"kind": of_notation(notation)}
        if known:
            fields |= {"issuer_name": known.name, "signer_name": known.signer_name}
        return JsonResponse({"fields": fields})
    found = issuers_named(_typed(request, "q", 100), agency_id=agency_id)
    return _items([(name, "") for name in found])


@official(Role.CLERK)
@require_safe
def find_notations(request: OfficeRequest) -> JsonResponse:
    """Every notation met of late, with whose it is; the page looks through them itself."""
    return _items(notations_met(agency_id=request.actor.agency_id))


@official(Role.CLERK)
@require_safe
def find_abstracts(request: OfficeRequest) -> JsonResponse:
    """What was written before that begins so (`q`), first under the same notation."""
    found = abstracts_met(
        _typed(request, "q", 200),
        notation=_typed(request, "notation", 30),
        agency_id=request.actor.agency_id,
    )
    return _items([(abstract, "") for abstract in found])


def _typed(request: OfficeRequest, name: str, most: int) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


def _items(found: list[tuple[str, str]]) -> JsonResponse:
    items = [{"value": value, "label": value, "note": note} for value, note in found]
    return JsonResponse({"items": items})
