"""Filing at the desk for a citizen who agrees: the same way, page by page."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Refused
from congvu.services.access import at_desk
from congvu.services.actions import drafts as actions
from congvu.services.queries import catalogue
from congvu.services.queries.drafts import desk_draft, drafts_at
from congvu.services.views import drafting
from congvu.services.views.given import words_of
from congvu.services.views.public import GET_OR_POST
from congvu.services.views.way import Way
from congvu.ui.asking import key_of


def _way(request: OfficeRequest, token: uuid.UUID) -> Way:
    return Way(desk_draft(token, actor=request.actor), "desk")


@at_desk
@require_safe
def choose(request: OfficeRequest) -> HttpResponse:
    """Which procedure; those that the agency handles, and what was begun and is not yet filed."""
    words = words_of(request)
    context = {
        "procedures": catalogue.handled_by(request.actor.agency, words),
        "words": words,
        "drafts": drafts_at(request.actor),
        "form_key": uuid.uuid4(),
    }
    return render(request, "services/desk/choose.html", context)


@at_desk
@require_POST
def begin(request: OfficeRequest, code: str) -> HttpResponse:
    """A draft for the one who stands at the desk."""
    procedure = catalogue.procedure(code)
    agency = request.actor.agency
    if procedure.current is None or agency not in catalogue.receivers(procedure):
        raise Refused("Cơ quan ông/bà không giải quyết thủ tục này.")
    draft = actions.begin(
        procedure.current, agency=agency, desk=request.actor, form_key=key_of(request)
    )
    return redirect("services:desk_applicant", token=draft.token)


@at_desk
@require_safe
def resume(request: OfficeRequest, token: uuid.UUID) -> HttpResponse:
    """Where it stopped."""
    return redirect(_way(request, token).resume())


@at_desk
@require_http_methods(GET_OR_POST)
def applicant(request: OfficeRequest, token: uuid.UUID) -> HttpResponse:
    """Người nộp."""
    return drafting.applicant(request, _way(request, token))


@at_desk
@require_http_methods(GET_OR_POST)
def page(request: OfficeRequest, token: uuid.UUID, page: str) -> HttpResponse:
    """One topic."""
    return drafting.page(request, _way(request, token), page)


@at_desk
@require_http_methods(GET_OR_POST)
def papers(request: OfficeRequest, token: uuid.UUID) -> HttpResponse:
    """Giấy tờ."""
    return drafting.papers(request, _way(request, token))


@at_desk
@require_safe
def paper_file(request: OfficeRequest, token: uuid.UUID, pk: int) -> HttpResponseBase:
    """One file."""
    return drafting.paper(request, _way(request, token), pk)


@at_desk
@require_POST
def drop_file(request: OfficeRequest, token: uuid.UUID, pk: int) -> HttpResponse:
    """Bỏ tệp."""
    return drafting.drop_file(_way(request, token), pk)


@at_desk
@require_http_methods(GET_OR_POST)
def delivery(request: OfficeRequest, token: uuid.UUID) -> HttpResponse:
    """Nhận kết quả."""
    return drafting.delivery(request, _way(request, token))


@at_desk
@require_http_methods(GET_OR_POST)
def review(request: OfficeRequest, token: uuid.UUID) -> HttpResponse:
    """Kiểm tra và nộp."""
    way = _way(request, token)
    if way.draft.dossier_id is not None:
        return redirect("services:dossier", pk=way.draft.dossier_id)
    return drafting.review(request, way, actor=request.actor)


@at_desk
@require_POST
def drop(request: OfficeRequest, token: uuid.UUID) -> HttpResponse:
    """Xóa hồ sơ đang nhập."""
    actions.drop(_way(request, token).draft)
    messages.success(request, "Đã xóa hồ sơ đang nhập.")
    return redirect("services:desk_choose")


@at_desk
@require_safe
def declaration_pdf(request: OfficeRequest, token: uuid.UUID) -> HttpResponse:
    """Tờ khai."""
    return drafting.declaration_pdf(_way(request, token))
