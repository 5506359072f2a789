"""PINs, locks and who may use what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.db import connection
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.core.refused import Forbidden, Refused
from congvu.directory.tests.factories import Office, make_office
from congvu.signing import actions, queries
from congvu.signing.models import HeldKey, SealUse
from congvu.signing.tests.test_signing import world
from congvu.signing.types import Result

PIN = "482913"


def key_for(office: Office) -> HeldKey:
    key = actions.new_key(office.leader.person)
    actions.issue_demo_key(key, pin=PIN, actor=office.leader)
    return key


def test_a_wrong_pin_says_how_many_are_left_and_five_lock(office: Office) -> None:
    key = key_for(office)
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused, match=f"còn {left} lần"):
            actions.open_key(key, pin="000000", actor=office.leader)
    with pytest.raises(Refused, match="bị khóa"):
        actions.open_key(key, pin="000000", actor=office.leader)
    with pytest.raises(Refused, match="bị khóa"):
        actions.open_key(key, pin=PIN, actor=office.leader)
    actions.unlock(key, actor=office.administrator)
    assert actions.open_key(key, pin=PIN, actor=office.leader).owner == office.leader.person.name


def test_only_its_owner_and_granted_clerks_open_a_key(office: Office) -> None:
    with pytest.raises(Forbidden):
        actions.open_key(key_for(office), pin=PIN, actor=office.clerk)
    seal = actions.new_key(office.agency)
    actions.issue_demo_key(seal, pin=PIN, actor=office.administrator)
    with pytest.raises(Forbidden):
        actions.open_key(seal, pin=PIN, actor=office.clerk)
    use = SealUse(agency=office.agency, appointment=office.clerk)
    actions.give_seal(use, actor=office.administrator)
    actions.open_key(seal, pin=PIN, actor=office.clerk)
    assert queries.key_of(office.agency) == seal


def test_a_pin_is_changed(office: Office) -> None:
    key = key_for(office)
    actions.change_pin(key, pin=PIN, new_pin="739154", actor=office.leader)
    key.refresh_from_db()
    actions.open_key(key, pin="739154", actor=office.leader)


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_get_no_more_than_five() -> None:
    office = make_office()
    key = key_for(office)

    def guess(_: int) -> str:
        try:
            actions.open_key(key, pin="000000", actor=office.leader)
        except Refused as refused:
            return refused.sentence
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(10)))
    assert sum(answer.startswith("Sai mã PIN") for answer in answers) == 5
    key.refresh_from_db()
    assert key.locked


@pytest.mark.parametrize("pss", [False, True], ids=["PKCS#1 v1.5", "PSS"])
def test_rsa_keys_sign_by_the_scheme_that_the_installation_chose(
    office: Office, settings: LazySettings, *, pss: bool
) -> None:
    settings.RSA_PSS = pss
    key = key_for(office)
    opened = actions.open_key(key, pin=PIN, actor=office.leader)
    signed = actions.sign(world().prepared, key=opened, image=None)
    assert queries.verify(signed).result is Result.VALID
    embedded = PdfFileReader(BytesIO(signed)).embedded_signatures[0]
    assert embedded.signer_info["signature_algorithm"]["algorithm"].native == (
        "rsassa_pss" if pss else "sha256_rsa"
    )
