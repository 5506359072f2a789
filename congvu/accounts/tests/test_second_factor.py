"""Who must carry a second factor, and that nothing opens before."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse

from congvu.accounts.policy import needs_second_factor
from congvu.accounts.queries import appointments_of
from congvu.accounts.tests.factories import account_for, client_of, code_now
from congvu.accounts.tests.test_sign_in import sign_in
from congvu.directory.models import Appointment, Delegation, Role
from congvu.directory.tests.factories import Office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "may_sign", "needed"),
    [
        (Role.LEADER, False, True),
        (Role.CLERK, False, True),
        (Role.ADMINISTRATOR, False, True),
        (Role.PROVINCE_ADMINISTRATOR, False, True),
        (Role.UNIT_HEAD, False, False),
        (Role.UNIT_HEAD, True, True),
        (Role.SPECIALIST, False, False),
        (Role.SPECIALIST, True, True),
        (Role.DESK_OFFICER, False, False),
    ],
)
def test_rule(role: Role, may_sign: bool, needed: bool) -> None:
    assert needs_second_factor([Appointment(role=role)], may_sign=may_sign) is needed


def test_nothing_opens_before_the_factor(office: Office) -> None:
    client = Client()
    user = account_for(office.leader, factor=False)
    sign_in(client, user.email)
    for url in [reverse("directory:people"), reverse("accounts:me"), reverse("accounts:sessions")]:
        assert client.get(url)["Location"] == reverse("accounts:factor_required")
    part = client.get(reverse("directory:people"), headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == reverse("accounts:factor_required")
    page = client.get(reverse("accounts:factor_required")).content.decode()
    assert "Còn một bước" in page


def test_setting_up_the_app_opens_the_rest(office: Office) -> None:
    client = Client()
    user = account_for(office.clerk, factor=False)
    sign_in(client, user.email)
    page = client.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret=secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(reverse("directory:people")).status_code == 200
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in kept


def test_delegation_asks_for_the_factor_at_once(office: Office) -> None:
    client = client_of(office.head)
    assert client.get(reverse("directory:people")).status_code == 200
    Delegation.objects.create(
        giver=office.leader, receiver=office.head, form="TL", since=date(2020, 1, 1)
    )
    assert client.get(reverse("directory:people"))["Location"] == reverse(
        "accounts:factor_required"
    )


def test_recovery_code_opens_once(office: Office) -> None:
    user = account_for(office.leader)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        sign_in(client, user.email)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_change_password",
    ],
)
def test_every_page_of_the_library_is_ours(office: Office, name: str) -> None:
    client = Client()
    sign_in(client, account_for(office.leader).email)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    page = client.get(reverse(name), follow=True)
    assert page.status_code == 200
    words = page.content.decode()
    assert "Công Vụ" in words
    for english in ("Authenticator", "Security", "Password", "Sign In", "Confirm"):
        assert f">{english}" not in words


def test_no_live_line_before_the_factor(office: Office) -> None:
    assert appointments_of(account_for(office.leader, factor=False)) == []
    assert appointments_of(account_for(office.clerk)) == [office.clerk]
