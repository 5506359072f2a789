"""Keys at rest: bound to owner, certificate and installation; failures outlive a rollback."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from congvu.core.refused import Forbidden, Refused
from congvu.directory.tests.factories import Office, make_office
from congvu.journal.models import Entry
from congvu.signing import actions, protection
from congvu.signing.protection import WrongPin, protect, unprotect
from congvu.signing.tests.test_keys import PIN, key_for

SECRET = b"a private key in DER"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def sealed() -> bytes:
    return protect(SECRET, pin=PIN, owner="person:1", serial="a1")


def test_the_pin_opens_it_and_it_is_not_readable() -> None:
    made = sealed()
    assert SECRET not in made
    assert unprotect(made, pin=PIN, owner="person:1", serial="a1") == SECRET
    assert sealed() != made


@pytest.mark.parametrize(
    "given",
    [
        {"pin": "000000", "owner": "person:1", "serial": "a1"},
        {"pin": PIN, "owner": "person:2", "serial": "a1"},
        {"pin": PIN, "owner": "agency:1", "serial": "a1"},
        {"pin": PIN, "owner": "person:1", "serial": "a2"},
    ],
    ids=["PIN", "person", "agency", "certificate"],
)
def test_another_pin_owner_or_certificate_does_not(given: dict[str, str]) -> None:
    with pytest.raises(WrongPin):
        unprotect(sealed(), **given)


def test_every_byte_counts() -> None:
    made = sealed()
    for at in (0, 20, len(made) - 1):
        changed = made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :]
        with pytest.raises(WrongPin):
            unprotect(changed, pin=PIN, owner="person:1", serial="a1")


def test_without_the_installations_master_key_the_pin_is_nothing(folder: Path) -> None:
    made = sealed()
    master = folder / "signing.key"
    assert stat.S_IMODE(master.stat().st_mode) == 0o600
    assert len(master.read_bytes()) == 32
    master.unlink()
    with pytest.raises(WrongPin):
        unprotect(made, pin=PIN, owner="person:1", serial="a1")


@pytest.mark.usefixtures("keys_cost_as_ever")
def test_a_guess_costs_what_the_standard_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 9106, section 4: three passes over 64 MiB, where there is no memory for more."""
    asked: list[dict[str, Any]] = []
    real = protection.hash_secret_raw

    def heard(*args: Any, **costs: Any) -> bytes:
        asked.append(costs)
        return real(*args, **costs)

    monkeypatch.setattr(protection, "hash_secret_raw", heard)
    sealed()
    (costs,) = asked
    assert (costs["memory_cost"], costs["time_cost"]) == (64 * 1024, 3)
    assert costs["type"] is protection.Type.ID


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_counted_though_the_callers_work_is_undone() -> None:
    office = make_office()
    key = key_for(office)
    with pytest.raises(Refused, match="còn 4 lần"), transaction.atomic():
        actions.open_key(key, pin="000000", actor=office.leader)
    key.refresh_from_db()
    assert key.failures == 1
    assert Entry.objects.filter(action="signing.wrong_pin").count() == 1


def test_only_the_administrator_unlocks(office: Office, other_office: Office) -> None:
    key = key_for(office)
    for stranger in (office.leader, office.clerk, other_office.administrator):
        with pytest.raises(Forbidden):
            actions.unlock(key, actor=stranger)
    actions.unlock(key, actor=office.administrator)
    assert Entry.objects.filter(action="signing.unlock").count() == 1
