"""Vắng mặt, người thay: one's own, and those of the people one leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory import queries
from congvu.directory.actions.absences import end_absence, take_absence
from congvu.directory.forms import AbsenceForm
from congvu.ui.forms import add_refusal


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: OfficeRequest) -> HttpResponse:
    """When one is away and who stands in; for whom one stands in."""
    form = AbsenceForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        try:
            given = {"appointment": request.actor} | form.cleaned_data
            absence = take_absence(given.pop("appointment"), actor=request.actor, **given)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Đã báo: {absence.label.lower()}.")
            return redirect("directory:absences")
    context = {
        "form": form,
        "today": clock.today(),
        "absences": queries.absences_of(request.actor),
        "standing_in": queries.standing_in(request.actor),
        "of_others": queries.absences_of_others(request.actor),
    }
    return render(request, "directory/absences.html", context)


@official()
@require_POST
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    """Back earlier."""
    absence = queries.own_absence(pk, actor=request.actor)
    end_absence(absence, actor=request.actor)
    own = absence.appointment_id == request.actor.pk
    whom = "ông/bà" if own else absence.appointment.person.name
    messages.success(request, f"Đã kết thúc vắng mặt; từ nay việc đến thẳng {whom}.")
    return redirect("directory:absences")
