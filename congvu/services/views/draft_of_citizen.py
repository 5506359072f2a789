"""A citizen writes a dossier."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.core.refused import Refused
from congvu.services.access import CitizenRequest, citizens
from congvu.services.actions import drafts as actions
from congvu.services.forms.citizens import BeginForm
from congvu.services.queries import catalogue
from congvu.services.queries.drafts import own_draft
from congvu.services.views import drafting
from congvu.services.views.public import GET_OR_POST, shown
from congvu.services.views.way import Way
from congvu.ui.asking import key_of


def _way(request: CitizenRequest, token: uuid.UUID) -> Way:
    return Way(own_draft(token, citizen=request.citizen), "draft")


@citizens
@require_http_methods(GET_OR_POST)
def begin(request: CitizenRequest, code: str) -> HttpResponse:
    """Nộp trực tuyến: where to; where only one agency handles it, at once."""
    procedure = catalogue.procedure(code)
    if not procedure.online or procedure.current is None:
        raise Refused("Thủ tục này chưa nhận hồ sơ trực tuyến; xin nộp tại Bộ phận Một cửa.")
    agencies = {one.code: one for one in catalogue.receivers(procedure)}
    pairs = [(code, catalogue.receiver_label(one)) for code, one in agencies.items()]
    chosen = request.citizen.place if request.citizen.place in agencies else ""
    form = BeginForm(request.POST or None, agencies=pairs, chosen=chosen)
    only = next(iter(agencies)) if len(agencies) == 1 and request.method == "POST" else ""
    if only or form.is_valid():
        agency = agencies[only or form.cleaned_data["agency"]]
        draft = actions.begin(
            procedure.current, agency=agency, citizen=request.citizen, form_key=key_of(request)
        )
        return redirect("services:draft", token=draft.token)
    context = {"procedure": procedure, "form": form, "single": len(agencies) == 1}
    context |= {"agencies": pairs, "form_key": request.POST.get("form_key") or uuid.uuid4()}
    return shown(request, "begin", context)


@citizens
@require_safe
def resume(request: CitizenRequest, token: uuid.UUID) -> HttpResponse:
    """Where one stopped."""
    way = _way(request, token)
    if way.draft.dossier is not None:
        return redirect("services:own", reference=way.draft.dossier.reference)
    return redirect(way.resume())


@citizens
@require_http_methods(GET_OR_POST)
def page(request: CitizenRequest, token: uuid.UUID, page: str) -> HttpResponse:
    """One topic."""
    return drafting.page(request, _way(request, token), page)


@citizens
@require_http_methods(GET_OR_POST)
def papers(request: CitizenRequest, token: uuid.UUID) -> HttpResponse:
    """Giấy tờ."""
    return drafting.papers(request, _way(request, token))


@citizens
@require_safe
def paper_file(request: CitizenRequest, token: uuid.UUID, pk: int) -> HttpResponseBase:
    """One file."""
    return drafting.paper(request, _way(request, token), pk)


@citizens
@require_POST
def drop_file(request: CitizenRequest, token: uuid.UUID, pk: int) -> HttpResponse:
    """Bỏ tệp."""
    return drafting.drop_file(_way(request, token), pk)


@citizens
@require_http_methods(GET_OR_POST)
def delivery(request: CitizenRequest, token: uuid.UUID) -> HttpResponse:
    """Nhận kết quả."""
    return drafting.delivery(request, _way(request, token))


@citizens
@require_http_methods(GET_OR_POST)
def review(request: CitizenRequest, token: uuid.UUID) -> HttpResponse:
    """Kiểm tra và nộp."""
    way = _way(request, token)
    if way.draft.dossier is not None:
        return redirect("services:own", reference=way.draft.dossier.reference)
    return drafting.review(request, way)


@citizens
@require_safe
def declaration_pdf(request: CitizenRequest, token: uuid.UUID) -> HttpResponse:
    """Tờ khai."""
    return drafting.declaration_pdf(_way(request, token))


@citizens
@require_POST
def drop(request: CitizenRequest, token: uuid.UUID) -> HttpResponse:
    """Xóa hồ sơ đang soạn."""
    actions.drop(_way(request, token).draft)
    messages.success(request, "Đã xóa hồ sơ đang soạn.")
    return redirect("services:mine")
