"""The officials' lists, and the page of a dossier."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.http import send_file
from congvu.core.refused import Forbidden, NotFound
from congvu.directory.models import Role
from congvu.files.queries import open_file
from congvu.services import policy
from congvu.services.actions import posting, results, reusing, slips, steps
from congvu.services.actions.lifecycle import dossier_lifecycle
from congvu.services.definitions import drawing, shown
from congvu.services.models import Dossier
from congvu.services.queries import boxes, desk, dossiers, register
from congvu.services.queries.fees import payable_of
from congvu.services.queries.versions import content_of
from congvu.services.views.given import words_of
from congvu.services.views.mine import as_pdf, file_of, pdf_answer
from congvu.ui.types import Line, Tab

WORKERS = (Role.DESK_OFFICER, Role.SPECIALIST, Role.UNIT_HEAD, Role.LEADER, Role.CLERK)


@official(*WORKERS)
@require_safe
def queue(request: OfficeRequest, box: str = "cho-toi") -> HttpResponse:
    """Hồ sơ một cửa, box by box."""
    if box not in {one.key for one in boxes.BOXES}:
        raise NotFound
    words, after = words_of(request), request.GET.get("sau", "")
    desk.note_listing("Hồ sơ một cửa", actor=request.actor)
    rows, following = boxes.page(box, actor=request.actor, words=words, after=after)
    counts = boxes.counts(request.actor)
    tabs = [
        Tab(one.label, reverse("services:box", args=[one.key]), one.key == box, counts[one.key])
        for one in boxes.BOXES
    ]
    context = {
        "tabs": tabs,
        "lines": [_line(one) for one in rows],
        "next": following,
        "words": words,
        "desk": policy.is_desk(request.actor),
        "asked": boxes.consultations_waiting(request.actor),
    }
    return render(request, "services/desk/queue.html", context)


def _line(dossier: Dossier) -> Line:
    due = dossier.due_at if dossier.state in {"accepted", "in_progress"} else None
    step = desk.step_of(dossier)
    return Line(
        url=reverse("services:dossier", args=[dossier.pk]),
        code=dossier.shown_code,
        about=f"{dossier.applicant_name}: {dossier.procedure.name}",
        who=dossier.get_state_display(),
        why=step.name if step else "",
        at=dossier.filed_at,
        due_on=clock.local(due).date() if due else None,
        unread=dossier.state == "filed",
    )


_ADDRESSES = {
    "accept": ("accept", True),
    "refuse": ("refuse", False),
    "ask_supplement": ("ask_supplement", False),
    "give_back": ("give_back", False),
    "take": ("take", True),
    "move_on": ("move_on", False),
    "hand_to": ("hand_to", False),
    "apologise": ("apologise", False),
    "stop": ("stop", False),
    "attach_result": ("attach_result", False),
}


@official(*WORKERS)
@require_safe
def dossier(request: OfficeRequest, pk: int) -> HttpResponse:
    """One dossier: what is expected of me, the answers, the papers, the way so far."""
    found = desk.opened(pk, actor=request.actor)
    content = content_of(found.definition)
    parts = desk.parts_of(found)
    passed = frozenset(one.step for one in parts["events"]) - {found.step}
    context: dict[str, Any] = {
        **parts,
        "dossier": found,
        "step": desk.step_of(found),
        "payable": payable_of(found),
        "offers": _offers(found, request),
        "reckoned": steps.reckoned(found),
        "parts": shown(content, found.answers),
        "process": drawing(content, at=found.step, passed=passed),
        "test_post": posting.test_page(),
        "revokes": results.revoke_result.open_to(found, request.actor),
        "receives": policy.receives(request.actor, found),
        "drafts_result": found.state in {"accepted", "in_progress"}
        and policy.handles(request.actor, found),
    }
    return render(request, "services/desk/dossier.html", context)


def _offers(found: Dossier, request: OfficeRequest) -> list[tuple[str, str, str, bool]]:
    """Label, address, kind and whether it is done at once, of each action that is open now."""
    open_ones = dossier_lifecycle.open_to(found, request.actor)
    rows: list[tuple[str, str, str, bool]] = []
    for one in open_ones:
        if one.name not in _ADDRESSES:
            continue
        name, at_once = _ADDRESSES[one.name]
        primary = one.primary and not any(row[2] == "primary" for row in rows)
        kind = "primary" if primary else "danger" if one.danger else "secondary"
        rows.append((one.label, reverse(f"services:{name}", args=[found.pk]), kind, at_once))
    return rows


@official(*WORKERS)
@require_safe
def slip(request: OfficeRequest, pk: int, token: uuid.UUID) -> HttpResponse:
    """A paper that was given, as PDF."""
    found = desk.opened(pk, actor=request.actor)
    return as_pdf(dossiers.slip(token, found).content)


@official(*WORKERS)
@require_safe
def control_pdf(request: OfficeRequest, pk: int) -> HttpResponse:
    """Mẫu 05: Phiếu kiểm soát quá trình."""
    return as_pdf(slips.control(desk.opened(pk, actor=request.actor)))


@official(*WORKERS)
@require_safe
def post_label_pdf(request: OfficeRequest, pk: int, order_pk: int) -> HttpResponse:
    """Nhãn bưu gửi, for the desk that hands the envelope over."""
    found = desk.opened(pk, actor=request.actor)
    if not policy.receives(request.actor, found):
        raise Forbidden
    return pdf_answer(posting.label(desk.post_order(found, order_pk)))


@official(*WORKERS)
@require_safe
def register_pdf(request: OfficeRequest) -> HttpResponse:
    """Mẫu 06: Sổ theo dõi hồ sơ of the month."""
    desk.note_listing("Sổ theo dõi hồ sơ", actor=request.actor)
    return as_pdf(register.book(request.actor, request.GET.get("thang", "")))


@official(*WORKERS)
@require_safe
def file(request: OfficeRequest, pk: int, kind: str, file_pk: int) -> HttpResponseBase:
    """A paper, the declaration or a result, for those who handle the dossier."""
    found = desk.opened(pk, actor=request.actor)
    if kind == "ket-qua":
        result = found.results.select_related("file__blob").filter(pk=file_pk).first()
        stored = result.file if result else None
    else:
        stored = file_of(found, kind, file_pk)
    if kind == "giay":
        reusing.note_read(paper=found.papers.get(pk=file_pk), actor=request.actor)
    if stored is None:
        raise NotFound
    return send_file(
        request, open_file(stored), size=stored.size, name=stored.name, media_type=stored.media_type
    )
