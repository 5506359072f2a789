"""Remarks at the pages of a draft."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.documents.actions import remarks as actions
from congvu.documents.queries import remarks as queries
from congvu.documents.queries.outgoing import outgoing
from congvu.ui.asking import Question, ask
from congvu.ui.widgets import LongText

_BOTH = ["GET", "HEAD", "POST"]


class RemarkForm(forms.Form):
    """Where on the page, and what."""

    page = forms.IntegerField(label="Trang", min_value=1, max_value=999, initial=1)
    quote = forms.CharField(
        label="Đoạn văn bản (không bắt buộc)",
        required=False,
        max_length=500,
        widget=LongText(500),
        help_text="Chép câu, chữ cần sửa để người soạn dễ tìm.",
    )
    words = forms.CharField(label="Nhận xét", max_length=2000, widget=LongText(2000))


class AnswerForm(forms.Form):
    """What is said to a remark."""

    words = forms.CharField(label="Trả lời", max_length=2000, widget=LongText(2000))


@official()
@require_http_methods(_BOTH)
def pin_remark(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Pin a remark to a page."""
    document = outgoing(pk, actor=request.actor)
    form = RemarkForm(request.POST or None)

    def act() -> None:
        actions.pin_remark(document, actor=request.actor, **form.cleaned_data)
        messages.success(request, "Đã ghi nhận xét.")

    question = Question("Nhận xét tại trang", "Ghi nhận xét", icon="opinion")
    return ask(request, form, question, back=_page(pk), act=act)


@official()
@require_http_methods(_BOTH)
def answer_remark(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Answer it."""
    found = queries.remark(pk, actor=request.actor)
    form = AnswerForm(request.POST or None)

    def act() -> None:
        actions.answer_remark(found, actor=request.actor, **form.cleaned_data)

    question = Question("Trả lời nhận xét", "Trả lời", about=found.words, icon="reply")
    return ask(request, form, question, back=_page(found.outgoing_id), act=act)


@official()
@require_POST
def settle_remark(request: OfficeRequest, pk: int) -> HttpResponse:
    """Seen to."""
    found = queries.remark(pk, actor=request.actor)
    actions.settle_remark(found, actor=request.actor)
    return redirect(_page(found.outgoing_id))


def _page(pk: int) -> str:
    return reverse("documents:outgoing", args=[pk]) + "#nhan-xet"
