"""What people do with a submission on its way: each has its own address and form."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Refused
from congvu.directory.models import Appointment, Role
from congvu.documents.actions import drafting, submitting
from congvu.documents.forms.outgoing import (
    ConfirmForm,
    HandOnForm,
    PinForm,
    ReasonForm,
)
from congvu.documents.models import Outgoing
from congvu.documents.queries import outgoing as queries
from congvu.documents.queries.begun_signings import running
from congvu.documents.queries.outgoing_lists import next_to_sign
from congvu.documents.types import OutgoingState
from congvu.documents.views.outgoing_token import signs_by_token, token_page
from congvu.ui.asking import Question, ask
from congvu.ui.forms import add_refusal

_BOTH = ["GET", "HEAD", "POST"]


def _asked(
    request: OfficeRequest,
    document: Outgoing,
    form: forms.Form,
    question: Question,
    act: Callable[[], None],
) -> HttpResponseBase:
    """Ask in a dialog, act, say so, and go back to the document."""

    def told() -> None:
        act()
        messages.success(request, f"Đã thực hiện: {question.title}.")

    back = reverse("documents:outgoing", args=[document.pk])
    return ask(request, form, question, back=back, act=told)


def _proposed(document: Outgoing) -> Appointment | None:
    """A specialist submits to the head of the own unit, others to the signer."""
    if document.drafter.role == Role.SPECIALIST and document.unit_id:
        heads = Appointment.objects.in_force().filter(unit=document.unit, role=Role.UNIT_HEAD)
        return heads.first() or document.signer
    return document.signer


@official()
@require_http_methods(_BOTH)
def submit(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand the draft to the next on the way."""
    document = queries.outgoing(pk, actor=request.actor)
    submitting.submit.check(document, request.actor)
    start = {"to": _proposed(document)}
    form = HandOnForm(request.POST or None, document=document, initial=start)
    about = "Sau khi trình, nội dung đứng yên cho đến khi được ký, trả lại hoặc rút lại."
    question = Question("Trình ký", "Trình ký", about=about, icon="send")
    return _asked(
        request,
        document,
        form,
        question,
        lambda: submitting.submit_draft(document, actor=request.actor, **form.cleaned_data),
    )


@official()
@require_http_methods(_BOTH)
def pass_on(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Agree and hand it up."""
    document = queries.outgoing(pk, actor=request.actor)
    submitting.pass_on.check(document, request.actor)
    start = {"to": document.signer}
    form = HandOnForm(request.POST or None, document=document, initial=start)
    return _asked(
        request,
        document,
        form,
        Question("Trình tiếp", "Trình tiếp", icon="send"),
        lambda: submitting.pass_on(document, actor=request.actor, **form.cleaned_data),
    )


@official()
@require_http_methods(_BOTH)
def send_back(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Back to the drafter, with a reason."""
    document = queries.outgoing(pk, actor=request.actor)
    submitting.send_back.check(document, request.actor)
    form = ReasonForm(request.POST or None)
    return _asked(
        request,
        document,
        form,
        Question("Trả lại người soạn", "Trả lại", danger=True, icon="reply"),
        lambda: submitting.send_back(document, actor=request.actor, **form.cleaned_data),
    )


@official(Role.CLERK)
@require_http_methods(_BOTH)
def send_back_signed(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The clerk finds the format wrong."""
    document = queries.outgoing(pk, actor=request.actor)
    submitting.send_back_signed.check(document, request.actor)
    form = ReasonForm(request.POST or None)
    about = "Chữ ký không còn dùng được; người soạn sửa và trình ký lại."
    return _asked(
        request,
        document,
        form,
        Question("Trả lại để chỉnh sửa", "Trả lại", about=about, danger=True, icon="reply"),
        lambda: submitting.send_back_signed(document, actor=request.actor, **form.cleaned_data),
    )


@official()
@require_http_methods(_BOTH)
def withdraw(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take the submission back."""
    document = queries.outgoing(pk, actor=request.actor)
    submitting.withdraw.check(document, request.actor)
    about = "Văn bản trở lại dự thảo của ông/bà; người đang giữ được báo."
    return _asked(
        request,
        document,
        ConfirmForm(request.POST or None),
        Question("Rút lại", "Rút lại", about=about, icon="recall"),
        lambda: submitting.withdraw(document, actor=request.actor),
    )


@official()
@require_http_methods(_BOTH)
def cancel(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give the draft up."""
    document = queries.outgoing(pk, actor=request.actor)
    drafting.cancel.check(document, request.actor)
    about = "Dự thảo rời khỏi các danh sách; nội dung vẫn được lưu để tra cứu."
    return _asked(
        request,
        document,
        ConfirmForm(request.POST or None),
        Question("Hủy dự thảo", "Hủy dự thảo", about=about, danger=True, icon="trash"),
        lambda: drafting.cancel(document, actor=request.actor),
    )


@official()
@require_http_methods(_BOTH)
def sign(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The page, the PIN or the token, one large button; afterwards the next that waits."""
    document = queries.outgoing(pk, actor=request.actor)
    done = document.state == OutgoingState.SIGNED and document.signer_id == request.actor.pk
    if not done:
        begun = running(document, actor=request.actor)
        if begun is None:
            submitting.sign.check(document, request.actor)
        if begun is not None or signs_by_token(request.actor):
            return token_page(request, document, begun)
    form = PinForm(request.POST or None)
    if request.method == "POST" and not done and form.is_valid():
        try:
            submitting.sign_with_pin(document, actor=request.actor, pin=form.cleaned_data["pin"])
            return redirect("documents:outgoing_sign", pk)
        except Refused as refused:
            add_refusal(form, refused)
    following = next_to_sign(request.actor) if done else None
    context = {"document": document, "form": form, "done": done, "following": following}
    return render(request, "documents/outgoing/sign.html", context)
