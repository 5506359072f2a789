"""In whose stead one may sign: decree 30/2020, article 13, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from congvu.core.refused import Refused
from congvu.directory import actions
from congvu.directory.models import Agency, AgencyKind, Appointment, Role, Unit
from congvu.directory.queries import head_of, signing_right
from congvu.directory.tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    TitleFactory,
    UnitFactory,
)
from congvu.directory.types import Terms

pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """An agency with a head, a deputy, and an office with a head and a deputy."""

    agency: Agency
    unit: Unit
    head: Appointment
    deputy: Appointment
    unit_head: Appointment
    unit_deputy: Appointment
    specialist: Appointment


def place(kind: AgencyKind, head: str, deputy: str) -> Place:
    agency = AgencyFactory(kind=kind)
    unit = UnitFactory(agency=agency)

    def appoint(title: str, role: Role, where: Unit | None = None) -> Appointment:
        return AppointmentFactory(
            agency=agency, unit=where, title=TitleFactory(name=title), role=role
        )

    return Place(
        agency,
        unit,
        appoint(head, Role.LEADER),
        appoint(deputy, Role.LEADER),
        appoint("Chánh Văn phòng", Role.UNIT_HEAD, unit),
        appoint("Phó Chánh Văn phòng", Role.UNIT_HEAD, unit),
        appoint("Chuyên viên", Role.SPECIALIST, unit),
    )


@pytest.fixture
def people_committee(db: None) -> Place:
    return place(AgencyKind.PROVINCE, "Chủ tịch", "Phó Chủ tịch")


@pytest.fixture
def department(db: None) -> Place:
    return place(AgencyKind.DEPARTMENT, "Giám đốc", "Phó Giám đốc")


def lines(appointment: Appointment, document_type: str = "", on: date | None = None) -> list[str]:
    return [right.label for right in signing_right(appointment, document_type, on)]


def give(giver: Appointment, receiver: Appointment, form: str, **terms: object) -> None:
    actions.give_delegation(giver, actor=None, receiver=receiver, form=form, terms=Terms(**terms))


def test_heads_sign_themselves(people_committee: Place, department: Place) -> None:
    assert lines(people_committee.head) == ["TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH", "CHỦ TỊCH"]
    assert lines(department.head) == ["GIÁM ĐỐC"]
    assert head_of(department.agency) == department.head


def test_others_do_not_without_being_given(department: Place) -> None:
    for one in (department.deputy, department.unit_head, department.specialist):
        assert lines(one) == []


def test_deputies(people_committee: Place, department: Place) -> None:
    give(people_committee.head, people_committee.deputy, "KT")
    give(department.head, department.deputy, "KT")
    assert lines(people_committee.deputy) == [
        "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH",
        "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH",
    ]
    assert lines(department.deputy) == ["KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"]
    assert signing_right(department.deputy)[0].giver == department.head


def test_heads_of_units_and_their_deputies(people_committee: Place) -> None:
    give(people_committee.head, people_committee.unit_head, "TL")
    give(people_committee.unit_head, people_committee.unit_deputy, "KT")
    assert lines(people_committee.unit_head) == ["TL. CHỦ TỊCH / CHÁNH VĂN PHÒNG"]
    assert lines(people_committee.unit_deputy) == [
        "TL. CHỦ TỊCH / KT. CHÁNH VĂN PHÒNG / PHÓ CHÁNH VĂN PHÒNG"
    ]


def test_what_is_tuq_passes_to_nobody(department: Place) -> None:
    give(
        department.head,
        department.unit_head,
        "TUQ",
        until=date(2099, 1, 1),
        scope="Hợp đồng",
        basis="Giấy ủy quyền 1",
    )
    give(department.unit_head, department.unit_deputy, "KT")
    assert lines(department.unit_head) == ["TUQ. GIÁM ĐỐC / CHÁNH VĂN PHÒNG"]
    assert lines(department.unit_deputy) == []


def test_acting_heads(department: Place, people_committee: Place) -> None:
    give(department.head, department.deputy, "Q")
    actions.end_appointment(department.head, actor=None, on=date(2021, 1, 1))
    assert lines(department.deputy) == ["Q. GIÁM ĐỐC"]
    acting = AppointmentFactory(
        agency=department.agency, title=TitleFactory(name="Quyền Giám đốc"), role=Role.LEADER
    )
    assert lines(acting) == ["Q. GIÁM ĐỐC"]
    give(people_committee.head, people_committee.deputy, "Q")
    assert lines(people_committee.deputy)[0] == "TM. ỦY BAN NHÂN DÂN / Q. CHỦ TỊCH"


def test_limits_by_type_and_days(department: Place) -> None:
    give(
        department.head,
        department.deputy,
        "KT",
        document_types=["BC"],
        since=date(2020, 3, 1),
        until=date(2020, 4, 1),
    )
    inside = date(2020, 3, 15)
    assert lines(department.deputy, "BC", inside)
    assert lines(department.deputy, "", inside)
    assert not lines(department.deputy, "QD", inside)
    assert not lines(department.deputy, "BC", date(2020, 4, 2))
    assert not lines(department.deputy, "BC", date(2020, 2, 29))


def test_falls_when_the_giver_leaves_or_takes_it_back(department: Place) -> None:
    give(department.head, department.deputy, "KT")
    actions.revoke_delegation(department.deputy.delegations_received.get(), actor=department.head)
    assert lines(department.deputy) == []
    give(department.head, department.deputy, "KT")
    actions.end_appointment(department.head, actor=None, on=date(2021, 1, 1))
    assert lines(department.deputy) == []


@pytest.mark.parametrize(
    ("giver", "receiver", "form", "allowed"),
    [
        ("head", "deputy", "KT", True),
        ("head", "unit_head", "KT", False),
        ("head", "specialist", "KT", False),
        ("deputy", "unit_head", "KT", False),
        ("unit_head", "unit_deputy", "KT", True),
        ("unit_head", "specialist", "KT", False),
        ("head", "unit_head", "TL", True),
        ("head", "unit_deputy", "TL", False),
        ("head", "deputy", "TL", False),
        ("head", "specialist", "TL", False),
        ("deputy", "unit_head", "TL", False),
        ("unit_head", "unit_deputy", "TL", False),
        ("head", "unit_head", "TUQ", True),
        ("unit_head", "unit_deputy", "TUQ", False),
        ("deputy", "unit_head", "TUQ", False),
        ("head", "deputy", "Q", True),
        ("unit_head", "unit_deputy", "Q", False),
        ("head", "head", "KT", False),
        ("head", "deputy", "TM", False),
    ],
)
def test_who_may_give_what_to_whom(
    department: Place, giver: str, receiver: str, form: str, allowed: bool
) -> None:
    def act() -> None:
        give(
            getattr(department, giver),
            getattr(department, receiver),
            form,
            until=date(2099, 1, 1),
            scope="Nội dung",
            basis="Văn bản",
        )

    if allowed:
        act()
        return
    with pytest.raises(Refused):
        act()


def test_tl_reaches_agencies_directly_below(people_committee: Place, department: Place) -> None:
    with pytest.raises(Refused):
        give(people_committee.head, department.head, "TL")
    department.agency.parent = people_committee.agency
    department.agency.save()
    department.head.refresh_from_db()
    give(people_committee.head, department.head, "TL")
    assert lines(department.head) == ["GIÁM ĐỐC", "TL. CHỦ TỊCH / GIÁM ĐỐC"]


@pytest.mark.parametrize("missing", ["until", "scope", "basis"])
def test_tuq_is_written_and_limited(department: Place, missing: str) -> None:
    terms = {"until": date(2099, 1, 1), "scope": "Nội dung", "basis": "Văn bản"}
    del terms[missing]
    with pytest.raises(Refused) as refused:
        give(department.head, department.unit_head, "TUQ", **terms)
    assert refused.value.field == missing
