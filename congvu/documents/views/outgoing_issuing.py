"""The clerk's pages: number, seal and issue; kept groups of receivers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Role
from congvu.documents.actions import groups, issuing, reminding, token_sealing
from congvu.documents.actions.beyond import add_beyond, beyond_board, choose_beyond, late_beyond
from congvu.documents.actions.changing_receivers import change_receivers
from congvu.documents.actions.numbering import usual_register
from congvu.documents.forms.outgoing import (
    GroupForm,
    IssueForm,
    ReceiversForm,
    TokenIssueForm,
)
from congvu.documents.models import Outgoing, ReceiverGroup
from congvu.documents.queries import outgoing as queries
from congvu.documents.queries.begun_signings import running
from congvu.documents.queries.outgoing_lists import groups_of
from congvu.documents.types import OutgoingState, RegisterKind
from congvu.documents.views.outgoing_token import to_machine
from congvu.signing.models import KeyPlace
from congvu.signing.queries import key_of
from congvu.ui.asking import Question, ask
from congvu.ui.forms import add_refusal

_BOTH = ["GET", "HEAD", "POST"]


@official(Role.CLERK)
@require_http_methods(_BOTH)
def issue(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One page, one button: number, seal, issue; the PIN or the token."""
    document = queries.outgoing(pk, actor=request.actor)
    key = key_of(document.agency)
    if key is not None and key.place == KeyPlace.TOKEN:
        return _token_page(document, request)
    _check(document, request)
    form = issue_form(document, request, IssueForm)
    if request.method == "POST" and form.is_valid():
        try:
            _issue(document, form, request)
            messages.success(request, f"Đã phát hành văn bản số {document.code}.")
            return redirect("documents:outgoing", pk)
        except Refused as refused:
            add_refusal(form, refused)
    context = _context(document, form) | {"has_seal": key is not None}
    return render(request, "documents/outgoing/issue.html", context)


def _token_page(document: Outgoing, request: OfficeRequest) -> HttpResponseBase:
    """The same page; its form is sent by the script, and shown again where it was not right."""
    begun = running(document, actor=request.actor)
    if begun is None:
        token_sealing.check(document, request.actor)
    form = issue_form(document, request, TokenIssueForm)
    context = _context(document, form) | {"has_seal": True, "by_token": True, "begun": begun}
    return to_machine(request, "documents/outgoing/issue.html", context)


def _context(document: Outgoing, form: IssueForm) -> dict[str, Any]:
    usual = document.register or usual_register(document.agency, RegisterKind.OUTGOING)
    return {"document": document, "form": form, "proposed": usual.last_number + 1}


def issue_form(document: Outgoing, request: OfficeRequest, kind: type[IssueForm]) -> IssueForm:
    """Beginning with the usual register and the receivers that were chosen before."""
    usual = document.register or usual_register(document.agency, RegisterKind.OUTGOING)
    chosen = list(document.receivers.values_list("agency_id", flat=True))
    start: dict[str, Any] = {"register": usual, "agencies": chosen}
    return kind(request.POST or None, actor=request.actor, document=document, initial=start)


@official(Role.CLERK)
@require_safe
def issue_preview(request: OfficeRequest, pk: int) -> HttpResponse:
    """The page with number, date and the seal's place, before anything is done."""
    document = queries.outgoing(pk, actor=request.actor)
    page = issuing.preview(document, actor=request.actor)
    return HttpResponse(
        page, content_type="application/pdf", headers={"Cache-Control": "private, no-store"}
    )


def _check(document: Outgoing, request: OfficeRequest) -> None:
    numbered = document.state == OutgoingState.NUMBERED
    (issuing.issue if numbered else issuing.assign_number).check(document, request.actor)


def choose_outside(document: Outgoing, form: IssueForm, request: OfficeRequest) -> None:
    """Keep whom the form names outside the installation."""
    if "beyond" in form.cleaned_data:
        choose_beyond(document, form.cleaned_data["beyond"], actor=request.actor)
    add_beyond(document, form.beyond(), actor=request.actor)


def _issue(document: Outgoing, form: IssueForm, request: OfficeRequest) -> None:
    choose_outside(document, form, request)
    issuing.number_seal_and_issue(
        document,
        actor=request.actor,
        pin=form.cleaned_data["pin"],
        agencies=form.receivers(),
        register=form.cleaned_data["register"],
        held=form.cleaned_data.get("held"),
    )


@official(Role.CLERK)
@require_POST
def remind(request: OfficeRequest, pk: int) -> HttpResponse:
    """Press the receivers that are late."""
    document = queries.outgoing(pk, actor=request.actor)
    reminding.remind(document, actor=request.actor)
    messages.success(request, "Đã nhắc văn thư các nơi nhận chưa vào sổ.")
    if outside := late_beyond(beyond_board(document)):
        messages.info(request, outside)
    return redirect("documents:outgoing", pk)


@official(Role.CLERK)
@require_http_methods(_BOTH)
def other_receivers(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Others outside shall have the issued document."""
    document = queries.outgoing(pk, actor=request.actor)
    change_receivers.check(document, request.actor)
    form = ReceiversForm(request.POST or None, document=document)

    def act() -> None:
        given = form.cleaned_data
        change_receivers(
            document, actor=request.actor, chosen=given.get("beyond", ()), words=given["words"]
        )

    question = Question(
        change_receivers.label,
        "Cập nhật nơi nhận",
        about="Nơi được thêm nhận văn bản ngay; nơi bị bớt được yêu cầu trả lại, kèm lý do.",
        icon="group",
        done="Đã cập nhật nơi nhận; thông điệp được gửi qua liên thông.",
    )
    return ask(request, form, question, back=reverse("documents:outgoing", args=[pk]), act=act)


@official(Role.CLERK)
@require_safe
def group_list(request: OfficeRequest) -> HttpResponse:
    """The agency's kept groups of receivers."""
    context = {"groups": groups_of(request.actor)}
    return render(request, "documents/outgoing/groups.html", context)


@official(Role.CLERK)
@require_http_methods(_BOTH)
def group(request: OfficeRequest, pk: int = 0) -> HttpResponseBase:
    """A new group, or another name and other members."""
    found = _group(request, pk) if pk else ReceiverGroup(agency=request.actor.agency)
    members = found.members.all() if pk else []
    start = {"name": found.name, "members": members, "beyond": found.beyond}
    form = GroupForm(request.POST or None, initial=start)

    def act() -> None:
        groups.save_group(found, actor=request.actor, **form.given())
        messages.success(request, "Đã lưu nhóm nơi nhận.")

    question = Question("Nhóm nơi nhận", "Lưu", icon="group")
    return ask(request, form, question, back=reverse("documents:groups"), act=act)


@official(Role.CLERK)
@require_POST
def remove_group(request: OfficeRequest, pk: int) -> HttpResponse:
    """Drop a group; documents sent by it stay as they are."""
    groups.remove_group(_group(request, pk), actor=request.actor)
    messages.success(request, "Đã xóa nhóm nơi nhận.")
    return redirect("documents:groups")


def _group(request: OfficeRequest, pk: int) -> ReceiverGroup:
    found = groups_of(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
