"""A small province for tests: agencies with a clerk, a leader, a head of unit and a specialist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import factory
from factory.django import DjangoModelFactory

from congvu.directory.models import Agency, AgencyKind, Appointment, Person, Role, Title, Unit


class AgencyFactory(DjangoModelFactory[Agency]):
    class Meta:
        model = Agency

    name = factory.Sequence(lambda n: f"Sở Thử nghiệm {n}")
    short_name = factory.Sequence(lambda n: f"STN{n}")
    notation = factory.Sequence(lambda n: f"STN{n}")
    kind = AgencyKind.DEPARTMENT
    code = factory.Sequence(lambda n: f"H47.T{n:03}")
    old_code = factory.Sequence(lambda n: f"000.00.T{n:03}.H47")
    place = "Quảng Nam"


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Phòng Nghiệp vụ {n}")
    notation = factory.Sequence(lambda n: f"NV{n}")


class TitleFactory(DjangoModelFactory[Title]):
    class Meta:
        model = Title
        django_get_or_create = ("name",)

    name = "Chuyên viên"


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Nguyễn Văn Thử {n}")
    email = factory.Sequence(lambda n: f"thu{n}@quangnam.gov.vn")


class AppointmentFactory(DjangoModelFactory[Appointment]):
    class Meta:
        model = Appointment

    person = factory.SubFactory(PersonFactory, agency=factory.SelfAttribute("..agency"))
    agency = factory.SubFactory(AgencyFactory)
    unit = None
    title = factory.SubFactory(TitleFactory)
    role = Role.SPECIALIST
    since = date(2020, 1, 1)


@dataclass(frozen=True)
class Office:
    """One agency with one person in each role."""

    agency: Agency
    unit: Unit
    clerk: Appointment
    leader: Appointment
    head: Appointment
    specialist: Appointment
    administrator: Appointment


def make_office(**agency: object) -> Office:
    """An agency with a division and five people."""
    home = AgencyFactory(**agency)
    unit = UnitFactory(agency=home)

    def appoint(title: str, role: Role, place: Unit | None = None) -> Appointment:
        return AppointmentFactory(
            agency=home, unit=place, title=TitleFactory(name=title), role=role
        )

    return Office(
        agency=home,
        unit=unit,
        clerk=appoint("Văn thư", Role.CLERK),
        leader=appoint("Giám đốc", Role.LEADER),
        head=appoint("Trưởng phòng", Role.UNIT_HEAD, unit),
        specialist=appoint("Chuyên viên", Role.SPECIALIST, unit),
        administrator=appoint("Quản trị", Role.ADMINISTRATOR),
    )
