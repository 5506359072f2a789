"""Daily reconciliation: the days, one of them, and what is done about a difference."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.money import dong
from congvu.core.refused import NotFound
from congvu.payments import policy
from congvu.payments.actions import settling
from congvu.payments.actions.reconciling import reconcile
from congvu.payments.forms.office import AssignForm, ExplainForm, PayOutForm
from congvu.payments.models import Difference
from congvu.payments.queries import office
from congvu.ui.asking import Question, ask

_BOTH = ["GET", "HEAD", "POST"]


@official(*policy.SEEING)
@require_safe
def days(request: OfficeRequest) -> HttpResponse:
    """The last two months."""
    context = {"days": office.days(actor=request.actor), "today": clock.today()}
    return render(request, "payments/days.html", context)


@official(*policy.SEEING)
@require_safe
def day(request: OfficeRequest, on: str) -> HttpResponse:
    """Three sums beside each other, and every difference."""
    wanted = _day(on)
    row = office.day(wanted, actor=request.actor)
    context = {
        "on": wanted,
        "day": row,
        "differences": office.differences(row),
        "keeps": request.actor.role in policy.KEEPING,
        "in_transit": office.in_transit(request.actor.agency_id),
    }
    return render(request, "payments/day.html", context)


@official(*policy.KEEPING)
@require_POST
def again(request: OfficeRequest, on: str) -> HttpResponse:
    """Đối soát ngày này ngay."""
    wanted = _day(on)
    reconcile(request.actor.agency, wanted)
    messages.success(request, f"Đã đối soát ngày {wanted:%d/%m/%Y}.")
    return redirect("payments:day", on=on)


@official(*policy.KEEPING)
@require_POST
def record(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ghi nhận theo cổng."""
    found = office.difference(pk, actor=request.actor)
    settling.record(found, actor=request.actor)
    messages.success(request, "Đã ghi nhận theo cổng.")
    return redirect(_back(found))


@official(*policy.KEEPING)
@require_POST
def remitted(request: OfficeRequest, pk: int) -> HttpResponse:
    """Bưu điện chuyển tiền về."""
    found = office.difference(pk, actor=request.actor)
    settling.remitted(found, actor=request.actor)
    messages.success(request, "Đã ghi tiền bưu điện chuyển về.")
    return redirect(_back(found))


@official(*policy.KEEPING)
@require_http_methods(_BOTH)
def assign(request: OfficeRequest, pk: int) -> HttpResponse:
    """Gắn tiền vào khoản nộp."""
    found = office.difference(pk, actor=request.actor)
    form = AssignForm(request.POST if request.method == "POST" else None)
    question = _question(found, "Gắn tiền vào khoản nộp", "Gắn vào khoản nộp")
    return ask(
        request,
        form,
        question,
        back=_back(found),
        act=lambda: settling.assign(
            found, actor=request.actor, reference=form.cleaned_data["reference"]
        ),
    )


@official(*policy.KEEPING)
@require_http_methods(_BOTH)
def pay_out(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ghi tiền cổng chuyển về."""
    found = office.difference(pk, actor=request.actor)
    given = request.POST if request.method == "POST" else None
    form = PayOutForm(given, agency=request.actor.agency)
    question = _question(found, "Tiền cổng chuyển về", "Ghi sổ")
    return ask(
        request,
        form,
        question,
        back=_back(found),
        act=lambda: settling.pay_out(found, actor=request.actor, **form.cleaned_data),
    )


@official(*policy.KEEPING)
@require_http_methods(_BOTH)
def explain(request: OfficeRequest, pk: int) -> HttpResponse:
    """Giải thích chênh lệch."""
    found = office.difference(pk, actor=request.actor)
    form = ExplainForm(request.POST if request.method == "POST" else None)
    question = _question(found, "Giải thích chênh lệch", "Lưu giải thích")
    return ask(
        request,
        form,
        question,
        back=_back(found),
        act=lambda: settling.explain(found, actor=request.actor, note=form.cleaned_data["note"]),
    )


def _question(found: Difference, title: str, button: str) -> Question:
    return Question(
        title=title,
        about=f"{found.get_kind_display()}: {dong(found.amount)}",
        hint=found.words,
        button=button,
        done="Đã xử lý chênh lệch.",
    )


def _back(found: Difference) -> str:
    return reverse("payments:day", args=[found.day.on.isoformat()])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
