"""One's own account: posts, sessions; and accounts that administrators look after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from congvu.accounts import actions, demo, jobs
from congvu.accounts.loading import load_accounts
from congvu.accounts.models import User
from congvu.accounts.tests.factories import PASSWORD, account_for, client_of
from congvu.accounts.tests.test_sign_in import sign_in
from congvu.core import clock
from congvu.core.refused import Conflict, Forbidden
from congvu.directory import actions as directory
from congvu.directory.models import Role
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory

pytestmark = pytest.mark.django_db


def test_first_post_is_the_default_and_one_may_switch(office: Office) -> None:
    second = AppointmentFactory(
        person=office.specialist.person,
        agency=office.agency,
        title=TitleFactory(name="Tổ trưởng"),
        role=Role.UNIT_HEAD,
    )
    client = client_of(office.specialist)
    url = reverse("accounts:act_as")
    answer = client.post(url, {"appointment": second.pk, "next": "/danh-ba/"})
    assert answer["Location"] == "/danh-ba/"
    assert client.get(reverse("accounts:me")).context["request"].actor == second
    assert client.post(url, {"appointment": office.leader.pk}).status_code == 404
    away = client.post(url, {"appointment": second.pk, "next": "https://elsewhere.example/"})
    assert away["Location"] == "/"


def test_ended_post_drops_at_once(office: Office) -> None:
    client = client_of(office.specialist)
    office.specialist.until = clock.today() - timedelta(days=1)
    office.specialist.save()
    assert client.get("/danh-ba/")["Location"] == reverse("accounts:no_appointment")
    assert "chưa giữ chức vụ nào" in client.get(reverse("accounts:no_appointment")).content.decode()


def test_a_request_costs_one_query_beside_the_session_with_its_account(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(office.specialist)
    client.get(reverse("accounts:factor_required"))
    with django_assert_num_queries(2):
        client.get(reverse("accounts:factor_required"))


def test_sessions_are_seen_and_ended(office: Office) -> None:
    user = account_for(office.specialist)
    here, there = Client(), Client(HTTP_USER_AGENT="Mozilla (Windows NT 10.0) Chrome/90")
    sign_in(there, user.email)
    sign_in(here, user.email)
    page = here.get(reverse("accounts:sessions")).content.decode()
    assert "Chrome trên Windows" in page
    other = UserSession.objects.get(session_key=there.session.session_key)
    here.post(reverse("accounts:end_session", args=[other.pk]))
    assert there.get(reverse("accounts:me")).status_code == 302
    assert here.get(reverse("accounts:me")).status_code == 200


def test_anothers_session_is_not_found(office: Office) -> None:
    sign_in(Client(), account_for(office.specialist).email)
    session = UserSession.objects.get()
    answer = client_of(office.head).post(reverse("accounts:end_session", args=[session.pk]))
    assert answer.status_code == 404


def test_ending_all_others(office: Office) -> None:
    user = account_for(office.specialist)
    clients = [Client(), Client(), Client()]
    for client in clients:
        sign_in(client, user.email)
    clients[0].post(reverse("accounts:end_others"))
    assert [c.get(reverse("accounts:me")).status_code for c in clients] == [200, 302, 302]


def test_administrator_opens_an_account(office: Office) -> None:
    person = office.specialist.person
    client = client_of(office.administrator)
    url = reverse("accounts:of_person", args=[person.pk])
    assert "Chưa có tài khoản" in client.get(url).content.decode()
    client.post(url)
    user = User.objects.get(person=person)
    jobs.send_password_link(user_id=user.pk)
    assert person.name in mail.outbox[0].body
    link = next(word for word in mail.outbox[0].body.split() if "/quen-mat-khau/" in word)
    page = Client().get(link.removeprefix(settings.BASE_URL), follow=True)
    assert "Lưu mật khẩu" in page.content.decode()


def test_only_the_own_administrator_manages(office: Office, other_office: Office) -> None:
    user = account_for(office.specialist)
    stranger = client_of(other_office.administrator)
    url = reverse("accounts:of_person", args=[office.specialist.person_id])
    assert stranger.get(url).status_code == 404
    assert client_of(office.clerk).get(url).status_code == 403
    with pytest.raises(Forbidden):
        actions.close_account(user, actor=other_office.administrator)


def test_lost_phone(office: Office) -> None:
    user = account_for(office.leader)
    client = client_of(office.administrator)
    url = reverse("accounts:of_person", args=[office.leader.person_id])
    client.post(url, {"viec": "go-xac-thuc"})
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.post(url, {"viec": "khong-co"}).status_code == 404


def test_last_end_closes_the_account_and_a_new_post_opens_it(office: Office) -> None:
    user = account_for(office.specialist)
    yesterday = clock.today() - timedelta(days=1)
    directory.end_appointment(office.specialist, actor=office.administrator, on=yesterday)
    user.refresh_from_db()
    assert not user.is_active
    page = sign_in(Client(), user.email)
    assert page["Location"] == reverse("account_inactive")
    directory.give_appointment(
        office.agency,
        actor=office.administrator,
        person=office.specialist.person,
        title="Chuyên viên chính",
        role=Role.SPECIALIST,
    )
    user.refresh_from_db()
    assert user.is_active


def test_nightly_round_closes_those_who_left(office: Office) -> None:
    user = account_for(office.specialist)
    directory.end_appointment(office.specialist, actor=None, on=clock.today())
    user.refresh_from_db()
    assert user.is_active
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert actions.close_left() == 1
    user.refresh_from_db()
    assert not user.is_active


def test_new_address_signs_in_and_the_old_does_not(office: Office) -> None:
    user = account_for(office.specialist)
    old = user.email
    directory.edit_person(
        office.specialist.person,
        actor=office.administrator,
        values={"email": "Moi@quangnam.gov.vn"},
    )
    assert sign_in(Client(), "moi@quangnam.gov.vn").status_code == 302
    assert sign_in(Client(), old).status_code == 200


def test_account_is_opened_once(office: Office) -> None:
    account_for(office.specialist)
    with pytest.raises(Conflict):
        actions.open_account(office.specialist.person, actor=office.administrator)


def test_demo_shows_accounts_and_codes(office: Office) -> None:
    people = [office.leader.person, office.specialist.person]
    load_accounts(people, password=settings.DEMO_PASSWORD, demo=True)
    client = Client()
    page = client.get("/dang-nhap/").content.decode()
    assert office.leader.person.name in page
    assert settings.DEMO_PASSWORD in page
    sign_in(client, office.leader.person.email, settings.DEMO_PASSWORD)
    page = client.get(reverse("mfa_authenticate")).content.decode()
    code = page.split('name="code" value="')[1][:6]
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert demo.current_code(User.objects.get(person=office.leader.person)) != code  # used


def test_nothing_of_the_demo_outside_it(office: Office, settings) -> None:
    shared = settings.DEMO_PASSWORD
    load_accounts([office.leader.person], password=shared, demo=True)
    settings.DEMO = False
    client = Client()
    page = client.get("/dang-nhap/").content.decode()
    assert office.leader.person.name not in page
    assert office.leader.person.email not in page
    assert shared not in page
    assert demo.demo_accounts() == []
    assert demo.current_code(User.objects.get()) == ""
    sign_in(client, office.leader.person.email, shared)
    assert client.get(reverse("mfa_authenticate")).status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 302


def test_a_demo_session_ends_with_the_demo(office: Office, settings) -> None:
    load_accounts([office.specialist.person], password=PASSWORD, demo=True)
    client = Client()
    sign_in(client, office.specialist.person.email)
    assert client.get(reverse("accounts:me")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("accounts:me")).status_code == 302


def test_real_accounts_never_show_codes(office: Office) -> None:
    assert demo.current_code(account_for(office.leader)) == ""
    assert demo.demo_accounts() == []
