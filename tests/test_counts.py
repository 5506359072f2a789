"""What a list costs does not grow with its length: the same queries for one and for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.tests.factories import account_for, client_of
from congvu.core.acts import tell, work
from congvu.directory.models import Appointment, Delegation
from congvu.directory.tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    Office,
    PersonFactory,
    TitleFactory,
    UnitFactory,
)
from congvu.exchange.models import Line, Packet, Partner
from congvu.journal.tests.acts import act
from congvu.notices.actions import notify

pytestmark = pytest.mark.django_db


def more_people(office: Office, reader: Appointment, count: int) -> None:
    for _ in range(count):
        AppointmentFactory(agency=office.agency, unit=UnitFactory(agency=office.agency))


def more_agencies(office: Office, reader: Appointment, count: int) -> None:
    for _ in range(count):
        UnitFactory(agency=AgencyFactory(parent=office.agency))


def more_posts(office: Office, reader: Appointment, count: int) -> None:
    for _ in range(count):
        AppointmentFactory(agency=AgencyFactory(), person=office.specialist.person)


def more_titles(office: Office, reader: Appointment, count: int) -> None:
    for number in range(count):
        TitleFactory(name=f"Chức vụ {count}.{number}")


def more_rights(office: Office, reader: Appointment, count: int) -> None:
    for _ in range(count):
        receiver = AppointmentFactory(agency=AgencyFactory())
        Delegation.objects.create(
            giver=reader, receiver=receiver, form="TL", since=date(2020, 1, 1)
        )


def more_journal(office: Office, reader: Appointment, count: int) -> None:
    with work():
        for number in range(count):
            actor = AppointmentFactory(agency=office.agency)
            tell(act(office.agency, actor, subject_label=f"Dự thảo {number}"))


def more_notices(office: Office, reader: Appointment, count: int) -> None:
    for number in range(count):
        notify([reader], text=str(number), url="/")


def more_sessions(office: Office, reader: Appointment, count: int) -> None:
    for _ in range(count):
        client_of(reader).get("/danh-ba/")


def more_accounts(office: Office, reader: Appointment, count: int) -> None:
    for _ in range(count):
        person = PersonFactory(agency=office.agency)
        account_for(AppointmentFactory(agency=office.agency, person=person))


def more_packets(office: Office, reader: Appointment, count: int) -> None:
    for number in range(count):
        line = Line.objects.create(
            agency=office.agency, kind="vxp", name=f"Trục {count}.{number}", address="http://x"
        )
        for state in ("dead", "waiting", "sent"):
            Packet.objects.create(
                line=line, direction="out", kind="edoc", document_id="x", sender="H47", state=state
            )
        more_partners(office, reader, 1, line=line)


def more_partners(
    office: Office, reader: Appointment, count: int, line: Line | None = None
) -> None:
    line = (
        line
        or Line.objects.get_or_create(
            agency=office.agency, kind="vxp", name="Trục", address="http://x"
        )[0]
    )
    known = Partner.objects.count()
    for number in range(known, known + count):
        Partner.objects.create(line=line, code=f"H{number}", name=f"Sở {number}", held=True)


More = Callable[[Office, Appointment, int], None]
LISTS: list[tuple[str, list[str], More, int]] = [
    ("directory:people", [], more_people, 9),
    ("directory:agencies", [], more_agencies, 9),
    ("directory:agency", ["agency"], more_people, 9),
    ("directory:card", ["person"], more_posts, 9),
    ("directory:find_people", [], more_people, 9),
    ("directory:find_agencies", [], more_agencies, 9),
    ("directory:find_units", [], more_people, 9),
    ("directory:my_delegations", [], more_rights, 9),
    ("directory:tree", [], more_agencies, 9),
    ("directory:manage_agency", ["agency"], more_people, 9),
    ("directory:manage_people", [], more_people, 9),
    ("directory:manage_people", [], more_accounts, 9),
    ("directory:person", ["person"], more_posts, 9),
    ("directory:titles", [], more_titles, 9),
    ("journal:list", [], more_journal, 12),
    ("notices:list", [], more_notices, 9),
    ("accounts:sessions", [], more_sessions, 9),
    ("accounts:me", [], more_posts, 9),
    ("exchange:home", [], more_packets, 16),
    ("exchange:partners", [], more_partners, 9),
]


@pytest.mark.parametrize(
    ("name", "args", "more", "most"), LISTS, ids=[f"{row[0]}-{row[2].__name__}" for row in LISTS]
)
def test_a_long_list_costs_what_a_short_one_does(
    office: Office, province: Appointment, name: str, args: list[str], more: More, most: int
) -> None:
    known = {"agency": office.agency.pk, "person": office.specialist.person_id}
    url = reverse(name, args=[known[word] for word in args])
    client = client_of(province)
    client.get(url)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    more(office, province, 3)
    short = cost()
    more(office, province, 40)
    assert cost() == short
    assert short <= most
