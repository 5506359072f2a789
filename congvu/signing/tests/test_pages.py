"""The pages, as officials meet them."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.accounts.models import User
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.signing import actions
from congvu.signing.tests.test_keys import PIN
from congvu.signing.tests.test_signing import world


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
