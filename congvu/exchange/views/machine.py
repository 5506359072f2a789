"""What another installation asks: to take a packet in pieces, and to compare.

There is no session here: each request is signed by the key whose certificate is registered with a
line (see `providers/installation.py`). Answers are JSON, or a signed statement.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import public
from congvu.core import clock
from congvu.exchange import jws
from congvu.exchange.actions.receiving import known, receive, receive_several
from congvu.exchange.actions.reconciling import answer
from congvu.exchange.edxml import Fault, FormatError, Limits
from congvu.exchange.keys import own_signer
from congvu.exchange.models import Line, Packet
from congvu.exchange.providers.installation import PIECE, SCHEME, SEVERAL
from congvu.exchange.queries.parties import line_by_certificate
from congvu.files.queries import staging

P = ParamSpec("P")
_AGE_SECONDS = 300
_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")
_HASH = re.compile("[0-9a-f]{64}")
Asked = Callable[Concatenate[HttpRequest, Line, bytes, P], HttpResponse]


class _Unknown(Exception):  # noqa: N818 - it is an answer, not a fault
    """Not a request of a partner of ours."""


def _partner(view: Asked[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Only for requests that a registered partner has signed; gives its line and the body."""

    @public
    @csrf_exempt
    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            line, body = _checked(request)
        except (_Unknown, jws.BadSignature):
            words = "Yêu cầu không do hệ thống đã đăng ký ký, hoặc đã quá hạn."
            return _refusal(Fault.CREDENTIALS, words, status=401)
        return view(request, line, body, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def _checked(request: HttpRequest) -> tuple[Line, bytes]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != SCHEME:
        raise _Unknown
    line = line_by_certificate(jws.key_id(token))
    if line is None:
        raise _Unknown
    claim = jws.verify(token, bytes(line.certificate or b""))
    body = request.read(PIECE + 1)
    said = (claim.get("method"), claim.get("path"), claim.get("range"), claim.get("sha256"))
    place = request.headers.get("Content-Range", "")
    if said != (request.method, request.path, place, hashlib.sha256(body).hexdigest()):
        raise _Unknown
    at = claim.get("at")
    if not isinstance(at, int) or abs(clock.now().timestamp() - at) > _AGE_SECONDS:
        raise _Unknown
    return line, body


@_partner
@require_http_methods(["GET", "PUT"])
def packet(request: HttpRequest, line: Line, body: bytes, sha256: str) -> HttpResponse:
    """How far the packet of this hash has come (GET), or its next piece (PUT).

    200 with the signed receipt once it is kept, the same one every time; 202 with the `offset` to
    go on from; 422 with the axis's code and words for what is refused.
    """
    if not _HASH.fullmatch(sha256):
        return _refusal(Fault.FILE, "Mã băm không đúng.")
    if existing := known(line, sha256):
        return _receipt(existing.receipt)
    part = staging() / f"packet-{line.pk}-{sha256}"
    if request.method == "GET":
        return JsonResponse({"offset": part.stat().st_size if part.exists() else 0}, status=202)
    try:
        return _piece(line, part, body, request.headers.get("Content-Range", ""), sha256)
    except FormatError as refused:
        part.unlink(missing_ok=True)
        return _refusal(refused.fault, refused.words)


@_partner
@require_http_methods(["PUT"])
def packets(_request: HttpRequest, line: Line, body: bytes) -> HttpResponse:
    """Several small packets at once: for each its signed receipt, or code and words of a refusal.

    Before them stands a line of JSON with hash and size of each; the request's signature covers
    it all.
    """
    head, _, content = body.partition(b"\n")
    named = _named(head)
    if len(body) > PIECE or sum(size for _, size in named) != len(content) or not named:
        return _refusal(Fault.FILE, "Các gói tin gửi cùng nhau không đúng quy cách.")
    with ExitStack() as kept:
        paths, at = [], 0
        for sha256, size in named:
            part = kept.enter_context(NamedTemporaryFile(dir=staging(), prefix="packet-"))
            part.write(content[at : at + size])
            part.flush()
            paths.append((sha256, Path(part.name)))
            at += size
        found = receive_several(line, paths)
    return JsonResponse({"packets": [_told(one) for one in found]})


def _named(head: bytes) -> list[tuple[str, int]]:
    """Hash and size of each; nothing where that is not what stands there."""
    try:
        named = json.loads(head)
        found = [(str(sha256), int(size)) for sha256, size in named]
    except (ValueError, TypeError):
        return []
    fit = all(_HASH.fullmatch(sha256) and size > 0 for sha256, size in found)
    return found if fit and len(found) <= SEVERAL else []


def _told(one: Packet | FormatError) -> dict[str, object]:
    if isinstance(one, FormatError):
        return {"fault": int(one.fault), "words": one.words}
    return {"receipt": one.receipt}


def _piece(line: Line, part: Path, body: bytes, place: str, sha256: str) -> HttpResponse:
    found = _RANGE.fullmatch(place)
    if found is None or len(body) != int(found[2]) - int(found[1]) + 1:
        raise FormatError(Fault.FILE, "Phần gói tin gửi lên không đúng quy cách.")
    start, total = int(found[1]), int(found[3])
    if total > Limits().packet or start + len(body) > total:
        raise FormatError(Fault.FILE, "Gói tin vượt quá dung lượng cho phép.")
    have = _append(part, start, body)
    if have < total:
        return JsonResponse({"offset": have}, status=202)
    kept = receive(line, part, axis_id=sha256)
    part.unlink(missing_ok=True)
    return _receipt(kept.receipt)


def _append(part: Path, start: int, body: bytes) -> int:
    """Write the piece at its place, if what is before it is there; how much there is now."""
    descriptor = os.open(part, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        os.lockf(descriptor, os.F_LOCK, 0)
        have = os.fstat(descriptor).st_size
        if start > have:
            return have
        os.pwrite(descriptor, body, start)
        return max(have, start + len(body))
    finally:
        os.close(descriptor)


def _receipt(receipt: str) -> HttpResponse:
    return HttpResponse(receipt, content_type="application/jose")


def _refusal(fault: Fault, words: str, *, status: int = 422) -> HttpResponse:
    return JsonResponse({"fault": int(fault), "words": words}, status=status)


@_partner
@require_safe
def compare(_request: HttpRequest, line: Line, _body: bytes, after: int) -> HttpResponse:
    """A page of what has come from the partner and became of it, signed."""
    told = jws.sign(answer(line, after), own_signer())
    return HttpResponse(told, content_type="application/jose")
