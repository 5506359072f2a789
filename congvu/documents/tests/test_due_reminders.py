"""Reminders of what is due: to whom, when, and once a day; absent people's stand-ins."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.actions.absences import end_absence, take_absence
from congvu.directory.models import Absence
from congvu.directory.tests.factories import Office
from congvu.documents import jobs
from congvu.documents.actions.drafting import draft
from congvu.documents.actions.due_reminders import agencies_with_dues, remind_agency
from congvu.documents.models import Opinion
from congvu.documents.tests.test_incoming_pages import directed
from congvu.documents.tests.test_statistics import given
from congvu.notices.jobs import send_digest
from congvu.notices.models import Notice
from congvu.notices.tests.conftest import Mailbox, mailbox  # noqa: F401 - a mail server

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 4, 3)


def told(person: object) -> list[str]:
    rows = Notice.objects.filter(recipient=person, kind="reminder")
    return list(rows.order_by("pk").values_list("text", flat=True))


def test_before_on_and_after_the_day(office: Office) -> None:
    """A share due on Tuesday is heard of from Friday on, and by its giver once it is late."""
    given(office, "7", office.specialist, due_on=date(2026, 4, 7))
    for day in (2, 3, 3, 6, 7, 8):
        remind_agency(office.agency.pk, on=date(2026, 4, day))
    heard = told(office.specialist)
    assert [text.split(":")[1].strip() for text in heard] == [
        "1 việc sắp đến hạn",
        "1 việc sắp đến hạn",
        "1 việc hết hạn hôm nay",
        "1 việc quá hạn",
    ]
    assert "7/UBND-KGVX" in heard[0]
    (late,) = told(office.leader)
    assert late.startswith("Nhắc hạn: 1 việc ông/bà giao đã quá hạn")


def test_several_things_are_told_in_one_sentence(office: Office) -> None:
    given(office, "7", office.specialist, due_on=FRIDAY)
    given(office, "8", office.specialist, due_on=date(2026, 4, 1))
    document = draft(actor=office.head)
    Opinion.objects.create(
        outgoing=document, asked_by=office.head, asked=office.specialist, due_on=date(2026, 4, 6)
    )
    assert agencies_with_dues(FRIDAY) == {office.agency.pk}
    assert remind_agency(office.agency.pk, on=FRIDAY) == 2
    assert told(office.specialist) == [
        "Nhắc hạn: 1 việc quá hạn, 1 việc hết hạn hôm nay, 1 việc sắp đến hạn"
    ]


def test_what_is_done_or_for_information_is_not_pressed(office: Office) -> None:
    given(office, "7", office.specialist, due_on=FRIDAY, done_at=clock.now())
    informed = given(office, "8", office.head, due_on=FRIDAY)
    informed.assignments.update(part="informed")
    assert remind_agency(office.agency.pk, on=FRIDAY) == 0


def test_days_off_are_quiet(office: Office) -> None:
    given(office, "7", office.specialist, due_on=FRIDAY)
    with clock.fixed(datetime(2026, 4, 4, 23, 15, tzinfo=UTC)):  # Sunday morning in Vietnam
        jobs.remind_due(timestamp=0)
    jobs.remind_agency(agency_id=office.agency.pk, on="2026-04-06")
    assert len(told(office.specialist)) == 1


def test_the_morning_letter_holds_the_reminder(office: Office, mailbox: Mailbox) -> None:  # noqa: F811
    given(office, "7", office.specialist, due_on=FRIDAY)
    remind_agency(office.agency.pk, on=FRIDAY)
    send_digest(person_id=office.specialist.person_id)
    (letter,) = mailbox.letters
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "1 việc hết hạn hôm nay" in body.decode()


def test_what_comes_for_somebody_away_is_told_to_the_stand_in(office: Office) -> None:
    today = clock.today()
    take_absence(
        office.head, actor=office.head, stand_in=office.specialist, since=today, until=today
    )
    found = client_of(office.leader).get(reverse("documents:find_assignees"), {"q": ""})
    notes = [item["note"] for item in found.json()["items"]]
    words = f"đang vắng đến {today:%d/%m/%Y}, người thay: {office.specialist.person.name}"
    assert any(words in note for note in notes)

    document = directed(office, office.head)

    assert Notice.objects.filter(recipient=office.specialist, kind="stand_in").count() == 2
    page = client_of(office.specialist).get(reverse("documents:incoming", args=[document.pk]))
    assert page.status_code == 200
    assert "vắng, báo người thay" in page.content.decode()


def test_one_says_on_a_page_that_one_is_away(office: Office, other_office: Office) -> None:
    client, page = client_of(office.head), reverse("directory:absences")
    days = {"since": "01/04/2030", "until": "03/04/2030"}
    for stand_in in (office.head, other_office.head):
        answer = client.post(page, {**days, "stand_in": stand_in.pk})
        assert answer.status_code == 200
    assert client.post(page, {**days, "stand_in": office.specialist.pk}).status_code == 302
    again = client.post(page, {**days, "stand_in": office.specialist.pk}).content.decode()
    assert "Trùng với lần đã báo" in again
    absence = Absence.objects.get()
    stranger = client_of(office.clerk)
    assert stranger.post(reverse("directory:end_absence", args=[absence.pk])).status_code == 404
    end_absence(absence, actor=office.head)
    assert not Absence.objects.in_force(date(2030, 4, 2)).exists()


def test_who_leads_says_that_others_are_away_and_they_hear_of_it(office: Office) -> None:
    page, days = reverse("directory:absences"), {"since": "01/04/2030", "until": "03/04/2030"}
    for away, stand_in in ((office.leader, office.head), (office.clerk, office.specialist)):
        asked = {**days, "appointment": away.pk, "stand_in": stand_in.pk}
        answer = client_of(office.head).post(page, asked)
        assert "chỉ báo vắng cho người của đơn vị mình" in answer.content.decode()
    theirs = {**days, "appointment": office.specialist.pk, "stand_in": office.head.pk}
    client_of(office.clerk).post(page, theirs)  # without the field it is the clerk's own
    assert Absence.objects.get().appointment == office.clerk

    assert client_of(office.head).post(page, theirs).status_code == 302
    told = Notice.objects.filter(recipient=office.specialist, to_confirm=True)
    assert f"{office.head.person.name} báo ông/bà vắng" in told.get().text
    absence = Absence.objects.get(appointment=office.specialist)
    for leads in (office.leader, office.head):
        assert office.specialist.person.name in client_of(leads).get(page).content.decode()
    end = reverse("directory:end_absence", args=[absence.pk])
    assert client_of(office.clerk).post(end).status_code == 404
    assert client_of(office.leader).post(end).status_code == 302
    assert not Absence.objects.in_force(date(2030, 4, 2)).filter(pk=absence.pk).exists()
