"""Sealing with the agency's USB token: what the clerk's page asks while its program seals."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Refused
from congvu.directory.models import Role
from congvu.documents.actions import token_sealing
from congvu.documents.actions.begun_signings import Begun
from congvu.documents.forms.outgoing import IssueForm, TokenIssueForm
from congvu.documents.models import BegunSigning, Outgoing
from congvu.documents.queries import begun_signings
from congvu.documents.queries import outgoing as queries
from congvu.documents.types import SigningState
from congvu.documents.views.outgoing_issuing import choose_outside, issue_form
from congvu.documents.views.outgoing_token import message_of, outcome_of

_LOOK = "Xin xem lại các mục đã chọn trên trang."
_MORE = {"state": "more", "sentence": "Đã đóng dấu một phụ lục."}


@official(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: OfficeRequest, pk: int) -> HttpResponse:
    """Begin with what the form says, and have the message for the program; or read the outcome."""
    document = queries.outgoing(pk, actor=request.actor)
    if request.method != "POST":
        return _outcome(request, begun_signings.latest(document, actor=request.actor))
    form = issue_form(document, request, TokenIssueForm)
    if not form.is_valid():
        return JsonResponse({"sentence": _LOOK}, status=422)
    try:
        begun = _begun(document, form, request)
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    return JsonResponse(message_of(begun) | {"said": _said(begun.signing)})


@official(Role.CLERK)
@require_POST
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    """Let the document go, with the number that it has; back to the page to seal on."""
    document = queries.outgoing(pk, actor=request.actor)
    token_sealing.cancel_sealing(document, actor=request.actor)
    return redirect("documents:outgoing_issue", pk)


def _begun(document: Outgoing, form: IssueForm, request: OfficeRequest) -> Begun:
    token_sealing.check(document, request.actor)
    choose_outside(document, form, request)
    wanted = token_sealing.Wanted(
        form.receivers(), form.cleaned_data["register"], form.cleaned_data.get("held")
    )
    return token_sealing.begin(document, actor=request.actor, wanted=wanted)


def _said(begun: BegunSigning) -> str:
    kept = f"Số {begun.outgoing.code} đã cấp và giữ cho văn bản này."
    return f"{kept} Đang đóng dấu phụ lục “{begun.attachment.title}”." if begun.attachment else kept


def _outcome(request: OfficeRequest, latest: BegunSigning | None) -> HttpResponse:
    if latest is None or latest.state != SigningState.DONE:
        return JsonResponse(outcome_of(latest))
    if latest.attachment_id is not None:
        return JsonResponse(_MORE)
    messages.success(request, f"Đã phát hành văn bản số {latest.outgoing.code}.")
    return JsonResponse(outcome_of(latest))
