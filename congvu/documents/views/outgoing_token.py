"""Signing with a USB token: the page speaks to a program on the signer's machine.

The page asks here for a message, gives it to that program (a websocket on the machine itself), and
then asks here what became of it. The program fetches the file and posts the signed one back, with
no session: the tokens in its two addresses are its only right.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.core.internal.ratelimit import consume  # the public one lets every GET pass
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.accounts.access import official, public
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Conflict, Forbidden, NotFound, Refused
from congvu.directory.models import Appointment
from congvu.documents.actions import token_signing
from congvu.documents.actions.begun_signings import LASTS, Begun
from congvu.documents.models import BegunSigning, Outgoing
from congvu.documents.queries import begun_signings
from congvu.documents.queries import outgoing as queries
from congvu.documents.types import SigningState
from congvu.files import queries as stored
from congvu.signing.models import KeyPlace
from congvu.signing.queries import key_of

_OPERATION = "SignApproved"
_BUSY = "Có quá nhiều lượt ký cùng lúc từ mạng này; xin thử lại sau một phút."


def signs_by_token(actor: Appointment) -> bool:
    """Whether the actor's key is in a USB token."""
    key = key_of(actor.person)
    return key is not None and key.place == KeyPlace.TOKEN


def token_page(
    request: OfficeRequest, document: Outgoing, begun: BegunSigning | None
) -> HttpResponseBase:
    """The page to sign on; only it may open a connection to the program on this machine."""
    context = {"document": document, "begun": begun}
    return to_machine(request, "documents/outgoing/sign_token.html", context)


def to_machine(request: OfficeRequest, template: str, context: dict[str, Any]) -> HttpResponseBase:
    """A page that may open a connection to the program on the machine that shows it."""
    minutes = int(LASTS.total_seconds() // 60)
    context |= {"minutes": minutes, "service": f"{settings.TOKEN_SERVICE}/{_OPERATION}"}

    def page(asked: HttpRequest) -> HttpResponseBase:
        return render(asked, template, context)

    return csp_update({"connect-src": [settings.TOKEN_SERVICE]})(page)(request)


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def token(request: OfficeRequest, pk: int) -> HttpResponse:
    """Begin, and have the message for the program; or read what became of the last one."""
    document = queries.outgoing(pk, actor=request.actor)
    if document.signer_id != request.actor.pk:
        raise Forbidden
    if request.method != "POST":
        return JsonResponse(outcome_of(begun_signings.latest(document, actor=request.actor)))
    try:
        begun = token_signing.begin(document, actor=request.actor)
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    return JsonResponse(message_of(begun))


def outcome_of(latest: BegunSigning | None) -> dict[str, Any]:
    """What became of it, as the page's script reads it."""
    if latest is None:
        return {"state": "", "sentence": ""}
    open_but_late = latest.state == SigningState.OPEN and not latest.runs
    state = SigningState.EXPIRED if open_but_late else SigningState(latest.state)
    return {"state": state, "sentence": latest.problem or str(state.label)}


def message_of(begun: Begun) -> dict[str, Any]:
    """Where the program listens, and what it is told (its names, not ours)."""

    def address(name: str, *parts: str) -> str:
        return settings.BASE_URL + reverse(f"documents:{name}", args=parts)

    return {
        "seconds": int(LASTS.total_seconds()),
        "message": {
            "FileUploadHandler": address("outgoing_token_taken", begun.posting),
            "SessionId": "",
            "JWTToken": "",
            "FileName": address("outgoing_token_file", begun.fetching),
            "MetaData": [],
        },
    }


@official()
@require_POST
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    """Let the document go; back to the page to sign on."""
    document = queries.outgoing(pk, actor=request.actor)
    token_signing.cancel_signing(document, actor=request.actor)
    return redirect("documents:outgoing_sign", pk)


def _throttled(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @public
    @csrf_exempt
    @functools.wraps(view)
    def guarded(request: HttpRequest, /, token: str) -> HttpResponseBase:
        if not consume(request, app="allauth.account", action="token", limit_get=True):
            return _answer(_BUSY, status=429)
        return view(request, token)

    return guarded


@_throttled
@require_GET
def token_file(_request: HttpRequest, token: str) -> HttpResponseBase:
    """The file to be signed, whole and once; looking with HEAD does not use the token up."""
    file = token_signing.hand_out(token).base
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(stored.read(file), content_type=file.media_type, headers=headers)


@_throttled
@require_POST
def token_taken(request: HttpRequest, token: str) -> HttpResponseBase:
    """The signed file; answered as the program understands it, which shows the words as they are.

    Its `Status` is false where the file was not taken; only an unknown token is a 404.
    """
    try:
        most = token_signing.most_of(token)
        begun = token_signing.take_in(token, _posted(request, most))
    except NotFound:
        return _answer("Không có lượt ký nào với mã này.", status=404)
    except Refused as refused:
        return _answer(refused.sentence)
    return JsonResponse(
        {"Status": True, "Message": "", "FileName": begun.base.name, "FileServer": ""}
    )


def _posted(request: HttpRequest, most: int) -> bytes:
    """The one file of the form, whatever the program calls its field."""
    if int(request.headers.get("Content-Length") or 0) > most + 64 * 1024:
        raise Conflict("Tệp gửi về quá lớn so với văn bản đã giao để ký.")
    files = list(request.FILES.values())
    if len(files) != 1:
        raise Conflict("Phần mềm ký không gửi đúng một tệp.")
    file: Any = files[0]
    content: bytes = file.read(most + 1)
    if len(content) > most:
        raise Conflict("Tệp gửi về quá lớn so với văn bản đã giao để ký.")
    return content


def _answer(sentence: str, *, status: int = 200) -> JsonResponse:
    return JsonResponse(
        {"Status": False, "Message": sentence, "FileName": "", "FileServer": ""}, status=status
    )
