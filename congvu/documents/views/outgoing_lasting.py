"""The archive's form of an issued document: when its stamps were renewed, until when they hold."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.http import send_file
from congvu.core.refused import NotFound
from congvu.documents.actions.opening import note_opened_out
from congvu.documents.models import Outgoing
from congvu.documents.queries import outgoing as queries
from congvu.files.queries import open_file
from congvu.signing.models import LastingCopy
from congvu.signing.queries import lasting_of, verdict_of


@official()
@require_safe
def outgoing_lasting(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was issued and its archive's form, one beside the other, each with its verdict."""
    document = queries.outgoing(pk, actor=request.actor)
    lasting = _lasting(document)
    context = {
        "document": document,
        "lasting": lasting,
        "issued_verdict": verdict_of(document.issued) if document.issued else None,
        "verdict": verdict_of(lasting.file),
    }
    return render(request, "documents/outgoing/lasting.html", context)


@official()
@require_safe
def outgoing_lasting_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The archive's form itself."""
    document = queries.outgoing(pk, actor=request.actor)
    file = _lasting(document).file
    note_opened_out(document, actor=request.actor)
    return send_file(
        request,
        open_file(file),
        size=file.size,
        name=f"luu-tru-{file.name}",
        media_type=file.media_type,
        download="download" in request.GET,
    )


def _lasting(document: Outgoing) -> LastingCopy:
    found = lasting_of(document.issued) if document.issued else None
    if found is None:
        raise NotFound("Văn bản không có dấu thời gian lưu trữ.")
    return found
