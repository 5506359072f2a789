"""Every URL × role, as a table to read (`access.txt`): what a plain visit answers.

Columns: x nobody signed in; k the citizen who filed what is asked for, j another citizen; of the
agency that has the things asked for S specialist, H head of unit, L leader, C clerk, D officer of
the one-stop desk, A administrator; P administrator of the province; s h l c d a the same roles in
another agency. Answers: `o` opened, `>` sent to sign in, `3` not for this role (403), `4` there is
no such thing for them (404), `9` not in this state (409), `r` sent on to another page.

A URL missing here, or answering otherwise, fails. Each run writes the table as it is now to
`build/access.txt`, to be read and taken over on purpose.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from congvu.accounts.tests.factories import account_for, client_of
from congvu.directory.models import Role
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory
from congvu.services.models import Citizen
from congvu.services.tests.factories import citizen_client, desk_officer
from tests.samples import Samples, make_samples
from tests.test_structure import addresses

TABLE = Path(__file__).with_name("access.txt")
NOW = Path(__file__).resolve().parent.parent / "build" / "access.txt"
COLUMNS = "xkjSHLCDAPshlcda"
WITHOUT_PLAIN_ARGUMENTS = {"account_reset_password_from_key"}  # opened from a letter, by one key


@pytest.fixture
def clients(office: Office, other_office: Office) -> dict[str, Client]:
    ruler = AppointmentFactory(
        agency=other_office.agency,
        title=TitleFactory(name="Quản trị tỉnh"),
        role=Role.PROVINCE_ADMINISTRATOR,
    )
    seats = {
        letter: getattr(home, seat)
        for home, letters in ((office, "SHLCA"), (other_office, "shlca"))
        for letter, seat in zip(
            letters, ("specialist", "head", "leader", "clerk", "administrator"), strict=True
        )
    }
    seats["P"] = ruler
    seats |= {"D": desk_officer(office), "d": desk_officer(other_office)}
    for one in seats.values():
        account_for(one, factor=True)  # a delegation makes the head one who signs
    people = {
        letter: Citizen.objects.create(phone=f"090500000{n}") for n, letter in enumerate("kj")
    }
    citizens = {letter: citizen_client(one) for letter, one in people.items()}
    return {"x": Client()} | citizens | {letter: client_of(one) for letter, one in seats.items()}


@pytest.fixture
def samples(office: Office) -> Samples:
    return make_samples(office)


def answer(client: Client, url: str) -> str:
    """What a visit answers; whatever it changes is undone."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.get(url)
        if response.status_code == 405:
            response = client.post(url)
        transaction.set_rollback(True)
    client.cookies = cookies
    return word(response)


def word(response: HttpResponse) -> str:
    status = response.status_code
    if status == 302 and response["Location"].startswith("/dang-nhap/"):
        return ">"
    if status in {301, 302, 303}:
        return "r"
    return {403: "3", 404: "4", 409: "9"}.get(status, "o" if status < 500 else "!")


def pages(samples: Samples) -> list[tuple[str, str]]:
    """Every address of the installation by its name; some names have two."""
    found = {
        (name, reverse(name, kwargs=samples.of(name, pattern.pattern.converters)))
        for name, pattern in addresses(get_resolver())
        if pattern.name and name not in WITHOUT_PLAIN_ARGUMENTS
    }
    return sorted(found)


@pytest.mark.django_db
def test_every_address_for_every_role(clients: dict[str, Client], samples: Samples) -> None:
    found = []
    for name, url in pages(samples):
        row = "".join(answer(clients[letter], url) for letter in COLUMNS)
        found.append(f"{name:40} {row[:3]} {row[3:10]} {row[10:]}")
    NOW.parent.mkdir(exist_ok=True)
    NOW.write_text("\n".join(found) + "\n")
    assert found == TABLE.read_text().splitlines()
