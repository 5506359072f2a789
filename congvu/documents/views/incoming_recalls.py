"""The clerk's pages where an issuer takes a document back: on paper, or by the exchange."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.directory.models import Role
from congvu.documents.actions import recalling
from congvu.documents.forms import incoming_shares as given
from congvu.documents.views.incoming_acts import GET_OR_POST, Dialog, ask, opened

_AGREEING = (
    "Văn bản bị hủy trên hệ thống: nội dung không mở được, không xử lý tiếp; số đến và lý do thu "
    "hồi vẫn giữ. Nơi gửi được báo ngay (Nghị định 30/2020/NĐ-CP, Điều 18)."
)
_REFUSING = "Văn bản tiếp tục được xử lý; nơi gửi được báo lý do."


@official(Role.CLERK)
@require_http_methods(GET_OR_POST)
def recall(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ghi nhận thu hồi: the issuer of a paper document has recalled it by letter."""
    document = opened(request, pk, recalling.honour_recall)
    label = recalling.honour_recall.label
    return ask(
        request,
        document,
        given.RecallForm(request.POST or None),
        Dialog(label, "Đã ghi nhận thu hồi.", "history", danger=True),
        lambda data: recalling.honour_recall(document, actor=request.actor, **data),
    )


class AgreeForm(forms.Form):
    """Nothing to fill in; the button alone."""


@official(Role.CLERK)
@require_http_methods(GET_OR_POST)
def agree(request: OfficeRequest, pk: int) -> HttpResponse:
    """Đồng ý thu hồi: destroyed here, and the issuer outside hears so."""
    document = opened(request, pk, recalling.agree_to_recall)
    done = "Đã hủy văn bản và báo nơi gửi."
    return ask(
        request,
        document,
        AgreeForm(request.POST if request.method == "POST" else None),
        Dialog("Đồng ý thu hồi", done, "history", lead=_AGREEING, danger=True),
        lambda _: recalling.agree_to_recall(document, actor=request.actor),
    )


@official(Role.CLERK)
@require_http_methods(GET_OR_POST)
def refuse(request: OfficeRequest, pk: int) -> HttpResponse:
    """Không đồng ý thu hồi: it stays, and the issuer outside hears why."""
    document = opened(request, pk, recalling.refuse_recall)
    return ask(
        request,
        document,
        given.RefuseRecallForm(request.POST or None),
        Dialog("Không đồng ý thu hồi", "Đã báo nơi gửi.", "reply", lead=_REFUSING),
        lambda data: recalling.refuse_recall(document, actor=request.actor, **data),
    )
