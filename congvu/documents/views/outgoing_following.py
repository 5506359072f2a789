"""After issue: taking a document back, replacing it, correcting it."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Forbidden
from congvu.directory.models import Role
from congvu.documents import policy
from congvu.documents.actions import following, withdrawing
from congvu.documents.forms.outgoing import ConfirmForm, ReasonForm
from congvu.documents.queries import outgoing as queries
from congvu.documents.types import Relation
from congvu.ui.asking import Question, ask

_BOTH = ["GET", "HEAD", "POST"]


class OnceForm(forms.Form):
    """Nothing to fill in; sent twice it begins one draft."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


@official(Role.LEADER, Role.UNIT_HEAD)
@require_http_methods(_BOTH)
def decide_recall(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The signer or a leader says that it is taken back, and why."""
    document = queries.outgoing(pk, actor=request.actor)
    withdrawing.decide_recall.check(document, request.actor)
    form = ReasonForm(request.POST or None)
    about = (
        "Văn thư thu hồi theo quyết định này: văn bản bị đóng băng, các nơi nhận hủy văn bản trên "
        "hệ thống và được biết lý do (Nghị định 30/2020/NĐ-CP, Điều 18)."
    )

    def act() -> None:
        withdrawing.decide_recall(document, actor=request.actor, **form.cleaned_data)
        messages.success(request, "Đã báo văn thư thu hồi văn bản.")

    question = Question(
        "Quyết định thu hồi", "Quyết định thu hồi", about=about, danger=True, icon="recall"
    )
    return ask(request, form, question, back=_page(pk), act=act)


@official(Role.CLERK)
@require_http_methods(_BOTH)
def recall(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The clerk carries the decision out."""
    document = queries.outgoing(pk, actor=request.actor)
    withdrawing.recall.check(document, request.actor)
    decided = document.recall
    about = f"Quyết định của {decided.decided_by.person.name}: {decided.words}"
    hint = "Sau khi thu hồi, văn bản không thể phục hồi; nơi nhận không xử lý tiếp được."

    def act() -> None:
        withdrawing.recall(document, actor=request.actor)
        messages.success(request, f"Đã thu hồi văn bản số {document.code}.")

    question = Question(
        "Thu hồi văn bản", "Thu hồi", about=about, hint=hint, danger=True, icon="recall"
    )
    form = ConfirmForm(request.POST or None)
    return ask(request, form, question, back=_page(pk), act=act)


@official()
@require_http_methods(_BOTH)
def replace(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A new document of the same form that replaces this one when it is issued."""
    about = (
        "Dự thảo mới bắt đầu từ nội dung văn bản này. Khi dự thảo được phát hành, văn bản này "
        "chuyển sang “Đã được thay thế” và các nơi nhận được báo."
    )
    question = Question("Soạn văn bản thay thế", "Bắt đầu soạn", about=about, icon="pen")
    return _follow(request, pk, Relation.REPLACES, question)


@official()
@require_http_methods(_BOTH)
def correct(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """An official letter that corrects this document."""
    about = (
        "Công văn đính chính sửa sai sót về thể thức, kỹ thuật trình bày, thủ tục ban hành; sai "
        "sót về nội dung phải thay thế bằng văn bản có hình thức tương đương."
    )
    question = Question("Soạn công văn đính chính", "Bắt đầu soạn", about=about, icon="pen")
    return _follow(request, pk, Relation.CORRECTS, question)


def _follow(
    request: OfficeRequest, pk: int, relation: Relation, question: Question
) -> HttpResponseBase:
    document = queries.outgoing(pk, actor=request.actor)
    if not policy.may_follow(request.actor, document):
        raise Forbidden
    following.check_stands(document)
    form = OnceForm(request.POST or None)

    def act() -> str:
        draft = following.draft_following(
            document,
            actor=request.actor,
            relation=relation,
            form_key=form.cleaned_data["form_key"],
        )
        return reverse("documents:draft_edit", args=[draft.pk])

    return ask(request, form, question, back=_page(pk), act=act)


def _page(pk: int) -> str:
    return reverse("documents:outgoing", args=[pk])
