"""Every page that names an applicant or a payer to an official says so to the journal.

Each address of public services and payments is opened by each role that may; whatever then shows
somebody's name, number or telephone, or hands out a file, must have left an entry.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import reading
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import Office
from congvu.journal.models import Entry
from congvu.services.models import Citizen
from congvu.services.tests.factories import ANSWERS
from tests.samples import make_samples
from tests.test_access import TABLE
from tests.test_structure import addresses

pytestmark = pytest.mark.django_db
PHONE = "0905000000"
MARKS = (str(ANSWERS["ten"]), str(ANSWERS["giay_to"]), PHONE)
FILES = ("services:", "payments:")
OWN = {
    "services:desk_declaration_pdf",  # what one writes oneself for whoever stands at the desk
    "services:figures_of_sheet",  # public, of nobody
    "services:figures_sheet",
    "payments:receipt",  # the payer's own, by an address that nobody guesses
    "payments:pay",
    "payments:attempt",
}


def shows_somebody(name: str, response: HttpResponse) -> bool:
    if response.status_code != 200:
        return False
    kind = response.headers.get("Content-Type", "")
    body = b"".join(response) if response.streaming else response.content
    if kind.startswith("text/html"):
        return any(mark.encode() in body for mark in MARKS)
    return not kind.startswith("application/json")


def visit(client: Client, name: str, url: str) -> str:
    """`-` where nobody was shown, `told` where the journal knows of it, else `untold`."""
    reading._known.clear()
    cookies = client.cookies.copy()
    with transaction.atomic():
        before = Entry.objects.filter(action__contains=".read").count()
        shown = shows_somebody(name, client.get(url))
        told = Entry.objects.filter(action__contains=".read").count() > before
        transaction.set_rollback(True)
    client.cookies = cookies
    return "-" if not shown else "told" if told else "untold"


def opened() -> Iterator[tuple[str, str]]:
    """Names of addresses of these apps with who gets in, as the table of all addresses says."""
    for line in TABLE.read_text().splitlines():
        name, _, own, _ = line.split()
        for letter, answer in zip("SHLCDAP", own, strict=True):
            if name.startswith(FILES) and answer == "o" and name not in OWN:
                yield name, letter


def test_whoever_reads_of_somebody_stands_in_the_journal(
    office: Office, province: Appointment
) -> None:
    Citizen.objects.create(phone=PHONE)
    samples = make_samples(office)
    seats = (office.specialist, office.head, office.leader, office.clerk,
             Appointment.objects.get(agency=office.agency, role=Role.DESK_OFFICER),
             office.administrator, province)  # fmt: skip
    clients = {letter: client_of(one) for letter, one in zip("SHLCDAP", seats, strict=True)}
    patterns = {name: pattern.pattern.converters for name, pattern in addresses(get_resolver())}
    found = {
        f"{name} {letter}": visit(
            clients[letter], name, reverse(name, kwargs=samples.of(name, patterns[name]))
        )
        for name, letter in opened()
    }
    assert [page for page, said in found.items() if said == "untold"] == []
    assert sum(said == "told" for said in found.values()) >= 45
