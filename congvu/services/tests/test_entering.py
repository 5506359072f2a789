"""Citizens' accounts: opened and entered by a one-time code, apart from those of officials."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.services.models import Citizen, Message, OneTimeCode
from congvu.services.tests.factories import Counter
from congvu.services.tests.pages import page, send

pytestmark = pytest.mark.django_db


def test_signing_in_by_a_code_opens_an_account_and_the_code_opens_once() -> None:
    client = Client()
    send(client, "enter", contact="0905 123 456")
    code = Message.objects.get().text[:6]
    answer = send(client, "enter_code", code=code)
    assert answer["Location"] == reverse("services:about")
    assert Citizen.objects.get().phone == "0905123456"
    page(client, "mine")
    other = Client()
    other.cookies.clear()
    session = other.session
    session["citizen_contact"] = "0905123456"
    session.save()
    assert "không đúng" in send(other, "enter_code", code=code).content.decode()


def test_five_wrong_codes_spend_it() -> None:
    client = Client()
    send(client, "enter", contact="an@example.vn")
    code = Message.objects.get().text[:6]
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        send(client, "enter_code", code=wrong)
    assert "không đúng" in send(client, "enter_code", code=code).content.decode()
    assert not Citizen.objects.exists()


def test_codes_are_kept_as_hashes_and_sent_at_most_so_often() -> None:
    client = Client()
    send(client, "enter", contact="an@example.vn")
    assert Message.objects.get().text[:6] not in str(OneTimeCode.objects.values_list())
    again = send(client, "enter", contact="an@example.vn").content.decode()
    assert "Mã vừa được gửi" in again
    assert OneTimeCode.objects.count() == 1


def test_whether_an_account_exists_is_told_to_nobody(counter: Counter) -> None:
    known, unknown = Client(), Client()
    answers = [
        send(client, "enter", contact=contact)
        for client, contact in ((known, counter.citizen.phone), (unknown, "0912345678"))
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]


def test_an_official_s_session_is_no_citizen_s_and_the_other_way_round(
    counter: Counter, signed_in: Client
) -> None:
    office = client_of(counter.office.specialist).get(reverse("services:mine"))
    assert office["Location"].startswith(reverse("services:enter"))
    citizen = signed_in.get(reverse("services:queue"))
    assert citizen["Location"].startswith("/dang-nhap/")


def test_signing_out_leaves_nothing(signed_in: Client) -> None:
    send(signed_in, "leave")
    assert signed_in.get(reverse("services:mine")).status_code == 302


def test_a_code_is_six_digits_and_ends_after_ten_minutes() -> None:
    client = Client()
    with clock.fixed(clock.now().replace(year=2020)):
        send(client, "enter", contact="an@example.vn")
    code = Message.objects.get().text[:6]
    assert re.fullmatch(r"\d{6}", code)
    assert "hết hiệu lực" in send(client, "enter_code", code=code).content.decode()
