"""The ledger, and the seal on receipts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.payments import policy
from congvu.payments.actions.receipts import AT_ONCE, seal_waiting
from congvu.payments.forms.office import SealForm
from congvu.payments.queries import office
from congvu.payments.queries.reading import note_listing
from congvu.ui.asking import Question, ask


@official(*policy.SEEING)
@require_safe
def ledger(request: OfficeRequest) -> HttpResponse:
    """How every account stands, and the entries, the newest first."""
    after = request.GET.get("sau", "")
    note_listing("Sổ cái", actor=request.actor)
    rows, following = office.entries(actor=request.actor, after=after)
    accounts = office.balances(request.actor.agency_id)
    here = reverse("payments:ledger")
    context = {
        "entries": rows,
        "accounts": accounts,
        "debit": sum(one.debit for one in accounts),
        "credit": sum(one.credit for one in accounts),
        "older": f"{here}?sau={following}" if following else "",
        "newest": here if after else "",
    }
    return render(request, "payments/ledger.html", context)


@official(*policy.KEEPING)
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: OfficeRequest) -> HttpResponse:
    """Ký số biên lai."""
    form = SealForm(request.POST if request.method == "POST" else None)
    waiting = office.receipts_to_seal(request.actor.agency_id)
    question = Question(
        title="Ký số biên lai",
        about="Đóng dấu số của cơ quan lên các biên lai đã lập",
        hint=f"{min(waiting, AT_ONCE)} biên lai được ký lần này.",
        button="Ký số",
        done="Đã ký số các biên lai.",
    )
    return ask(
        request,
        form,
        question,
        back=reverse("payments:payables"),
        act=lambda: seal_waiting(
            request.actor.agency, actor=request.actor, pin=form.cleaned_data["pin"]
        ),
    )
