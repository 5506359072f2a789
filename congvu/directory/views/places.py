"""Administration of agencies, units and titles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Refused
from congvu.directory import actions, policy, queries
from congvu.directory.actions.places import AgencyValues, UnitValues
from congvu.directory.forms import AgencyForm, TitleForm, UnitForm
from congvu.directory.models import Agency, Role, Title, Unit
from congvu.ui.forms import add_refusal

ADMINISTRATORS = (Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR)


def done(form: Form, act: Callable[[], object]) -> bool:
    """Do the act if the form is sound; a refusal is shown beside its field, nothing is lost."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        if not refused.field:
            raise
        add_refusal(form, refused)
        return False
    return True


def form_page(
    request: OfficeRequest, form: forms.Form, *, title: str, back: str, **words: Any
) -> HttpResponse:
    """A page with one form; 200 with errors too, for htmx and plain visits alike."""
    context = {"form": form, "title": title, "back": back, "button": "Lưu", **words}
    return render(request, "directory/form.html", context)


@official(*ADMINISTRATORS)
def tree(request: OfficeRequest) -> HttpResponse:
    """The agencies that one administers."""
    if not policy.administers_province(request.actor):
        return redirect("directory:manage_agency", request.actor.agency_id)
    return render(request, "directory/tree.html", {"branches": queries.tree(request.actor)})


@official(*ADMINISTRATORS)
def agency(request: OfficeRequest, pk: int) -> HttpResponse:
    """One agency with its units and people."""
    found = queries.administered_agency(request.actor, pk)
    context = {
        "agency": found,
        "units": queries.units_of(found),
        "posts": queries.appointments_in(found)[:300],
        "province": policy.administers_province(request.actor),
    }
    return render(request, "directory/manage_agency.html", context)


@official(Role.PROVINCE_ADMINISTRATOR)
def new_agency(request: OfficeRequest, parent_pk: int) -> HttpResponse:
    """An agency under another."""
    parent = queries.administered_agency(request.actor, parent_pk)
    form = AgencyForm(
        request.POST or None, actor=request.actor, initial={"place": parent.place, "position": 0}
    )
    made: list[Agency] = []

    def act() -> None:
        values = cast("AgencyValues", form.cleaned_data)
        made.append(actions.create_agency(parent, actor=request.actor, values=values))

    if done(form, act):
        messages.success(request, f"Đã thêm {made[0].name}.")
        return redirect("directory:manage_agency", made[0].pk)
    back = reverse("directory:manage_agency", args=[parent.pk])
    return form_page(request, form, title=f"Thêm cơ quan thuộc {parent.name}", back=back)


@official(*ADMINISTRATORS)
def edit_agency(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct an agency."""
    found = queries.administered_agency(request.actor, pk)
    initial = {name: getattr(found, name) for name in AgencyForm.base_fields}
    form = AgencyForm(request.POST or None, actor=request.actor, initial=initial)

    def act() -> None:
        values = cast("AgencyValues", form.cleaned_data)
        actions.edit_agency(found, actor=request.actor, values=values)

    if done(form, act):
        messages.success(request, "Đã lưu thông tin cơ quan.")
        return redirect("directory:manage_agency", pk)
    back = reverse("directory:manage_agency", args=[pk])
    return form_page(request, form, title=f"Sửa {initial['name']}", back=back)


@require_POST
@official(Role.PROVINCE_ADMINISTRATOR)
def close_agency(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close an agency, or open it again."""
    found = queries.administered_agency(request.actor, pk)
    act = actions.close_agency if found.active else actions.reopen_agency
    act(found, actor=request.actor)
    messages.success(request, f"{found.name}: đã đổi trạng thái hoạt động.")
    return redirect("directory:manage_agency", pk)


@official(*ADMINISTRATORS)
def new_unit(request: OfficeRequest, agency_pk: int) -> HttpResponse:
    """A unit of an agency."""
    found = queries.administered_agency(request.actor, agency_pk)
    form = UnitForm(request.POST or None, agency=found)

    def act() -> None:
        values = cast("UnitValues", form.cleaned_data)
        actions.create_unit(found, actor=request.actor, values=values)

    if done(form, act):
        messages.success(request, f"Đã thêm {form.cleaned_data['name']}.")
        return redirect("directory:manage_agency", agency_pk)
    back = reverse("directory:manage_agency", args=[agency_pk])
    return form_page(request, form, title=f"Thêm đơn vị thuộc {found.name}", back=back)


def _unit_initial(unit: Unit) -> dict[str, object]:
    return {
        "name": unit.name,
        "notation": unit.notation,
        "parent": unit.parent_id,
        "position": unit.position,
    }


@official(*ADMINISTRATORS)
def edit_unit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct a unit."""
    unit = queries.administered_unit(request.actor, pk)
    form = UnitForm(request.POST or None, agency=unit.agency, initial=_unit_initial(unit))
    title = f"Sửa {unit.name}"

    def act() -> None:
        values = cast("UnitValues", form.cleaned_data)
        actions.edit_unit(unit, actor=request.actor, values=values)

    if done(form, act):
        messages.success(request, "Đã lưu thông tin đơn vị.")
        return redirect("directory:manage_agency", unit.agency_id)
    back = reverse("directory:manage_agency", args=[unit.agency_id])
    return form_page(request, form, title=title, back=back)


@require_POST
@official(*ADMINISTRATORS)
def close_unit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close a unit, or open it again."""
    unit = queries.administered_unit(request.actor, pk)
    act = actions.close_unit if unit.active else actions.reopen_unit
    act(unit, actor=request.actor)
    messages.success(request, f"{unit.name}: đã đổi trạng thái hoạt động.")
    return redirect("directory:manage_agency", unit.agency_id)


@official(Role.PROVINCE_ADMINISTRATOR)
def titles(request: OfficeRequest) -> HttpResponse:
    """The catalogue of titles, and a new one."""
    form = TitleForm(request.POST or None)

    def act() -> None:
        actions.create_title(request.actor.agency, actor=request.actor, **form.cleaned_data)

    if done(form, act):
        messages.success(request, f"Đã thêm chức vụ {form.cleaned_data['name']}.")
        return redirect("directory:titles")
    context = {"form": form, "titles": Title.objects.all()}
    return render(request, "directory/titles.html", context)


@official(Role.PROVINCE_ADMINISTRATOR)
def edit_title(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct a title."""
    found = get_object_or_404(Title, pk=pk)
    form = TitleForm(request.POST or None, initial={"name": found.name, "rank": found.rank})

    def act() -> None:
        agency = request.actor.agency
        actions.edit_title(agency, actor=request.actor, title=found, **form.cleaned_data)

    if done(form, act):
        messages.success(request, "Đã lưu chức vụ.")
        return redirect("directory:titles")
    return form_page(request, form, title="Sửa chức vụ", back=reverse("directory:titles"))
