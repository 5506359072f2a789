"""Statements of banks: brought, looked at, booked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Refused
from congvu.payments import policy
from congvu.payments.actions import statements as actions
from congvu.payments.forms.office import ImportForm
from congvu.payments.queries import office
from congvu.payments.queries.reading import note_listing
from congvu.payments.types import LineState
from congvu.ui.forms import add_refusal
from congvu.ui.types import Tab


@official(*policy.KEEPING)
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: OfficeRequest) -> HttpResponse:
    """Those that were brought, and a new one."""
    post = request.method == "POST"
    form = ImportForm(
        request.POST if post else None, request.FILES if post else None, agency=request.actor.agency
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.import_statement(
                form.cleaned_data["channel"], actor=request.actor, name=file.name,
                content=file.read(),
            )  # fmt: skip
            return redirect("payments:statement", pk=made.pk)
        except Refused as refused:
            add_refusal(form, refused)
    rows = office.statements(actor=request.actor)
    return render(request, "payments/statements.html", {"form": form, "statements": rows})


@official(*policy.KEEPING)
@require_safe
def statement(request: OfficeRequest, pk: int) -> HttpResponse:
    """Its lines, each with what it was found to be or why it cannot be booked."""
    found = office.statement(pk, actor=request.actor)
    note_listing(found.name, actor=request.actor)
    state, after = request.GET.get("loai", ""), request.GET.get("sau", "")
    wanted = state if state in LineState.values else ""
    rows, following, counts = office.lines(found, state=wanted, after=after)
    here = reverse("payments:statement", args=[found.pk])
    tabs = [Tab("Tất cả", here, not wanted, sum(counts.values()))]
    tabs += [
        Tab(str(one.label), f"{here}?loai={one}", wanted == one, counts[one])
        for one in LineState
        if one in counts
    ]
    context = {
        "statement": found,
        "lines": rows,
        "tabs": tabs,
        "older": f"{here}?loai={wanted}&sau={following}" if following else "",
    }
    return render(request, "payments/statement.html", context)


@official(*policy.KEEPING)
@require_POST
def post(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ghi sổ sao kê."""
    actions.post(office.statement(pk, actor=request.actor), actor=request.actor)
    messages.success(request, "Đã ghi sổ sao kê; khoản khớp đã được ghi nhận.")
    return redirect("payments:statement", pk=pk)


@official(*policy.KEEPING)
@require_POST
def drop(request: OfficeRequest, pk: int) -> HttpResponse:
    """Bỏ sao kê."""
    actions.drop(office.statement(pk, actor=request.actor), actor=request.actor)
    messages.success(request, "Đã bỏ sao kê, không ghi sổ dòng nào.")
    return redirect("payments:statements")
