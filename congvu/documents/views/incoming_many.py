"""Several documents at once: one question, then what became of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment, Role
from congvu.documents.actions import incoming as actions
from congvu.documents.actions.informing import inform
from congvu.documents.actions.many import Outcome, each, finish_own
from congvu.documents.forms.incoming import Directing, RegisterForm, WordsForm
from congvu.documents.forms.incoming_shares import InformForm
from congvu.documents.models import Incoming, KeptText
from congvu.documents.queries.incoming import visible_to

MOST = 100
_Made = Callable[[Any, Appointment], Any]
_Do = Callable[[Incoming, Any, Appointment], object]


@dataclass(frozen=True)
class Way:
    """One thing to be done to several: its words, who is offered it where, what it asks."""

    name: str
    label: str
    icon: str
    roles: frozenset[str]
    boxes: frozenset[str]
    form: _Made
    do: _Do
    said: Callable[[Incoming], str]
    keeps: bool = False

    @property
    def url(self) -> str:
        return reverse("documents:incoming_many", args=[self.name])


def _register(document: Incoming, form: Any, actor: Appointment) -> None:
    actions.register(document, actor=actor, **form.cleaned_data)


def _direct(document: Incoming, form: Any, actor: Appointment) -> None:
    data = form.cleaned_data
    given = {"shares": form.shares(), "words": data["words"], "due_on": data["due"]}
    actions.direct(document, actor=actor, **given)


def _file(document: Incoming, form: Any, actor: Appointment) -> None:
    actions.put_on_file(document, actor=actor, words=form.cleaned_data["words"])


def _finish(document: Incoming, form: Any, actor: Appointment) -> None:
    finish_own(document, actor=actor, words=form.cleaned_data["words"])


def _inform(document: Incoming, form: Any, actor: Appointment) -> None:
    inform(document, actor=actor, people=form.everyone(), words=form.cleaned_data["words"])


def _words_form(data: Any, _actor: Appointment) -> forms.Form:
    return WordsForm(data)


_DIRECTING = frozenset({Role.LEADER})
_WORKING = frozenset({Role.LEADER, Role.UNIT_HEAD, Role.SPECIALIST, Role.DESK_OFFICER})
_WAITING = frozenset({"to_do", "registered"})
_GOING = frozenset({"to_do", "assigned"})
WAYS = {
    way.name: way
    for way in (
        Way(
            "vao-so", "Vào sổ, trình lãnh đạo", "number", frozenset({Role.CLERK}),
            frozenset({"arrived"}), lambda data, actor: RegisterForm(data, actor=actor),
            _register, lambda one: f"số đến {one.arrival_number}",
        ),
        Way(
            "phan-cong", "Phân công", "assign", _DIRECTING, _WAITING,
            lambda data, actor: Directing(data, actor=actor),
            _direct, lambda _: "đã phân công", keeps=True,
        ),
        Way(
            "luu", "Lưu, không giao xử lý", "folder", _DIRECTING, _WAITING, _words_form,
            _file, lambda _: "đã lưu",
        ),
        Way(
            "ket-thuc", "Kết thúc", "check", _WORKING, _GOING, _words_form,
            _finish, lambda _: "đã xong",
        ),
        Way(
            "de-biet", "Chuyển để biết", "send", _WORKING | {Role.CLERK},
            frozenset({"to_do", "registered", "assigned", "finished", "all"}),
            lambda data, actor: InformForm(data, actor=actor),
            _inform, lambda _: "đã chuyển",
        ),
    )
}  # fmt: skip
"""By the word in their address, in the order in which they are offered."""


def ways_of(actor: Appointment, box: str) -> list[Way]:
    """What the role does to several documents of this list."""
    return [way for way in WAYS.values() if actor.role in way.roles and box in way.boxes]


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: OfficeRequest, act: str) -> HttpResponse:
    """Ask once, do it to each of the chosen documents, and say what became of each."""
    way = WAYS.get(act)
    if way is None or request.actor.role not in way.roles:
        raise NotFound
    documents = _chosen(request)
    form = way.form(request.POST or None, request.actor)
    context: dict[str, Any] = {"way": way, "documents": documents, "form": form, "most": MOST}
    if way.keeps:
        context |= {"keeps": True, "kept": KeptText.objects.filter(appointment=request.actor)}
    if request.method == "POST" and documents and form.is_valid():
        outcomes = each(documents, lambda one: way.do(one, form, request.actor), way.said)
        return render(request, "documents/incoming/many_done.html", context | _counted(outcomes))
    return render(request, "documents/incoming/many.html", context)


def _chosen(request: OfficeRequest) -> list[Incoming]:
    """Those that the actor may see, in the order in which they came."""
    given = request.POST.getlist("van_ban") or request.GET.getlist("van_ban")
    ids = [int(one) for one in given if one.isdecimal() and len(one) < 19][:MOST]
    rows = visible_to(request.actor).filter(pk__in=ids).select_related("agency", "origin")
    return list(rows.order_by("arrived_at", "pk"))


def _counted(outcomes: list[Outcome]) -> dict[str, Any]:
    done = sum(one.done for one in outcomes)
    return {"outcomes": outcomes, "done": done, "refused": len(outcomes) - done}
