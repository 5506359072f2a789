"""The number beside “Một cửa” in the rail: what waits for the one who looks."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory
from congvu.services.models import Dossier
from congvu.services.queries import boxes
from congvu.services.tests.factories import Counter, accepted, done, filed, in_progress

pytestmark = pytest.mark.django_db


def _beside(client: Client) -> int:
    """The number that the rail shows at “Một cửa”."""
    page = html.fromstring(client.get(reverse("directory:agencies")).content.decode())
    place = page.xpath("//nav[@class='rail']//a[@href=$url]", url=reverse("services:queue"))[0]
    shown = place.find_class("count")
    return int(shown[0].text) if shown else 0


@pytest.mark.parametrize("who", ["desk", "specialist", "leader", "colleague"])
def test_it_is_what_lies_in_the_box(counter: Counter, who: str) -> None:
    office = counter.office
    people: dict[str, Appointment] = {
        "desk": counter.desk,
        "specialist": office.specialist,
        "leader": office.leader,
        "colleague": AppointmentFactory.create(
            agency=office.agency, unit=office.specialist.unit, role=Role.SPECIALIST
        ),
    }
    for make in (filed, filed, accepted, in_progress, done):
        make(counter)
    Dossier.objects.filter(pk=accepted(counter).pk).update(step_unit="KHAC")
    waits = boxes.counts(people[who])["cho-toi"]
    assert waits == {"desk": 3, "specialist": 2, "leader": 0, "colleague": 1}[who]
    assert _beside(client_of(people[who])) == waits


def test_it_goes_to_a_hundred_for_the_same_queries(counter: Counter) -> None:
    client, page = client_of(counter.desk), reverse("directory:agencies")
    one = filed(counter)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    Dossier.objects.bulk_create(
        Dossier(
            agency=one.agency, procedure=one.procedure, definition=one.definition,
            form_key=uuid.uuid4(), reference=f"T{number}", channel=one.channel,
            applicant_name="Thử", filed_at=one.filed_at,
        )
        for number in range(120)
    )  # fmt: skip
    assert _beside(client) == 100
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)
