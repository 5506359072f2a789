"""Documents on their way out: the lists, one document, its files, its board of receivers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.http import send_file
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions.beyond import beyond_board, late_beyond
from congvu.documents.actions.opening import note_opened_out
from congvu.documents.actions.reading import mark_read_out
from congvu.documents.actions.remarks import OPEN as REMARKABLE
from congvu.documents.content import content_of, images_for
from congvu.documents.models import Outgoing
from congvu.documents.queries import outgoing as queries
from congvu.documents.queries import outgoing_boxes
from congvu.documents.queries import outgoing_lists as lists
from congvu.documents.queries.copies import copies_of
from congvu.documents.queries.following import links_of
from congvu.documents.queries.remarks import threads_of
from congvu.documents.rendering import empty_body, images_of
from congvu.documents.rendering import render as draw
from congvu.documents.types import IncomingState, OutgoingState, Source
from congvu.documents.views.batches import ways_of
from congvu.documents.views.case_files import filed
from congvu.documents.views.copies import copy_url
from congvu.documents.views.listing import outgoing_lines, page_urls, tabs_of
from congvu.documents.views.marks import mark_of
from congvu.documents.views.outgoing_doing import doings, expected, sign_of
from congvu.documents.views.printing import print_url
from congvu.files import queries as stored
from congvu.files.models import StoredFile
from congvu.search.queries import search_address
from congvu.signing.queries import lasting_of, verdict_of

_OPEN = {OutgoingState.DRAFT, OutgoingState.SENT_BACK}
_ENDED = {IncomingState.FINISHED, IncomingState.RETURNED}


def list_context(
    actor: Appointment, box: str = "", after: str = "", *, selected: int = 0
) -> dict[str, Any]:
    """The list pane: tabs with bounded counts, and one page of rows."""
    offered = outgoing_boxes.boxes_of(actor)
    name = box or offered[0]
    if name not in outgoing_boxes.BOXES:
        raise NotFound
    page = lists.row_page(name, actor=actor, after=after)
    counts = lists.counts_of(offered, actor=actor)
    url, ways = "documents:outgoing_list", ways_of(actor, name)
    return {
        "tabs": tabs_of(offered, outgoing_boxes.BOXES, counts, url, name),
        "lines": outgoing_lines(page.rows, selected=selected, pick=bool(ways)),
        "ways": ways,
        "filter_url": search_address("outgoing", "issued" if name == "issued" else ""),
        **page_urls(reverse(url, args=[name]), after, page.next),
        "may_draft": policy.may_draft(actor),
        "keeps_groups": policy.is_clerk(actor),
        "keeps_templates": policy.looks_after_templates(actor),
    }


@official()
@require_safe
def outgoing_list(request: OfficeRequest, box: str = "") -> HttpResponse:
    """One of the lists that the role uses."""
    context = list_context(request.actor, box, request.GET.get("sau", ""))
    return render(request, "documents/outgoing/list.html", context)


@official()
@require_safe
def outgoing(request: OfficeRequest, pk: int) -> HttpResponse:
    """One document: its page, what is expected of me, the way so far."""
    document = queries.outgoing(pk, actor=request.actor)
    mark_read_out(document, actor=request.actor)
    context = list_context(request.actor, selected=document.pk) | {
        "selected": document,
        "tends_rights": policy.may_give_sight(request.actor, document),
        "document": document,
        "file_url": reverse("documents:outgoing_file", args=[pk]),
        "verdict": _verdict(document),
        "lasting": lasting_of(document.issued) if document.issued else None,
        "expected": expected(document, request.actor),
        "doings": doings(document, request.actor),
        "steps": [(step, *sign_of(step)) for step in queries.steps_of(document)],
        "opinions": queries.opinions_of(document),
        "links": links_of(document, actor=request.actor),
        "remarks": threads_of(document, actor=request.actor),
        "may_remark": document.state in REMARKABLE,
        "copies": copies_of(document, actor=request.actor),
        "copy_url": copy_url(document, request.actor),
        "print_url": print_url(document, request.actor),
        "out": document.state in queries.OUT,
        "versions": document.versions.select_related("author__person"),
        "attachments": document.attachments.select_related("file__blob", "sealed__blob"),
    }
    context |= filed(document, request.actor)
    context |= mark_of(document, request.actor)
    return render(request, "documents/outgoing/page.html", context | _board(document))


def _verdict(document: Outgoing) -> Any:
    file = document.issued or document.signed
    return verdict_of(file) if file else None


def _board(document: Outgoing) -> dict[str, Any]:
    rows = queries.board(document)
    arrived = [one.incoming for one in rows if one.incoming is not None]
    outside = beyond_board(document)
    entered = [one for one in arrived if one.arrival_number]
    entered_outside = [one for one in outside if one.entered]
    return {
        "document": document,
        "receivers": rows,
        "beyond": outside,
        "late_beyond": late_beyond(outside),
        "entered": len(entered) + len(entered_outside),
        "total": len(rows) + len(outside),
        "live": any(one.state not in _ENDED for one in arrived)
        or any(one.moving for one in outside),
    }


@official()
@require_safe
def board(request: OfficeRequest, pk: int) -> HttpResponse:
    """The board of receivers alone, asked again while it moves."""
    document = queries.outgoing(pk, actor=request.actor)
    return render(request, "documents/outgoing/board.html", _board(document))


@official()
@require_safe
def outgoing_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The latest stage of the file; a draft is drawn as it stands."""
    document = queries.outgoing(pk, actor=request.actor)
    note_opened_out(document, actor=request.actor)
    if document.state not in _OPEN and document.shown_file is not None:
        return _send(request, document.shown_file)
    if document.source == Source.UPLOAD and document.upload is not None:
        return _send(request, document.upload)
    drawn = draw(content_of(document), images=images_for(document))
    return HttpResponse(
        drawn.pdf, content_type="application/pdf", headers={"Cache-Control": "private, no-store"}
    )


@official()
@require_safe
def outgoing_version(request: OfficeRequest, pk: int, number: int) -> HttpResponseBase:
    """The file as it was submitted that time."""
    document = queries.outgoing(pk, actor=request.actor)
    note_opened_out(document, actor=request.actor)
    version = document.versions.select_related("file__blob").filter(number=number).first()
    if version is None:
        raise NotFound
    return _send(request, version.file)


@official()
@require_safe
def outgoing_attachment(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """An attachment, with the agency's mark once it has it."""
    found = queries.attachment(pk, actor=request.actor)
    note_opened_out(found.outgoing, actor=request.actor)
    return _send(request, found.sealed or found.file)


@official()
@require_safe
def outgoing_picture(request: OfficeRequest, pk: int, file: int) -> HttpResponseBase:
    """A picture of the text, or one that the drafter has just put in."""
    document = queries.outgoing(pk, actor=request.actor)
    if file not in images_of(document.body or empty_body()):
        return _send(request, stored.own_upload(file, actor=request.actor))
    return _send(request, StoredFile.objects.select_related("blob").get(pk=file))


def _send(request: OfficeRequest, file: StoredFile) -> HttpResponseBase:
    return send_file(
        request,
        stored.open_file(file),
        size=file.size,
        name=file.name,
        media_type=file.media_type,
        download="tai-ve" in request.GET,
    )
