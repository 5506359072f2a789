"""Who may see a document and who opened it: told, confirmed, written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.actions.appointments import hand_over
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office
from congvu.documents.actions.drafting import draft
from congvu.documents.models import Incoming, IncomingAccess
from congvu.documents.tests.test_incoming_pages import arrived
from congvu.notices.models import Notice

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 25, 2, 10, tzinfo=UTC)


def colleague_in(office: Office) -> Appointment:
    return AppointmentFactory(agency=office.agency, unit=office.unit, role=Role.SPECIALIST)


def page(document: Incoming) -> str:
    return reverse("documents:incoming", args=[document.pk])


def test_each_opening_stands_once_an_hour(office: Office) -> None:
    document = arrived(office)
    clerk, leader = client_of(office.clerk), client_of(office.leader)
    for minutes in (0, 20, 70):
        with clock.fixed(NINE + timedelta(minutes=minutes)):
            clerk.get(page(document))
            clerk.get(reverse("documents:incoming_file", args=[document.pk]))
    with clock.fixed(NINE):
        leader.get(page(document))
    assert IncomingAccess.objects.filter(appointment=office.clerk).count() == 2
    assert IncomingAccess.objects.filter(appointment=office.leader).count() == 1
    history = clerk.get(reverse("documents:incoming_access", args=[document.pk]))
    assert len(history.context["page"].rows) == 3
    assert office.leader.person.name in history.content.decode()


def test_sight_that_is_given_is_confirmed_and_can_be_ended(office: Office) -> None:
    document, colleague = arrived(office), colleague_in(office)
    clerk, reader = client_of(office.clerk), client_of(colleague)
    assert reader.get(page(document)).status_code == 404
    give = reverse("documents:incoming_give_sight", args=[document.pk])
    clerk.post(give, {"to": [colleague.pk], "words": "để biết"})
    assert reader.get(page(document)).status_code == 200

    notice = Notice.objects.get(recipient=colleague)
    reader.get(reverse("notices:open", args=[notice.pk]))
    reader.post(reverse("notices:read_all"), {"until": notice.pk})
    assert "cho ông/bà xem" in reader.get("/").content.decode()
    assert "Đã rõ" in reader.get(reverse("notices:list")).content.decode()
    reader.post(reverse("notices:confirm", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at is not None

    clerk.post(reverse("documents:incoming_end_sight", args=[document.pk, colleague.pk]))
    assert reader.get(page(document)).status_code == 404
    last = Notice.objects.filter(recipient=colleague).latest("pk")
    assert last.to_confirm
    assert "thôi cho ông/bà xem" in last.text


def test_a_drafter_looks_after_the_rights_of_a_draft(office: Office) -> None:
    document, colleague = draft(actor=office.specialist), colleague_in(office)
    give = reverse("documents:outgoing_give_sight", args=[document.pk])
    for stranger in (office.clerk, office.administrator, colleague):
        assert client_of(stranger).get(give).status_code == 404
    drafter = client_of(office.specialist)
    assert drafter.post(give, {"to": [colleague.pk]}).status_code == 302
    seen = client_of(colleague).get(reverse("documents:outgoing", args=[document.pk]))
    assert seen.status_code == 200
    refused = drafter.post(give, {"to": [office.administrator.pk]}).content.decode()
    assert "Quản trị chỉ xem cấu hình" in refused
    end = reverse("documents:outgoing_end_sight", args=[document.pk, office.specialist.pk])
    assert drafter.post(end).status_code == 409


def test_administrators_see_settings_not_contents(office: Office) -> None:
    incoming, outgoing = arrived(office), draft(actor=office.specialist)
    client = client_of(office.administrator)
    for way, one in (("incoming", incoming), ("outgoing", outgoing)):
        for name in (way, f"{way}_file", f"{way}_access"):
            assert client.get(reverse(f"documents:{name}", args=[one.pk])).status_code == 404
        listed = client.get(reverse(f"documents:{way}_list", args=["all"])).content.decode()
        assert "tăng cường" not in listed
    assert client.get(reverse("directory:manage_people")).status_code == 200


def test_a_handover_is_confirmed_by_who_takes_over(office: Office) -> None:
    colleague = colleague_in(office)
    hand_over(
        office.specialist,
        actor=office.administrator,
        receiver=colleague,
        reason="nghỉ hưu",
        on=clock.today(),
    )
    notice = Notice.objects.get(recipient=colleague)
    assert notice.to_confirm
    assert office.specialist.person.name in notice.text
