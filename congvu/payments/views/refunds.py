"""Refunds: asked by one, decided by another, paid."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.money import dong
from congvu.payments import policy
from congvu.payments.actions import refunding
from congvu.payments.forms.office import PayBackForm, RefuseForm
from congvu.payments.queries import office
from congvu.payments.queries.reading import note_listing, note_reading
from congvu.payments.types import GATEWAYS
from congvu.ui.asking import Question, ask

_BOTH = ["GET", "HEAD", "POST"]
_TWICE = (
    "Trước khi chi, xin xem trang quản lý của cổng: nếu cổng đã trả cho người nộp thì chọn "
    "“Cổng đã trả”, không chi lần nữa."
)


@official(*policy.SEEING)
@require_safe
def refunds(request: OfficeRequest) -> HttpResponse:
    """All of the agency, the newest first."""
    after = request.GET.get("sau", "")
    note_listing("Hoàn trả", actor=request.actor)
    rows, following = office.refunds(actor=request.actor, after=after)
    here = reverse("payments:refunds")
    context = {
        "rows": [(one, policy.decides(request.actor, one)) for one in rows],
        "keeps": request.actor.role in policy.KEEPING,
        "older": f"{here}?sau={following}" if following else "",
        "newest": here if after else "",
    }
    return render(request, "payments/refunds.html", context)


@official(*policy.DECIDING)
@require_POST
def approve(request: OfficeRequest, pk: int) -> HttpResponse:
    """Duyệt hoàn trả."""
    refunding.approve(office.refund(pk, actor=request.actor), actor=request.actor)
    messages.success(request, "Đã duyệt hoàn trả.")
    return redirect("payments:refunds")


@official(*policy.DECIDING)
@require_http_methods(_BOTH)
def refuse(request: OfficeRequest, pk: int) -> HttpResponse:
    """Không duyệt."""
    found = office.refund(pk, actor=request.actor)
    note_reading(found.payable, actor=request.actor)
    form = RefuseForm(request.POST if request.method == "POST" else None)
    question = Question(
        title="Không duyệt hoàn trả",
        about=f"{found.payable.payer_name}, {dong(found.amount)}: {found.reason}",
        button="Không duyệt",
        done="Đã ghi không duyệt hoàn trả.",
        danger=True,
    )
    return ask(
        request,
        form,
        question,
        back=reverse("payments:refunds"),
        act=lambda: refunding.refuse(found, actor=request.actor, words=form.cleaned_data["words"]),
    )


@official(*policy.KEEPING)
@require_http_methods(_BOTH)
def pay_back(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ghi nhận đã trả tiền."""
    found = office.refund(pk, actor=request.actor)
    note_reading(found.payable, actor=request.actor)
    form = PayBackForm(request.POST if request.method == "POST" else None, refund=found)
    question = Question(
        title="Ghi nhận đã trả tiền",
        about=f"{found.payable.payer_name}, {dong(found.amount)}",
        hint=_TWICE if found.attempt.way in GATEWAYS else "",
        button="Đã trả",
        done="Đã ghi nhận tiền trả cho người nộp.",
    )
    return ask(
        request,
        form,
        question,
        back=reverse("payments:refunds"),
        act=lambda: refunding.pay_back(found, actor=request.actor, **form.cleaned_data),
    )
