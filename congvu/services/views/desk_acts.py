"""What officials do with a dossier, one page each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Conflict, Forbidden
from congvu.files.actions import receive
from congvu.services import policy
from congvu.services.actions import handling, intake, posting, results
from congvu.services.forms.desk import (
    ApologyForm,
    HandForm,
    MoveForm,
    OpinionForm,
    PostForm,
    RefuseForm,
    ResultForm,
    RevokeForm,
    StopForm,
    SupplementForm,
    WordsForm,
)
from congvu.services.models import Dossier
from congvu.services.queries import desk, dossiers
from congvu.services.types import Onward, PostDirection
from congvu.services.views.desk import WORKERS
from congvu.services.views.public import GET_OR_POST
from congvu.ui.asking import Question, ask


def _found(request: OfficeRequest, pk: int) -> Dossier:
    return desk.opened(pk, actor=request.actor)


def _asked(
    request: OfficeRequest,
    dossier: Dossier,
    form: forms.Form,
    run: Callable[[dict[str, Any]], object],
    question: Question,
) -> HttpResponse:
    """What is asked about a dossier, and back to its page."""
    return ask(
        request,
        form,
        replace(question, about=dossier.label),
        back=reverse("services:dossier", args=[dossier.pk]),
        act=lambda: run(form.cleaned_data),
    )


@official(*WORKERS)
@require_POST
def accept(request: OfficeRequest, pk: int) -> HttpResponse:
    """Tiếp nhận."""
    dossier = _found(request, pk)
    intake.accept(dossier, actor=request.actor)
    messages.success(request, f"Đã tiếp nhận, mã hồ sơ {dossier.code}. In Giấy tiếp nhận bên dưới.")
    return redirect("services:dossier", pk=pk)


@official(*WORKERS)
@require_POST
def take(request: OfficeRequest, pk: int) -> HttpResponse:
    """Nhận xử lý."""
    handling.take(_found(request, pk), actor=request.actor)
    messages.success(request, "Ông/bà đã nhận xử lý hồ sơ.")
    return redirect("services:dossier", pk=pk)


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def refuse(request: OfficeRequest, pk: int) -> HttpResponse:
    """Từ chối tiếp nhận."""
    dossier = _found(request, pk)
    intake.refuse.check(dossier, request.actor)
    return _asked(
        request,
        dossier,
        RefuseForm(request.POST or None),
        lambda data: intake.refuse(dossier, actor=request.actor, **data),
        Question(
            "Từ chối tiếp nhận",
            "Từ chối tiếp nhận",
            done="Đã từ chối; người nộp nhận được lý do và hướng dẫn.",
            danger=True,
        ),
    )


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def ask_supplement(request: OfficeRequest, pk: int) -> HttpResponse:
    """Yêu cầu bổ sung."""
    dossier = _found(request, pk)
    intake.ask_supplement.check(dossier, request.actor)
    form = SupplementForm(request.POST or None, dossier=dossier)
    return _asked(
        request,
        dossier,
        form,
        lambda _: intake.ask_supplement(dossier, actor=request.actor, items=form.items()),
        Question(
            "Yêu cầu bổ sung",
            "Gửi yêu cầu bổ sung",
            done="Đã yêu cầu bổ sung; thời gian giải quyết tạm dừng đến khi người nộp bổ sung.",
            template="services/desk/supplement.html",
        ),
    )


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def give_back(request: OfficeRequest, pk: int) -> HttpResponse:
    """Trả kết quả."""
    dossier = _found(request, pk)
    intake.give_back.check(dossier, request.actor)
    return _asked(
        request,
        dossier,
        WordsForm(request.POST or None),
        lambda data: intake.give_back(dossier, actor=request.actor, **data),
        Question(
            "Trả kết quả", "Đã trả kết quả", done="Đã trả kết quả; người nộp được mời đánh giá."
        ),
    )


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def move_on(request: OfficeRequest, pk: int) -> HttpResponse:
    """Chuyển bước."""
    dossier = _found(request, pk)
    handling.move_on.check(dossier, request.actor)
    moves = desk.open_moves(dossier)
    first = request.POST.get("move") or (moves[0].code if moves else "")
    people = desk.people_of(dossier, *desk.following_role(dossier, first))
    form = MoveForm(request.POST or None, moves=moves, people=people)
    return _asked(
        request,
        dossier,
        form,
        lambda data: handling.move_on(
            dossier, actor=request.actor, onward=Onward(data["move"], data["words"], data["to"])
        ),
        Question("Chuyển bước", "Chuyển", done="Đã chuyển."),
    )


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def hand_to(request: OfficeRequest, pk: int) -> HttpResponse:
    """Giao người xử lý."""
    dossier = _found(request, pk)
    handling.hand_to.check(dossier, request.actor)
    people = desk.people_of(dossier, dossier.step_role, dossier.step_unit)
    return _asked(
        request,
        dossier,
        HandForm(request.POST or None, people=people),
        lambda data: handling.hand_to(dossier, actor=request.actor, **data),
        Question("Giao người xử lý", "Giao", done="Đã giao."),
    )


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def apologise(request: OfficeRequest, pk: int) -> HttpResponse:
    """Xin lỗi, hẹn lại."""
    dossier = _found(request, pk)
    handling.apologise.check(dossier, request.actor)
    return _asked(
        request,
        dossier,
        ApologyForm(request.POST or None),
        lambda data: handling.apologise(dossier, actor=request.actor, **data),
        Question(
            "Xin lỗi và hẹn lại ngày trả",
            "Gửi phiếu xin lỗi",
            done="Đã gửi phiếu xin lỗi và ngày hẹn mới.",
        ),
    )


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def stop(request: OfficeRequest, pk: int) -> HttpResponse:
    """Dừng xử lý."""
    dossier = _found(request, pk)
    handling.stop.check(dossier, request.actor)
    return _asked(
        request,
        dossier,
        StopForm(request.POST or None),
        lambda data: handling.stop(dossier, actor=request.actor, **data),
        Question(
            "Dừng xử lý hồ sơ",
            "Dừng xử lý",
            done="Đã dừng xử lý; người nộp được báo lý do.",
            danger=True,
        ),
    )


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def attach_result(request: OfficeRequest, pk: int) -> HttpResponse:
    """Đính kèm kết quả."""
    dossier = _found(request, pk)
    handling.attach_result.check(dossier, request.actor)
    form = ResultForm(request.POST or None, request.FILES or None)

    def run(data: dict[str, Any]) -> None:
        data["file"] = receive(data["file"], actor=request.actor)
        handling.attach_result(dossier, actor=request.actor, **data)

    return _asked(
        request,
        dossier,
        form,
        run,
        Question("Đính kèm kết quả", "Đính kèm", done="Đã đính kèm kết quả."),
    )


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def revoke_result(request: OfficeRequest, pk: int, result: int) -> HttpResponse:
    """Thu hồi kết quả."""
    dossier = _found(request, pk)
    found = dossiers.result(result, dossier)
    results.revoke_result.check(dossier, request.actor)
    return _asked(
        request,
        dossier,
        RevokeForm(request.POST or None),
        lambda data: results.revoke_result(
            dossier, actor=request.actor, result=found, reason=data["reason"]
        ),
        Question(
            f"Thu hồi “{found.name}”",
            "Thu hồi kết quả",
            done="Đã thu hồi; người nộp được báo lý do, kết quả không dùng lại được nữa.",
            danger=True,
        ),
    )


@official(*WORKERS)
@require_POST
def draft_result(request: OfficeRequest, pk: int) -> HttpResponse:
    """Soạn văn bản kết quả."""
    document = results.draft_result(_found(request, pk), actor=request.actor)
    return redirect("documents:draft_edit", pk=document.pk)


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def opinion(request: OfficeRequest, pk: int) -> HttpResponse:
    """Trả lời ý kiến."""
    asked = dossiers.consultation(pk, actor=request.actor)
    desk.note_reading(asked.dossier, actor=request.actor)
    if asked.answered_at is not None:
        raise Conflict("Cơ quan đã trả lời ý kiến này.")
    return _asked(
        request,
        asked.dossier,
        OpinionForm(request.POST or None),
        lambda data: results.answer_opinion(asked, actor=request.actor, **data),
        Question(asked.question, "Trả lời", done="Đã trả lời ý kiến."),
    )


@official(*WORKERS)
@require_http_methods(GET_OR_POST)
def post_order(request: OfficeRequest, pk: int) -> HttpResponse:
    """Bưu chính công ích."""
    dossier = _found(request, pk)
    if not policy.receives(request.actor, dossier):
        raise Forbidden
    known = {"address": dossier.delivery_address or dossier.applicant_address}
    form = PostForm(request.POST or None, initial={"direction": "deliver", **known})
    return _asked(
        request,
        dossier,
        form,
        lambda data: posting.order(
            dossier,
            actor=request.actor,
            direction=PostDirection(data["direction"]),
            address=data["address"],
        ),
        Question(
            "Đơn bưu chính công ích",
            "Tạo đơn",
            done="Đã tạo đơn; bưu cục nhận đơn thì trạng thái hiện ở hồ sơ.",
        ),
    )
