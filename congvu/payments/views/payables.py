"""The agency's payables: a list, and one with all that happened to it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.money import dong
from congvu.core.refused import NotFound
from congvu.payments import policy
from congvu.payments.actions import cancel as cancel_payable
from congvu.payments.actions import take_cash
from congvu.payments.actions.refunding import ask_refund, left
from congvu.payments.forms.office import (
    CancelForm,
    CashForm,
    FilterForm,
    RefundForm,
    refund_start,
)
from congvu.payments.models import Attempt, Payable
from congvu.payments.queries import office
from congvu.payments.queries.reading import note_listing, note_reading
from congvu.payments.types import AttemptState, PayableState
from congvu.ui.asking import Question, ask

_BOTH = ["GET", "HEAD", "POST"]


@official(*policy.SEEING)
@require_safe
def payables(request: OfficeRequest) -> HttpResponse:
    """All of the agency, the newest first."""
    form = FilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    state, words = given.get("trang_thai", ""), given.get("q", "")
    after = request.GET.get("sau", "")
    note_listing("Khoản phải nộp", actor=request.actor)
    rows, following = office.payables(actor=request.actor, state=state, words=words, after=after)
    here, kept = reverse("payments:payables"), {"trang_thai": state, "q": words}
    context = {
        "payables": rows,
        "form": form,
        "older": f"{here}?{urlencode(kept | {'sau': following})}" if following else "",
        "newest": f"{here}?{urlencode(kept)}" if after else "",
        "keeps": request.actor.role in policy.KEEPING,
    }
    return render(request, "payments/payables.html", context)


@official(*policy.SEEING)
@require_safe
def payable(request: OfficeRequest, pk: int) -> HttpResponse:
    """One, with its attempts and what gateways have said, in words."""
    found = _opened(request, pk)
    attempts = found.attempts.select_related("channel", "taken_by__person")
    whole = attempts.prefetch_related("notifications", "refunds")
    actor, due = request.actor, found.state == PayableState.DUE
    context = {
        "payable": found,
        "lines": found.lines.all(),
        "attempts": whole,
        "refunds": found.refunds.select_related("asked_by__person", "decided_by__person"),
        "may_take": due and policy.takes_cash(actor, found),
        "may_cancel": due and policy.cancels(actor, found),
        "may_ask": policy.asks_refunds(actor),
    }
    return render(request, "payments/payable.html", context)


@official(*policy.TAKING)
@require_http_methods(_BOTH)
def cash(request: OfficeRequest, pk: int) -> HttpResponse:
    """Thu tiền mặt."""
    found = _opened(request, pk)
    form = CashForm(request.POST if request.method == "POST" else None)
    question = Question(
        title="Thu tiền mặt",
        about=f"{found.payer_name}, {found.reference}",
        hint=f"Phải nộp {dong(found.total)}.",
        button="Đã thu đủ",
        done="Đã ghi nhận tiền mặt; biên lai đang được lập.",
    )
    return ask(
        request,
        form,
        question,
        back=_page(found),
        act=lambda: take_cash(found, actor=request.actor, amount=form.cleaned_data["amount"]),
    )


@official(*policy.KEEPING)
@require_http_methods(_BOTH)
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hủy khoản nộp."""
    found = _opened(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    question = Question(
        title="Hủy khoản nộp",
        about=f"{found.reference}, {dong(found.total)}",
        hint="Tiền vẫn đến sau khi hủy được ghi là nộp thừa và phải trả lại.",
        button="Hủy khoản nộp",
        done="Đã hủy khoản nộp.",
        danger=True,
    )
    return ask(
        request,
        form,
        question,
        back=_page(found),
        act=lambda: cancel_payable(found, actor=request.actor, reason=form.cleaned_data["reason"]),
    )


@official(*policy.TAKING)
@require_http_methods(_BOTH)
def refund(request: OfficeRequest, pk: int, reference: str) -> HttpResponse:
    """Đề nghị hoàn trả tiền của một lượt."""
    found = _opened(request, pk)
    attempt = _attempt(found, reference)
    given = request.POST if request.method == "POST" else None
    form = RefundForm(given, initial=refund_start(left(attempt)))
    question = Question(
        title="Đề nghị hoàn trả",
        about=f"{found.payer_name}, lượt {attempt.reference}",
        hint=f"Còn hoàn được {dong(left(attempt))}. Lãnh đạo cơ quan, là người khác, sẽ duyệt.",
        button="Gửi đề nghị",
        done="Đã gửi đề nghị hoàn trả, chờ lãnh đạo duyệt.",
    )
    return ask(
        request,
        form,
        question,
        back=_page(found),
        act=lambda: ask_refund(attempt, actor=request.actor, **form.cleaned_data),
    )


def _opened(request: OfficeRequest, pk: int) -> Payable:
    found = office.payable(pk, actor=request.actor)
    note_reading(found, actor=request.actor)
    return found


def _attempt(found: Payable, reference: str) -> Attempt:
    attempt = found.attempts.filter(reference=reference, state=AttemptState.PAID).first()
    if attempt is None:
        raise NotFound
    return attempt


def _page(found: Payable) -> str:
    return reverse("payments:payable", args=[found.pk])
