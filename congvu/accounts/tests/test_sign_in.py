"""Signing in and out, as people meet it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import PASSWORD, account_for, code_now
from congvu.core import events
from congvu.core.acts import Act, Acted
from congvu.directory.tests.factories import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Act]:
    """What the journal hears in the test."""
    heard: list[Act] = []

    def hear(event: Acted) -> None:
        heard.extend(event.acts)

    handlers = {kind: list(rows) for kind, rows in events._handlers.items()}
    monkeypatch.setattr(events, "_handlers", events.defaultdict(list, handlers))
    events.on(Acted)(hear)
    return heard


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_page_is_vietnamese(client: Client) -> None:
    page = client.get("/dang-nhap/").content.decode()
    assert "Thư công vụ" in page
    assert "Mật khẩu" in page
    assert "Sign" not in page


def test_specialist_signs_in_with_password(client: Client, office: Office, told: list[Act]) -> None:
    account_for(office.specialist)
    answer = sign_in(client, office.specialist.person.email)
    assert answer.status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200
    assert [act.name for act in told] == ["accounts.sign_in"]
    assert told[0].actor == office.specialist
    assert told[0].agency_id == office.agency.pk


def test_address_may_be_in_capitals(client: Client, office: Office) -> None:
    account_for(office.specialist)
    assert sign_in(client, office.specialist.person.email.upper()).status_code == 302


def test_wrong_password_is_told_and_said(client: Client, office: Office, told: list[Act]) -> None:
    account_for(office.specialist)
    page = sign_in(client, office.specialist.person.email, "sai-mat-khau-roi")
    assert "Thư công vụ hoặc mật khẩu không đúng" in page.content.decode()
    assert office.specialist.person.email in page.content.decode()
    assert [(act.name, act.actor) for act in told] == [("accounts.sign_in_failed", None)]


def test_unknown_address_stands_in_the_root_journal(
    client: Client, office: Office, told: list[Act]
) -> None:
    sign_in(client, "khong-ai@quangnam.gov.vn", "gi-cung-duoc-123")
    assert told[0].agency_id == office.agency.pk
    assert told[0].subject_label == "khong-ai@quangnam.gov.vn"


def test_password_typed_as_address_is_not_kept(
    client: Client, office: Office, told: list[Act]
) -> None:
    sign_in(client, "MatKhauCuaToi", "x")
    assert all("MatKhauCuaToi" not in act.subject_label for act in told)


def test_five_failures_make_one_wait(client: Client, office: Office) -> None:
    account_for(office.specialist)
    email = office.specialist.person.email
    for _ in range(5):
        sign_in(client, email, "sai-mat-khau-roi")
    page = sign_in(client, email).content.decode()
    assert "tạm ngừng trong 5 phút" in page
    account_for(office.head)
    assert sign_in(Client(), office.head.person.email).status_code == 302


def test_leader_gives_the_code(client: Client, office: Office, told: list[Act]) -> None:
    account_for(office.leader)
    answer = sign_in(client, office.leader.person.email)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:me")).status_code == 302
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "Mã không đúng hoặc đã hết hiệu lực" in page
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()}).status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200
    assert [act.name for act in told] == ["accounts.factor_failed", "accounts.sign_in"]


def test_a_code_opens_once(office: Office) -> None:
    account_for(office.leader)
    first, second = Client(), Client()
    code = code_now()
    sign_in(first, office.leader.person.email)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    sign_in(second, office.leader.person.email)
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_sign_out_is_told(client: Client, office: Office, told: list[Act]) -> None:
    account_for(office.specialist)
    sign_in(client, office.specialist.person.email)
    assert client.get("/dang-xuat/").status_code == 200
    client.post("/dang-xuat/")
    assert told[-1].name == "accounts.sign_out"
    assert client.get(reverse("accounts:me"))["Location"].startswith("/dang-nhap/")


def test_forgotten_password(client: Client, office: Office, told: list[Act]) -> None:
    user = account_for(office.specialist)
    answer = client.post(reverse("account_reset_password"), {"email": user.email})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert mail.outbox[0].subject == "[Công Vụ] Đặt lại mật khẩu tài khoản công vụ"
    link = next(word for word in mail.outbox[0].body.split() if "/quen-mat-khau/" in word)
    form = client.get(link, follow=True)
    assert "Nhập lại mật khẩu mới" in form.content.decode()
    path = form.redirect_chain[-1][0]
    wrong = client.post(path, {"password1": "mot-cau-rat-dai-9", "password2": "khac-han-9"})
    assert "Hai lần nhập mật khẩu chưa giống nhau" in wrong.content.decode()
    client.post(path, {"password1": "mot-cau-rat-dai-9", "password2": "mot-cau-rat-dai-9"})
    assert told[-1].name == "accounts.reset_password"
    assert sign_in(Client(), user.email, "mot-cau-rat-dai-9").status_code == 302
    assert "không còn hiệu lực" in Client().get(link, follow=True).content.decode()


def test_unknown_address_is_answered_alike(client: Client, office: Office) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": "khong@quangnam.gov.vn"})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert mail.outbox == []


def test_change_password_keeps_this_session_and_ends_others(office: Office) -> None:
    user = account_for(office.specialist)
    here, there = Client(), Client()
    sign_in(here, user.email)
    sign_in(there, user.email)
    new = "mot-mat-khau-khac-2021"
    wrong = here.post(
        reverse("account_change_password"),
        {"oldpassword": "sai", "password1": new, "password2": new},
    )
    assert "Mật khẩu hiện tại không đúng" in wrong.content.decode()
    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert here.get(reverse("accounts:me")).status_code == 200
    assert there.get(reverse("accounts:me")).status_code == 302


def test_nobody_signs_up(client: Client, office: Office) -> None:
    assert client.get("/signup/").status_code == 404


@pytest.mark.parametrize("login", ["\x00", "a" * 10_000, "a@b\x00.vn", "<script>@x.vn"])
def test_bad_input_is_answered(client: Client, office: Office, login: str) -> None:
    assert sign_in(client, login).status_code == 200


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("ngan", "ít nhất 10 ký tự"),
        ("1029384756", "chỉ gồm chữ số"),
        ("password123", "quá phổ biến"),
    ],
)
def test_weak_passwords_are_refused_in_words(office: Office, password: str, said: str) -> None:
    client = Client()
    sign_in(client, account_for(office.specialist).email)
    given = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert said in client.post(reverse("account_change_password"), given).content.decode()
