"""The pages, as officials meet them."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.accounts.models import User
from congvu.accounts.tests.factories import client_of as signed_in
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.signing import actions, queries
from congvu.signing.pdf import apart
from congvu.signing.tests.test_keys import PIN
from congvu.signing.tests.test_signing import world
from congvu.signing.types import Result


def client_of(actor: Appointment) -> Client:
    client = Client()
    user = User.objects.create_user(
        email=actor.person.email, person=actor.person, password="x" * 12
    )
    client.force_login(user)
    return client


def test_anyone_checks_a_file(office: Office) -> None:
    upload = SimpleUploadedFile("a.pdf", world().sealed, "application/pdf")
    page = client_of(office.specialist).post(reverse("signing:check"), {"file": upload})
    assert page.status_code == 200
    assert "Chữ ký khớp với khóa công khai" in page.content.decode()


def test_my_keys_are_shown(office: Office) -> None:
    key = actions.new_key(office.specialist.person)
    actions.issue_demo_key(key, pin=PIN, actor=office.specialist)
    page = client_of(office.specialist).get(reverse("signing:keys"))
    assert office.specialist.person.name in page.content.decode()


def test_a_file_beyond_the_limits_is_unknown(office: Office, monkeypatch) -> None:
    monkeypatch.setattr(apart, "_SECONDS", 0.01)
    verdict = queries.verify(world().sealed)
    assert verdict.result is Result.UNKNOWN
    assert "không kiểm tra được" in verdict.sentence


def test_the_administrator_meets_every_page_of_keys(office: Office) -> None:
    key = actions.new_key(office.agency)
    actions.issue_demo_key(key, pin=PIN, actor=office.administrator)
    client = signed_in(office.administrator)
    for page in ("keys", "bring", "bring_seal", "give_seal"):
        assert client.get(reverse(f"signing:{page}")).status_code == 200, page
    for page in ("change_pin", "change_image"):
        assert client.get(reverse(f"signing:{page}", args=[key.pk])).status_code == 200, page
    given = {"appointment": office.clerk.pk}
    assert client.post(reverse("signing:give_seal"), given).status_code == 302
    assert client.post(reverse("signing:unlock", args=[key.pk])).status_code == 302
    use = queries.seal_uses(office.agency).get()
    assert client.post(reverse("signing:end_seal_use", args=[use.pk])).status_code == 302
    assert not queries.seal_uses(office.agency).exists()
