"""A held key leaves as a .p12: for its owner alone, by the PIN, and openable elsewhere."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.directory.tests.factories import Office
from congvu.journal.models import Entry
from congvu.signing import actions
from congvu.signing.actions.taking_out import take_out
from congvu.signing.models import HeldKey
from congvu.signing.tests.test_keys import PIN, key_for

pytestmark = pytest.mark.django_db
PASSWORD = "một mật khẩu đủ dài"


def test_the_file_opens_elsewhere_and_holds_key_and_chain(office: Office, tmp_path: Path) -> None:
    key = key_for(office)
    packed = take_out(key, pin=PIN, password=PASSWORD, actor=office.leader)
    private, certificate, others = pkcs12.load_key_and_certificates(packed, PASSWORD.encode())
    assert private
    assert certificate == x509.load_der_x509_certificate(bytes(key.certificate))
    assert private.public_key() == certificate.public_key()
    assert len(others) == len(key.chain) > 0
    file = tmp_path / "key.p12"
    file.write_bytes(packed)
    openssl = shutil.which("openssl")
    assert openssl
    told = subprocess.run(
        [openssl, "pkcs12", "-in", str(file), "-info", "-noout", "-passin", f"pass:{PASSWORD}"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    assert "AES-256-CBC" in told
    assert "RC2" not in told


def test_what_left_comes_in_again(office: Office) -> None:
    packed = take_out(key_for(office), pin=PIN, password=PASSWORD, actor=office.leader)
    HeldKey.objects.all().delete()
    back = actions.new_key(office.leader.person)
    given = {"content": packed, "password": PASSWORD, "pin": "739154"}
    actions.import_key(back, actor=office.leader, **given)
    assert actions.open_key(back, pin="739154", actor=office.leader)


def test_only_the_owner_and_never_a_seal(office: Office) -> None:
    key = key_for(office)
    for actor in (office.clerk, office.administrator):
        with pytest.raises(Forbidden):
            take_out(key, pin=PIN, password=PASSWORD, actor=actor)
        page = client_of(actor).get(reverse("signing:take_out", args=[key.pk]))
        assert page.status_code == 404
    seal = actions.new_key(office.agency)
    actions.issue_demo_key(seal, pin=PIN, actor=office.administrator)
    assert client_of(office.administrator).get(
        reverse("signing:take_out", args=[seal.pk])
    ).status_code == 404  # fmt: skip
    assert not Entry.objects.filter(action="signing._pack").exists()


def test_wrong_pins_lock_as_at_signing(office: Office) -> None:
    key = key_for(office)
    for _ in range(4):
        with pytest.raises(Refused, match="Sai mã PIN, còn"):
            take_out(key, pin="000000", password=PASSWORD, actor=office.leader)
    with pytest.raises(Refused, match="bị khóa"):
        take_out(key, pin="000000", password=PASSWORD, actor=office.leader)
    with pytest.raises(Conflict):
        take_out(key, pin=PIN, password=PASSWORD, actor=office.leader)


def test_the_page_gives_the_file_or_says_what_is_wrong(office: Office) -> None:
    key = key_for(office)
    client, address = client_of(office.leader), reverse("signing:take_out", args=[key.pk])
    assert "Xuất ra tệp .p12" in client.get(reverse("signing:keys")).content.decode()
    for weak in ("ngắn", "abababababababab"):
        given = {"pin": PIN, "password": weak, "again": weak}
        assert "ít nhất 12 ký tự" in client.post(address, given).content.decode()
    given = {"pin": PIN, "password": PASSWORD, "again": PASSWORD + "!"}
    assert "không giống nhau" in client.post(address, given).content.decode()
    given = {"pin": PIN, "password": PASSWORD, "again": PASSWORD}
    answer = client.post(address, given)
    assert answer["Content-Disposition"] == 'attachment; filename="khoa-ky.p12"'
    assert "no-store" in answer["Cache-Control"]
    assert pkcs12.load_key_and_certificates(answer.content, PASSWORD.encode())[0]
    assert Entry.objects.filter(label="Xuất khóa ký ra tệp .p12").count() == 1
