"""Documents that came: their lists, their page, their files."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.http import send_file
from congvu.core.refused import Conflict, NotFound
from congvu.documents.actions.incoming import mark_read
from congvu.documents.actions.opening import note_opened_in
from congvu.documents.models import Incoming
from congvu.documents.policy import is_clerk, may_give_sight
from congvu.documents.queries import incoming as queries
from congvu.documents.queries import incoming_boxes, lists
from congvu.documents.types import IncomingState
from congvu.documents.views.case_files import filed
from congvu.documents.views.incoming_many import ways_of
from congvu.documents.views.incoming_page import page_of
from congvu.documents.views.listing import incoming_lines, page_urls, tabs_of
from congvu.documents.views.marks import mark_of
from congvu.files import queries as files
from congvu.files.models import StoredFile
from congvu.search.queries import search_address
from congvu.signing.queries import verdict_of


def list_context(request: OfficeRequest, name: str, *, selected: int = 0) -> dict[str, Any]:
    """What the list pane shows: tabs with counts, one page of rows."""
    actor, after = request.actor, request.GET.get("sau", "")
    page = lists.row_page(name, actor=actor, after=after)
    names = incoming_boxes.boxes_of(actor)
    counts = lists.counts_of(names, actor=actor)
    url, ways = "documents:incoming_list", ways_of(actor, name)
    return {
        "box": name,
        "filter_url": search_address("incoming", incoming_boxes.STATE_OF.get(name, "")),
        "lines": incoming_lines(page.rows, name, selected=selected, pick=bool(ways)),
        "tabs": tabs_of(names, incoming_boxes.BOXES, counts, url, name),
        **page_urls(reverse(url, args=[name]), after, page.next),
        "takes_paper": is_clerk(actor),
        "ways": ways,
    }


@official()
@require_safe
def incoming_list(request: OfficeRequest, box: str = "") -> HttpResponse:
    """One list; without a name, the one that the role uses first."""
    names = incoming_boxes.boxes_of(request.actor)
    if box and box not in names:
        raise NotFound
    return render(request, "documents/incoming/list.html", list_context(request, box or names[0]))


@official()
@require_safe
def incoming(request: OfficeRequest, pk: int) -> HttpResponse:
    """The document: its page, what is expected, its way; opening it is reading it."""
    document = queries.incoming(pk, actor=request.actor)
    mark_read(document, actor=request.actor)
    names = incoming_boxes.boxes_of(request.actor)
    box = request.GET.get("muc", "")
    context = list_context(request, box if box in names else names[0], selected=document.pk)
    context |= {
        "selected": document.pk,
        "tends_rights": may_give_sight(request.actor, document),
        **page_of(document, request.actor),
        **mark_of(document, request.actor),
    }
    context |= filed(document, request.actor)
    return render(request, "documents/incoming/page.html", context)


@official()
@require_safe
def incoming_verdict(request: OfficeRequest, pk: int) -> HttpResponse:
    """The signatures in full, as they stand under today's trust."""
    document = _unrecalled(request, pk)
    verdict = verdict_of(document.file)
    context = {
        "document": document,
        "verdict": verdict,
        "remarks": queries.remarks_of(document, verdict),
        "name": document.file.name,
    }
    fragment = "signing/verdict.html"
    page = "documents/incoming/verdict.html"
    return render(request, fragment if request.headers.get("HX-Request") else page, context)


@official()
@require_safe
def incoming_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The page as it came."""
    document = _unrecalled(request, pk)
    note_opened_in(document, actor=request.actor)
    return _sent(request, document.file)


@official()
@require_safe
def incoming_attachment(request: OfficeRequest, pk: int, attachment: int) -> HttpResponseBase:
    """A file that came with it, as the issuer marked it."""
    document = _unrecalled(request, pk)
    note_opened_in(document, actor=request.actor)
    found = queries.attachments_of(document).filter(pk=attachment).first()
    if found is None:
        raise NotFound
    return _sent(request, found.sealed or found.file)


def _unrecalled(request: OfficeRequest, pk: int) -> Incoming:
    """The document, whose content nobody opens any more once it is recalled (Article 18)."""
    document = queries.incoming(pk, actor=request.actor)
    if document.state == IncomingState.RECALLED:
        raise Conflict("Nơi gửi đã thu hồi văn bản này; nội dung không mở được nữa.")
    return document


def _sent(request: OfficeRequest, file: StoredFile) -> HttpResponseBase:
    return send_file(
        request,
        files.open_file(file),
        size=file.size,
        name=file.name,
        media_type=file.media_type,
        download="tai-ve" in request.GET,
    )
