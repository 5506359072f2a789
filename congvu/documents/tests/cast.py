"""A small province for tests of documents: its office, two departments, keys, and one PIN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congvu.directory.models import Agency, AgencyKind, Appointment, Delegation, Person, Role, Unit
from congvu.directory.tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    Office,
    TitleFactory,
    UnitFactory,
    make_office,
)
from congvu.signing import actions
from congvu.signing.models import HeldKey, SealUse

PIN = "246810"


@dataclass(frozen=True)
class Province:
    """The province's office and two departments that receive from it."""

    agency: Agency
    unit: Unit
    clerk: Appointment
    chairman: Appointment
    deputy: Appointment
    head: Appointment
    specialist: Appointment
    first: Office
    second: Office


def make_province() -> Province:
    """Everyone in post, the deputy with KT., keys for the leaders and the seal."""
    home = AgencyFactory(
        name="Ủy ban nhân dân tỉnh Quảng Nam", notation="UBND", kind=AgencyKind.PROVINCE
    )
    unit = UnitFactory(agency=home, name="Phòng Khoa giáo - Văn xã", notation="KGVX")

    def appoint(title: str, role: Role, place: Unit | None = None) -> Appointment:
        return AppointmentFactory(
            agency=home, unit=place, title=TitleFactory(name=title), role=role
        )

    chairman = appoint("Chủ tịch", Role.LEADER)
    deputy = appoint("Phó Chủ tịch", Role.LEADER)
    clerk = appoint("Văn thư", Role.CLERK)
    Delegation.objects.create(giver=chairman, receiver=deputy, form="KT", since=date(2020, 1, 1))
    for owner in (chairman.person, deputy.person, home):
        give_key(owner)
    SealUse.objects.create(agency=home, appointment=clerk)
    return Province(
        agency=home,
        unit=unit,
        clerk=clerk,
        chairman=chairman,
        deputy=deputy,
        head=appoint("Trưởng phòng", Role.UNIT_HEAD, unit),
        specialist=appoint("Chuyên viên", Role.SPECIALIST, unit),
        first=make_office(),
        second=make_office(),
    )


def give_key(owner: Person | Agency) -> HeldKey:
    """A demo key of the owner under `PIN`."""
    key = actions.new_key(owner)
    actions.issue_demo_key(key, pin=PIN, actor=None)
    return key
