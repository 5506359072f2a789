"""Uploads, and an uploader's look at their own."""

from __future__ import annotations

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.http import send_file
from congvu.core.refused import Refused
from congvu.files import actions, incoming, queries
from congvu.files.models import StoredFile


@require_http_methods(["GET", "POST"])
@official()
def upload(request: OfficeRequest) -> HttpResponseBase:
    """POST a whole file, or a part with `Content-Range` and `key`; GET how far `key` has come."""
    key = (request.POST.get("key") or request.GET.get("key") or "")[:64]
    if request.method == "GET":
        return JsonResponse({"received": incoming.progress(key, actor=request.actor)})
    try:
        file = _received(request, key=key)
    except Refused as refused:
        received = incoming.progress(key, actor=request.actor) if key else 0
        return JsonResponse(
            {"error": refused.sentence, "guide": refused.guide, "received": received},
            status=refused.status,
        )
    if file is None:
        received = incoming.progress(key, actor=request.actor)
        return JsonResponse({"received": received}, status=202)
    return JsonResponse(
        {"id": file.pk, "name": file.name, "size": file.size, "media_type": file.media_type}
    )


def _received(request: OfficeRequest, *, key: str) -> StoredFile | None:
    """The file, or nothing while parts are missing."""
    if existing := actions.uploaded(key, actor=request.actor):
        return existing
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused("Chưa có tệp nào được gửi lên. Ông/bà chọn lại tệp.", field="file")
    header = request.headers.get("Content-Range", "")
    if not header:
        return actions.receive(sent, actor=request.actor, key=key)
    if not key:
        raise Refused("Phần tệp gửi lên không đúng quy cách. Ông/bà tải lại tệp.", field="file")
    offset, total = incoming.parse_range(header)
    path = incoming.append(sent, key=key, offset=offset, total=total, actor=request.actor)
    if path is None:
        return None
    try:
        name = request.POST.get("name") or sent.name or ""
        return actions.receive_path(path, name=name, actor=request.actor, key=key)
    finally:
        path.unlink()


@require_GET
@official()
def own(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """One's own upload, as it was sent; nobody else's."""
    file = queries.own_upload(pk, actor=request.actor)
    return send_file(
        request,
        queries.open_file(file),
        size=file.size,
        name=file.name,
        media_type=file.media_type,
        download="download" in request.GET,
    )
