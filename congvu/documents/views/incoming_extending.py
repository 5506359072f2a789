"""Longer time asked for and answered; work passed back that is not one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.documents.actions import extending
from congvu.documents.actions.passing_back import pass_back as pass_share_back
from congvu.documents.forms import incoming_shares as given
from congvu.documents.models import Extension
from congvu.documents.queries import shares as queries
from congvu.documents.views.incoming_acts import GET_OR_POST, Dialog, ask
from congvu.documents.views.incoming_shares import own_share


@official()
@require_http_methods(GET_OR_POST)
def ask_extension(request: OfficeRequest, pk: int) -> HttpResponse:
    """Xin gia hạn."""
    share = own_share(request, pk, extending.ask_extension)
    lead = f"Hạn đang có: {share.due_on:%d/%m/%Y}." if share.due_on else ""
    dialog = Dialog("Xin gia hạn", "Đã gửi đề nghị gia hạn.", "clock", lead, "Gửi đề nghị")
    return ask(
        request,
        share.incoming,
        given.AskExtensionForm(request.POST or None),
        dialog,
        lambda data: extending.ask_extension(share, actor=request.actor, **data),
    )


def _about(asked: Extension) -> str:
    before = f" (hạn đang có {asked.due_before:%d/%m/%Y})" if asked.due_before else ""
    return (
        f"{asked.asked_by.person.name} xin gia hạn đến {asked.wanted_on:%d/%m/%Y}{before}: "
        f"{asked.reason}"
    )


@official()
@require_http_methods(GET_OR_POST)
def grant(request: OfficeRequest, pk: int) -> HttpResponse:
    """Cho gia hạn, to the day asked for or to another."""
    asked = queries.extension(pk, actor=request.actor)
    if request.method != "POST":
        extending.grant.check(asked, request.actor)
    dialog = Dialog("Cho gia hạn", "Đã cho gia hạn.", "clock", _about(asked))
    return ask(
        request,
        asked.assignment.incoming,
        given.GrantForm(request.POST or None, asked=asked),
        dialog,
        lambda data: extending.grant(asked, actor=request.actor, **data),
    )


@official()
@require_http_methods(GET_OR_POST)
def refuse(request: OfficeRequest, pk: int) -> HttpResponse:
    """Không đồng ý gia hạn."""
    asked = queries.extension(pk, actor=request.actor)
    if request.method != "POST":
        extending.refuse.check(asked, request.actor)
    dialog = Dialog(
        "Không đồng ý gia hạn", "Đã trả lời không đồng ý gia hạn.", "cross", _about(asked), "Gửi"
    )
    return ask(
        request,
        asked.assignment.incoming,
        given.RefuseForm(request.POST or None),
        dialog,
        lambda data: extending.refuse(asked, actor=request.actor, **data),
    )


@official()
@require_POST
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Rút đề nghị gia hạn."""
    asked = queries.extension(pk, actor=request.actor)
    extending.withdraw(asked, actor=request.actor)
    messages.success(request, "Đã rút đề nghị gia hạn.")
    return redirect("documents:incoming", pk=asked.assignment.incoming_id)


@official()
@require_http_methods(GET_OR_POST)
def pass_back(request: OfficeRequest, pk: int) -> HttpResponse:
    """Trả lại, không thuộc trách nhiệm."""
    share = own_share(request, pk, pass_share_back)
    lead = f"{share.given_by.person.name} đọc được lý do này và giao lại cho đơn vị khác."
    dialog = Dialog("Trả lại người giao", "Đã trả lại người giao.", "reply", lead, danger=True)
    return ask(
        request,
        share.incoming,
        given.PassBackForm(request.POST or None, actor=request.actor),
        dialog,
        lambda data: pass_share_back(share, actor=request.actor, **data),
    )
