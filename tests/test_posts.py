"""What follows a post: what one may do, what one may sign, and what passes on when one leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Conflict
from congvu.directory import actions
from congvu.directory.models import Appointment, Delegation, Handover, Role
from congvu.directory.queries import signing_right
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory
from congvu.documents.actions import drafting, opinions
from congvu.documents.models import Assignment, Opinion, Outgoing
from congvu.documents.tests.test_incoming_pages import arrived
from congvu.documents.types import OutgoingState, Part
from congvu.signing import policy as signing
from congvu.signing.actions import give_seal, new_key
from congvu.signing.models import SealUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir(office: Office) -> Appointment:
    """The one who takes over, in the unit of the one who leaves."""
    return AppointmentFactory(
        agency=office.agency, unit=office.unit, title=TitleFactory(name="Phó Trưởng phòng")
    )


def leave(post: Appointment, to: Appointment, office: Office) -> None:
    """The administrator fills in the form."""
    answer = client_of(office.administrator).post(
        reverse("directory:hand_over", args=[post.pk]),
        {"receiver": to.pk, "on": f"{clock.today():%d/%m/%Y}", "reason": "Nghỉ hưu"},
    )
    assert answer.status_code == 302, answer.content.decode()


def test_switching_the_post_changes_what_one_may(office: Office, other_office: Office) -> None:
    """A specialist here who administers there does either, never both at once."""
    second = AppointmentFactory(
        person=office.specialist.person,
        agency=other_office.agency,
        title=TitleFactory(name="Quản trị hệ thống"),
        role=Role.ADMINISTRATOR,
    )
    document = drafting.draft(actor=office.specialist)
    client = client_of(second)
    administration = [reverse("directory:manage_people"), reverse("journal:list")]
    pages = [*administration, reverse("documents:outgoing", args=[document.pk])]
    assert [client.get(url).status_code for url in pages] == [200, 200, 404]
    client.post(reverse("accounts:act_as"), {"appointment": office.specialist.pk})
    assert [client.get(url).status_code for url in pages] == [403, 403, 200]
    assert f'href="{reverse("journal:list")}"' not in client.get("/danh-ba/").content.decode()
    client.post(reverse("accounts:act_as"), {"appointment": second.pk})
    assert [client.get(url).status_code for url in pages] == [200, 200, 404]
    assert f'href="{reverse("journal:list")}"' in client.get("/danh-ba/").content.decode()


def test_a_draft_and_what_is_held_pass_on(office: Office, heir: Appointment) -> None:
    own = drafting.draft(actor=office.specialist)
    issued = drafting.draft(actor=office.specialist)
    Outgoing.objects.filter(pk=issued.pk).update(state=OutgoingState.CANCELLED, holder=None)
    held = arrived(office, holder=office.specialist)
    leave(office.specialist, heir, office)
    own.refresh_from_db()
    issued.refresh_from_db()
    held.refresh_from_db()
    assert (own.drafter, own.holder) == (heir, heir)
    assert (issued.drafter, issued.holder) == (office.specialist, None)
    assert held.holder == heir
    page = client_of(heir).get(reverse("documents:outgoing", args=[own.pk]))
    assert page.status_code == 200


@pytest.mark.parametrize("state", ["waiting", "in_progress", "done"])
def test_open_shares_pass_on_and_finished_ones_stay(
    office: Office, heir: Appointment, state: str
) -> None:
    share = Assignment.objects.create(
        incoming=arrived(office),
        agency=office.agency,
        given_by=office.leader,
        assignee=office.specialist,
        part=Part.LEAD,
        state=state,
        given_at=clock.now(),
    )
    leave(office.specialist, heir, office)
    share.refresh_from_db()
    expected = {"done": office.specialist}
    assert share.assignee == expected.get(state, heir)


def test_owed_opinions_pass_on_and_are_not_asked_twice(office: Office, heir: Appointment) -> None:
    one, both = drafting.draft(actor=office.head), drafting.draft(actor=office.head)
    opinions.ask_opinions(one, actor=office.head, asked=[office.specialist])
    opinions.ask_opinions(both, actor=office.head, asked=[office.specialist, heir])
    leave(office.specialist, heir, office)
    opinion = Opinion.objects.get(outgoing=one)
    assert opinion.asked == heir
    assert Opinion.objects.filter(outgoing=both, asked=heir).count() == 1
    opinions.answer_opinion(opinion, actor=heir, agrees=True, answer="")
    assert client_of(heir).get(reverse("documents:outgoing", args=[one.pk])).status_code == 200


def test_the_seal_is_not_used_by_one_who_left(office: Office) -> None:
    key = new_key(office.agency)
    other = AppointmentFactory(
        agency=office.agency, title=TitleFactory(name="Văn thư"), role=Role.CLERK
    )
    give_seal(SealUse(agency=office.agency, appointment=office.clerk), actor=office.administrator)
    assert signing.may_use(office.clerk, key)
    leave(office.clerk, other, office)
    assert not signing.may_use(office.clerk, key), "ended at once, not with the day"
    assert not signing.may_use(other, key), "the seal is given, never inherited"


def test_rights_to_sign_end_with_the_post(office: Office) -> None:
    deputy = AppointmentFactory(
        agency=office.agency, title=TitleFactory(name="Phó Giám đốc"), role=Role.LEADER
    )
    Delegation.objects.create(
        giver=office.leader, receiver=deputy, form="KT", since=date(2020, 1, 1)
    )
    new = AppointmentFactory(
        agency=office.agency, title=TitleFactory(name="Giám đốc"), role=Role.LEADER
    )
    page = reverse("directory:my_delegations")
    assert "KT. (ký thay)" in client_of(deputy).get(page).content.decode()
    leave(office.leader, new, office)
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert signing_right(deputy) == []


def test_one_who_left_is_out_the_next_day(office: Office, heir: Appointment) -> None:
    client = client_of(office.specialist)
    leave(office.specialist, heir, office)
    assert client.get("/danh-ba/").status_code == 200
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert client.get("/danh-ba/")["Location"] == reverse("accounts:no_appointment")


def test_one_leaves_once_and_a_right_is_taken_back_once(office: Office, heir: Appointment) -> None:
    """Two windows that both still show the button."""
    right = Delegation.objects.create(
        giver=office.leader, receiver=office.head, form="TL", since=date(2020, 1, 1)
    )
    other_window = Delegation.objects.get(pk=right.pk)
    actions.revoke_delegation(right, actor=office.leader)
    with pytest.raises(Conflict, match="đã được thu hồi"):
        actions.revoke_delegation(other_window, actor=office.leader)
    stale = Appointment.objects.get(pk=office.specialist.pk)
    leave(office.specialist, heir, office)
    with pytest.raises(Conflict, match="đã kết thúc"):
        actions.hand_over(stale, actor=None, receiver=heir, reason="Nghỉ hưu")
    assert Handover.objects.count() == 1
