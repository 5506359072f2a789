"""What is done to a document that came: one address and one dialog for each action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.actions import Action
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Role
from congvu.documents.actions import incoming as actions
from congvu.documents.actions.drafting import start_draft
from congvu.documents.forms import incoming as given
from congvu.documents.models import Incoming, KeptText
from congvu.documents.queries import incoming as queries
from congvu.documents.queries.twins import Written, twins_of
from congvu.documents.types import IncomingState
from congvu.ui.asking import key_of
from congvu.ui.forms import add_refusal

GET_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Dialog:
    """How the question is put, and what is said when it is done."""

    title: str
    done: str
    icon: str = "check"
    lead: str = ""
    submit: str = ""
    danger: bool = False
    extra: dict[str, Any] | None = None


def ask(
    request: OfficeRequest,
    document: Incoming,
    form: forms.Form,
    dialog: Dialog,
    run: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Put the question, or do what was answered; a refusal stands beside what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            run(form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, dialog.done)
            return redirect("documents:incoming", pk=document.pk)
    context = {"form": form, "dialog": dialog, "document": document, **(dialog.extra or {})}
    return render(request, "documents/incoming/dialog.html", context)


def opened(request: OfficeRequest, pk: int, action: Action[Any, Any, Any]) -> Incoming:
    """The document, if the action is open to the actor now; else the refusal that it would meet."""
    document = queries.incoming(pk, actor=request.actor)
    if request.method != "POST":
        action.check(document, request.actor)
    return document


@official(Role.CLERK)
@require_http_methods(GET_OR_POST)
def register(request: OfficeRequest, pk: int) -> HttpResponse:
    """Vào sổ, trình lãnh đạo."""
    document = opened(request, pk, actions.register)
    twins = twins_of(Written.on(document), agency_id=document.agency_id, but=document.pk)
    form = given.RegisterForm(request.POST or None, actor=request.actor, twins=twins)
    dialog = Dialog(
        actions.register.label,
        "Đã vào sổ và trình lãnh đạo.",
        icon="number",
        submit="Vẫn vào sổ" if twins else "",
        extra={"twins": twins},
    )
    return ask(
        request,
        document,
        form,
        dialog,
        lambda data: actions.register(document, actor=request.actor, **data),
    )


@official(Role.CLERK)
@require_http_methods(GET_OR_POST)
def return_to_sender(request: OfficeRequest, pk: int) -> HttpResponse:
    """Trả lại nơi gửi."""
    document = opened(request, pk, actions.return_to_sender)
    form = given.ReturnForm(request.POST or None)
    dialog = Dialog("Trả lại nơi gửi", "Đã trả lại nơi gửi.", icon="reply", danger=True)
    return ask(
        request,
        document,
        form,
        dialog,
        lambda data: actions.return_to_sender(document, actor=request.actor, **data),
    )


@official()
@require_http_methods(GET_OR_POST)
def pass_to(request: OfficeRequest, pk: int) -> HttpResponse:
    """Chuyển lãnh đạo khác."""
    document = opened(request, pk, actions.pass_to)
    form = given.PassForm(request.POST or None, actor=request.actor)
    dialog = Dialog("Chuyển lãnh đạo khác", "Đã chuyển.", icon="send", submit="Chuyển")
    return ask(
        request,
        document,
        form,
        dialog,
        lambda data: actions.pass_to(document, actor=request.actor, **data),
    )


@official()
@require_http_methods(GET_OR_POST)
def direct(request: OfficeRequest, pk: int) -> HttpResponse:
    """Phân công: words, who, by when."""
    document = opened(request, pk, actions.direct)
    form = given.DirectForm(request.POST or None, actor=request.actor, document=document)
    kept = KeptText.objects.filter(appointment=request.actor)
    dialog = Dialog(
        "Phân công xử lý", "Đã phân công.", "assign", extra={"kept": kept, "keeps": True}
    )

    def run(data: dict[str, Any]) -> None:
        actions.direct(
            document,
            actor=request.actor,
            shares=form.shares(),
            words=data["words"],
            due_on=data["due"],
        )

    return ask(request, document, form, dialog, run)


@official()
@require_http_methods(GET_OR_POST)
def put_on_file(request: OfficeRequest, pk: int) -> HttpResponse:
    """Lưu, không giao xử lý."""
    document = opened(request, pk, actions.put_on_file)
    dialog = Dialog(actions.put_on_file.label, "Đã lưu văn bản.", icon="folder", submit="Lưu")
    return ask(
        request,
        document,
        given.WordsForm(request.POST or None),
        dialog,
        lambda data: actions.put_on_file(document, actor=request.actor, **data),
    )


@official()
@require_http_methods(GET_OR_POST)
def finish(request: OfficeRequest, pk: int) -> HttpResponse:
    """Kết thúc xử lý."""
    document = opened(request, pk, actions.finish)
    lead = "Các phần việc chưa xong sẽ kết thúc cùng văn bản."
    dialog = Dialog("Kết thúc xử lý", "Đã kết thúc xử lý văn bản.", lead=lead)
    return ask(
        request,
        document,
        given.WordsForm(request.POST or None),
        dialog,
        lambda data: actions.finish(document, actor=request.actor, **data),
    )


@official()
@require_POST
def reply(request: OfficeRequest, pk: int) -> HttpResponse:
    """Soạn văn bản trả lời: a draft tied to this document; the same form gives the same draft."""
    document = queries.incoming(pk, actor=request.actor)
    if document.state == IncomingState.RECALLED:
        raise Conflict("Nơi gửi đã thu hồi văn bản này, không trả lời nữa.")
    draft = start_draft(actor=request.actor, form_key=key_of(request), reply_to=document)
    return redirect("documents:draft_edit", pk=draft.pk)
