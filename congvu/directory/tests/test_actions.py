"""What happens to the directory, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from congvu.core import clock
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.directory import actions, loading, policy
from congvu.directory.models import Agency, AgencyKind, Appointment, Person, Role, Title, Unit
from congvu.directory.ranks import rank_of
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(office: Office) -> Appointment:
    return AppointmentFactory(
        agency=office.agency,
        title=TitleFactory(name="Quản trị tỉnh"),
        role=Role.PROVINCE_ADMINISTRATOR,
    )


def values(**given: object) -> dict[str, object]:
    return {
        "name": "Trung tâm Công nghệ thông tin",
        "kind": AgencyKind.SUBORDINATE,
        "code": "H47.15.01",
        "notation": "TTCNTT",
        "place": "Quảng Nam",
        **given,
    }


def test_agency_gets_its_old_code(office: Office, province: Appointment) -> None:
    agency = actions.create_agency(office.agency, actor=province, values=values())
    assert (agency.parent, agency.old_code) == (office.agency, "000.01.15.H47")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "h47"}, "code"),
        ({"old_code": "H47.15"}, "old_code"),
        ({"name": ""}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"email": "khong-phai"}, "email"),
        ({"kind": "khac"}, "kind"),
    ],
)
def test_bad_agency(
    office: Office, province: Appointment, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.create_agency(office.agency, actor=province, values=values(**given))
    assert refused.value.field == field


def test_identifiers_are_unique(office: Office, province: Appointment) -> None:
    actions.create_agency(office.agency, actor=province, values=values())
    with pytest.raises(Refused, match="đã có ở cơ quan khác"):
        actions.create_agency(office.agency, actor=province, values=values())


def test_own_administrator_keeps_the_identifier(office: Office) -> None:
    office.agency.code, office.agency.old_code = "H47.15", "000.00.15.H47"
    office.agency.save()
    actions.edit_agency(office.agency, actor=office.administrator, values={"phone": "0235 3810810"})
    with pytest.raises(Refused) as refused:
        actions.edit_agency(office.agency, actor=office.administrator, values={"code": "H47.99"})
    assert refused.value.field == "code"


def test_agency_closes_when_empty(office: Office, province: Appointment) -> None:
    agency = actions.create_agency(office.agency, actor=province, values=values())
    with pytest.raises(Conflict):
        actions.close_agency(office.agency, actor=province)
    actions.close_agency(agency, actor=province)
    assert not agency.active
    post = {"person": office.clerk.person, "title": "Giám đốc", "role": Role.LEADER}
    with pytest.raises(Conflict, match="đã ngừng hoạt động"):
        actions.give_appointment(agency, actor=province, **post)
    actions.reopen_agency(agency, actor=province)
    assert agency.active


@pytest.mark.parametrize("role", ["clerk", "leader", "head", "specialist"])
def test_only_administrators_administer(office: Office, role: str) -> None:
    actor = getattr(office, role)
    with pytest.raises(Forbidden):
        actions.create_unit(office.agency, actor=actor, values={"name": "Phòng mới"})
    with pytest.raises(Forbidden):
        actions.create_person(office.agency, actor=actor, values={"name": "A", "email": "a@b.vn"})
    with pytest.raises(Forbidden):
        actions.end_appointment(office.specialist, actor=actor, on=clock.today())


def test_anothers_administrator_may_not(office: Office, other_office: Office) -> None:
    stranger = other_office.administrator
    assert not policy.may_edit_agency(stranger, office.agency)
    assert not policy.may_edit_unit(stranger, office.unit)
    assert not policy.may_edit_person(stranger, office.clerk.person)
    assert not policy.may_change_appointment(stranger, office.clerk)
    assert not policy.may_give_delegation(stranger, office.leader)


def test_units(office: Office) -> None:
    actor = office.administrator
    unit = actions.create_unit(
        office.agency, actor=actor, values={"name": " Tổ  Một ", "parent": office.unit}
    )
    with pytest.raises(Refused, match="đã có đơn vị mang tên này"):
        actions.create_unit(office.agency, actor=actor, values={"name": unit.name})
    with pytest.raises(Refused) as refused:
        actions.edit_unit(office.unit, actor=actor, values={"parent": unit})
    assert refused.value.field == "parent"
    with pytest.raises(Conflict):
        actions.close_unit(office.unit, actor=actor)


def test_person_takes_a_post(office: Office) -> None:
    actor = office.administrator
    person = actions.create_person(
        office.agency,
        actor=actor,
        values={"name": "Trần  Thị Bình", "email": "BINH@quangnam.gov.vn"},
    )
    assert (person.name, person.email) == ("Trần Thị Bình", "binh@quangnam.gov.vn")
    post = actions.give_appointment(
        office.agency, actor=actor, person=person, title="phó giám đốc", role=Role.LEADER
    )
    assert (post.title.rank, post.since) == (22, clock.today())
    with pytest.raises(Refused, match="đã có phân công như vậy"):
        actions.give_appointment(
            office.agency, actor=actor, person=person, title="Phó Giám đốc", role=Role.LEADER
        )
    assert Title.objects.filter(name__iexact="phó giám đốc").count() == 1


def test_nobody_raises_themselves(office: Office) -> None:
    actor = office.administrator
    with pytest.raises(Forbidden, match="không tự phân công"):
        actions.give_appointment(
            office.agency, actor=actor, person=actor.person, title="Giám đốc", role=Role.LEADER
        )
    with pytest.raises(Forbidden, match="quản trị tỉnh"):
        actions.give_appointment(
            office.agency,
            actor=actor,
            person=office.clerk.person,
            title="Quản trị",
            role=Role.PROVINCE_ADMINISTRATOR,
        )


def test_dates_of_posts(office: Office, other_office: Office) -> None:
    today = clock.today()
    given = {"person": office.clerk.person, "title": "Chuyên viên", "role": Role.SPECIALIST}
    with pytest.raises(Refused) as refused:
        actions.give_appointment(
            office.agency, actor=None, since=today, until=today - timedelta(days=1), **given
        )
    assert refused.value.field == "until"
    with pytest.raises(Refused) as refused:
        actions.give_appointment(office.agency, actor=None, unit=other_office.unit, **given)
    assert refused.value.field == "unit"
    early = office.clerk.since - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        actions.end_appointment(office.clerk, actor=None, on=early)
    assert refused.value.field == "on"


def test_record_follows_the_person(office: Office, other_office: Office) -> None:
    person = office.specialist.person
    given = {"person": person, "title": "Chuyên viên", "role": Role.SPECIALIST}
    actions.give_appointment(other_office.agency, actor=None, **given)
    person.refresh_from_db()
    assert person.agency == office.agency
    yesterday = clock.today() - timedelta(days=1)
    actions.end_appointment(office.specialist, actor=None, on=yesterday)
    actions.give_appointment(other_office.agency, actor=None, unit=other_office.unit, **given)
    person.refresh_from_db()
    assert person.agency == other_office.agency


def test_handover(office: Office, other_office: Office) -> None:
    actor = office.administrator
    for receiver in (other_office.clerk, office.specialist):
        with pytest.raises(Refused) as refused:
            actions.hand_over(office.specialist, actor=actor, receiver=receiver, reason="Nghỉ hưu")
        assert refused.value.field == "receiver"
    with pytest.raises(Refused) as refused:
        actions.hand_over(office.specialist, actor=actor, receiver=office.head, reason=" ")
    assert refused.value.field == "reason"
    handover = actions.hand_over(
        office.specialist, actor=actor, receiver=office.head, reason="Nghỉ hưu"
    )
    assert (handover.giver.until, handover.done_by) == (clock.today(), actor)


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("Chủ tịch", 10),
        ("Phó Chủ tịch", 12),
        ("Quyền Giám đốc", 20),
        ("PHÓ GIÁM ĐỐC", 22),
        ("Chánh Văn phòng", 24),
        ("Trưởng phòng", 30),
        ("Chuyên viên", 44),
        ("Lái xe", 100),
    ],
)
def test_ranks(title: str, rank: int) -> None:
    assert rank_of(title) == rank


def test_loading_in_bulk(db: None) -> None:
    root = Agency(name="UBND tỉnh", code="H47", notation="UBND", place="Quảng Nam", kind="province")
    child = Agency(name="Sở Y tế", code="H47.01", notation="SYT", place="Quảng Nam", parent=root)
    grand = Agency(name="Trạm", code="H47.01.1", notation="T", place="Quảng Nam", parent=child)
    loading.load_agencies([grand, child, root])
    assert Agency.objects.get(code="H47.01.1").parent.parent == root
    assert "so y te" in Agency.objects.get(code="H47.01").folded
    [unit] = loading.load_units([Unit(agency=root, name="Văn phòng")])
    [person] = loading.load_people([Person(agency=root, name="Đỗ An", email="an@x.vn")])
    title = loading.load_titles(["Chủ tịch"])["Chủ tịch"]
    loading.load_appointments(
        [Appointment(person=person, agency=root, unit=unit, title=title, role=Role.LEADER)]
    )
    assert Person.objects.get(folded__contains="do an").appointments.get().unit == unit
