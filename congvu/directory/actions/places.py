"""What can happen to agencies and units."""

from __future__ import annotations

from typing import TypedDict

from django.core.exceptions import ValidationError

from congvu.core import events
from congvu.core.actions import command
from congvu.core.refused import Conflict, Refused
from congvu.directory import policy
from congvu.directory.actions.saving import assign, save
from congvu.directory.codes import old_code_of, validate_code, validate_old_code
from congvu.directory.events import AgencyChanged
from congvu.directory.models import Agency, Appointment, Unit


class AgencyValues(TypedDict, total=False):
    """What an agency's form gives; an empty `old_code` is drawn from the new one."""

    name: str
    short_name: str
    kind: str
    code: str
    old_code: str
    notation: str
    place: str
    address: str
    phone: str
    email: str
    website: str
    position: int


class UnitValues(TypedDict, total=False):
    """What a unit's form gives."""

    name: str
    notation: str
    parent: Unit | None
    position: int


def _check_codes(agency: Agency) -> None:
    checks = [("code", validate_code, agency.code)]
    if agency.old_code:
        checks.append(("old_code", validate_old_code, agency.old_code))
    for field, check, value in checks:
        try:
            check(value)
        except ValidationError as error:
            raise Refused(error.messages[0], field=field) from error


def _keep(agency: Agency) -> Agency:
    _check_codes(agency)
    save(agency)
    events.publish(AgencyChanged(agency))
    return agency


@command("Thêm cơ quan", who=policy.may_create_agency)
def create_agency(
    parent: Agency,
    *,
    actor: Appointment | None,
    values: AgencyValues,
) -> Agency:
    """An agency under its superior.

    Raises:
        Refused: a value doesn't fit or an identifier is taken, with its field.
    """
    agency = assign(Agency(parent=parent), values)
    agency.old_code = agency.old_code or old_code_of(agency.code)
    return _keep(agency)


@command("Sửa thông tin cơ quan", who=policy.may_edit_agency)
def edit_agency(
    agency: Agency,
    *,
    actor: Appointment | None,
    values: AgencyValues,
) -> Agency:
    """Correct an agency; identifiers and kind are the province's to change.

    Raises:
        Refused: a value doesn't fit or an identifier is taken, with its field.
    """
    if actor is not None and not policy.administers_province(actor):
        for field in ("code", "old_code", "kind"):
            if field in values and values[field] != getattr(agency, field):
                raise Refused(
                    "Mã định danh và loại cơ quan do quản trị tỉnh cập nhật.", field=field
                )
    return _keep(assign(agency, values))


@command("Ngừng hoạt động cơ quan", who=policy.may_close_agency)
def close_agency(agency: Agency, *, actor: Appointment | None) -> None:
    """Merged or dissolved: it stays in old documents and can't be chosen any more."""
    if agency.children.filter(active=True).exists():
        raise Conflict(
            "Cơ quan còn đơn vị trực thuộc đang hoạt động; xin ngừng các đơn vị đó trước."
        )
    if Appointment.objects.current_or_coming().filter(agency=agency).exists():
        raise Conflict("Cơ quan còn người đang giữ chức vụ; xin kết thúc các phân công trước.")
    agency.active = False
    agency.save()
    events.publish(AgencyChanged(agency))


@command("Hoạt động trở lại", who=policy.may_close_agency)
def reopen_agency(agency: Agency, *, actor: Appointment | None) -> None:
    """Open it for choosing again."""
    agency.active = True
    agency.save()
    events.publish(AgencyChanged(agency))


def _check_parent(unit: Unit) -> None:
    above, seen = unit.parent, {unit.pk}
    while above is not None:
        if above.pk in seen or above.agency_id != unit.agency_id:
            raise Refused(
                "Đơn vị cấp trên phải thuộc cùng cơ quan và không nằm trong chính đơn vị này.",
                field="parent",
            )
        seen.add(above.pk)
        above = above.parent


@command("Thêm đơn vị", who=policy.may_edit_agency)
def create_unit(
    agency: Agency,
    *,
    actor: Appointment | None,
    values: UnitValues,
) -> Unit:
    """A part of the agency; `Refused` with the field that doesn't fit."""
    unit = assign(Unit(agency=agency), values)
    _check_parent(unit)
    return save(unit)


@command("Sửa đơn vị", who=policy.may_edit_unit)
def edit_unit(
    unit: Unit,
    *,
    actor: Appointment | None,
    values: UnitValues,
) -> Unit:
    """Correct a unit; `Refused` with the field that doesn't fit."""
    assign(unit, values)
    _check_parent(unit)
    return save(unit)


@command("Ngừng hoạt động đơn vị", who=policy.may_edit_unit)
def close_unit(unit: Unit, *, actor: Appointment | None) -> None:
    """It stays in old documents; nobody may hold a post in it."""
    if Appointment.objects.current_or_coming().filter(unit=unit).exists():
        raise Conflict("Đơn vị còn người đang giữ chức vụ; xin kết thúc các phân công trước.")
    unit.active = False
    unit.save()


@command("Đơn vị hoạt động trở lại", who=policy.may_edit_unit)
def reopen_unit(unit: Unit, *, actor: Appointment | None) -> None:
    """Open it for choosing again."""
    unit.active = True
    unit.save()
