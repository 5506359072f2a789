"""Several documents signed, or numbered, sealed and issued, with one PIN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Appointment, Role
from congvu.documents.actions import batches as actions
from congvu.documents.forms.batches import IssueManyForm, SignManyForm
from congvu.documents.models import Batch, Outgoing
from congvu.documents.queries import batches as queries
from congvu.documents.queries import outgoing
from congvu.documents.types import BatchKind
from congvu.ui.forms import add_refusal


@dataclass(frozen=True)
class Way:
    """What is done to several: its words, and who is offered it in which list."""

    name: str
    kind: BatchKind
    label: str
    icon: str
    roles: frozenset[str]
    box: str
    form: type[SignManyForm | IssueManyForm]

    @property
    def url(self) -> str:
        return reverse("documents:outgoing_many", args=[self.name])


WAYS = {
    way.name: way
    for way in (
        Way(
            "ky-so", BatchKind.SIGN, "Ký số", "pen",
            frozenset({Role.LEADER, Role.UNIT_HEAD}), "to_do", SignManyForm,
        ),
        Way(
            "phat-hanh", BatchKind.ISSUE, "Cấp số, đóng dấu, phát hành", "seal",
            frozenset({Role.CLERK}), "to_issue", IssueManyForm,
        ),
    )
}  # fmt: skip
"""By the word in their address."""


def ways_of(actor: Appointment, box: str) -> list[Way]:
    """What the role does to several documents of this list."""
    return [way for way in WAYS.values() if actor.role in way.roles and box == way.box]


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: OfficeRequest, act: str) -> HttpResponseBase:
    """The chosen documents, each to be looked at, and one PIN for all that stay chosen."""
    way = WAYS.get(act)
    if way is None or request.actor.role not in way.roles:
        raise NotFound
    documents = _chosen(way, request)
    form = way.form(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            return _done(way, documents, form, request)
        except Refused as refused:
            add_refusal(form, refused)
    context = {"way": way, "documents": documents, "form": form, "most": actions.MOST}
    return render(request, "documents/outgoing/many.html", context)


def _chosen(way: Way, request: OfficeRequest) -> list[Outgoing]:
    """Those that are named and ready; without a name, all that wait.

    One more than a batch may have is left to the action, which says so: none is dropped unsaid.
    """
    named = request.POST if request.method == "POST" else request.GET
    given = named.getlist("van_ban")
    if not given and request.method != "POST":
        return list(queries.ready(way.kind, actor=request.actor)[: actions.MOST])
    ids = [int(one) for one in given if one.isdecimal() and len(one) < 19]
    return queries.chosen(way.kind, ids, actor=request.actor, most=actions.MOST + 1)


def _done(
    way: Way, documents: list[Outgoing], form: Any, request: OfficeRequest
) -> HttpResponseBase:
    data = form.cleaned_data
    if queries.begun(data["key"], actor=request.actor):
        return redirect("documents:batch", data["key"])  # the button was pressed twice
    wanted = actions.Wanted(way.kind, documents, **form.given())
    batch = actions.begin(data["key"], wanted, actor=request.actor, pin=data["pin"])
    return redirect("documents:batch", batch.key)


class _PinAgain(forms.Form):
    """To go on."""

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        asking = IssueManyForm if kind == BatchKind.ISSUE else SignManyForm
        self.fields["pin"] = asking.base_fields["pin"]


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: OfficeRequest, key: UUID) -> HttpResponseBase:
    """What became of each; where it stopped, the PIN to go on."""
    found = queries.batch_of(key, actor=request.actor)
    form = _PinAgain(request.POST or None, kind=found.kind)
    if request.method == "POST" and form.is_valid():
        try:
            actions.go_on(found, actor=request.actor, pin=form.cleaned_data["pin"])
            return redirect("documents:batch", key)
        except Refused as refused:
            add_refusal(form, refused)
    context = _context(found) | {"form": form, "items": queries.items_of(found)}
    return render(request, "documents/outgoing/batch.html", context)


@official()
@require_safe
def batch_progress(request: OfficeRequest, key: UUID) -> HttpResponse:
    """How far it is, asked again while it moves; nothing before it has begun."""
    try:
        found = queries.batch_of(key, actor=request.actor)
    except NotFound:
        return HttpResponse(status=204)
    return render(request, "documents/outgoing/batch_progress.html", _context(found))


def _context(found: Batch) -> dict[str, Any]:
    way = next(way for way in WAYS.values() if way.kind == found.kind)
    return {"batch": found, "way": way, "progress": queries.progress_of(found)}


@official()
@require_safe
def sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """One document's page in the viewer, beside the list of those chosen."""
    document = outgoing.outgoing(pk, actor=request.actor)
    return render(request, "documents/outgoing/sheet.html", {"document": document})
