"""What people do with their own share of a document that came."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.actions import Action
from congvu.core.refused import NotFound
from congvu.directory.models import Role
from congvu.documents.actions import assignments as actions
from congvu.documents.forms import incoming as given
from congvu.documents.models import Assignment, KeptText
from congvu.documents.queries import incoming as queries
from congvu.documents.views.incoming_acts import GET_OR_POST, Dialog, ask


def own_share(
    request: OfficeRequest, pk: int, action: Action[Any, Any, Any] | None = None
) -> Assignment:
    """The actor's own share of the document; `NotFound` where they have none."""
    document = queries.incoming(pk, actor=request.actor)
    share = queries.own_assignment(document, actor=request.actor)
    if share is None:
        raise NotFound
    if action is not None and request.method != "POST":
        action.check(share, request.actor)
    return share


@official()
@require_POST
def begin(request: OfficeRequest, pk: int) -> HttpResponse:
    """Tiếp nhận xử lý."""
    actions.begin(own_share(request, pk), actor=request.actor)
    messages.success(request, "Đã tiếp nhận; người giao việc thấy ông/bà đang xử lý.")
    return redirect("documents:incoming", pk=pk)


@official(Role.UNIT_HEAD)
@require_http_methods(GET_OR_POST)
def hand_down(request: OfficeRequest, pk: int) -> HttpResponse:
    """Giao người trong đơn vị."""
    share = own_share(request, pk, actions.hand_down)
    form = given.HandDownForm(
        request.POST or None, actor=request.actor, initial={"due": share.due_on}
    )
    kept = KeptText.objects.filter(appointment=request.actor)
    dialog = Dialog(
        actions.hand_down.label, "Đã giao.", "assign", extra={"kept": kept, "keeps": True}
    )

    def run(data: dict[str, Any]) -> None:
        actions.hand_down(
            share,
            actor=request.actor,
            shares=form.shares(),
            words=data["words"],
            due_on=data["due"],
        )

    return ask(request, share.incoming, form, dialog, run)


@official()
@require_http_methods(GET_OR_POST)
def report(request: OfficeRequest, pk: int) -> HttpResponse:
    """Báo cáo kết quả."""
    share = own_share(request, pk, actions.report)
    dialog = Dialog("Báo cáo kết quả", "Đã gửi báo cáo.", icon="report", submit="Gửi báo cáo")
    return ask(
        request,
        share.incoming,
        given.ReportForm(request.POST or None),
        dialog,
        lambda data: actions.report(share, actor=request.actor, **data),
    )


@official()
@require_http_methods(GET_OR_POST)
def finish(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hoàn thành phần việc."""
    share = own_share(request, pk, actions.finish)
    dialog = Dialog("Hoàn thành phần việc", "Đã hoàn thành phần việc.", submit="Hoàn thành")
    return ask(
        request,
        share.incoming,
        given.FinishShareForm(request.POST or None),
        dialog,
        lambda data: actions.finish(share, actor=request.actor, **data),
    )
