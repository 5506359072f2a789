"""Accounts for tests, and clients that have signed in with them."""

from __future__ import annotations

import base64
import time
from functools import lru_cache

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.test import Client

from congvu.accounts.models import User
from congvu.accounts.policy import needs_second_factor
from congvu.directory.models import Appointment

PASSWORD = "mot-mat-khau-dai-2020"
SECRET = base64.b32encode(b"12345678901234567890").decode()


def account_for(appointment: Appointment, *, factor: bool | None = None) -> User:
    """The person's account; with TOTP where the post requires it, or as said."""
    person = appointment.person
    user = User.objects.filter(person=person).first() or User.objects.create(
        email=person.email.lower(), person=person, password=_hashed()
    )
    wanted = needs_second_factor([appointment], may_sign=False) if factor is None else factor
    if wanted and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, SECRET)
    return user


@lru_cache(1)
def _hashed() -> str:
    """The password's hash, made once: Argon2 takes its time by design, and tests want thousands."""
    return make_password(PASSWORD)


def code_now(*, secret: str = SECRET) -> str:
    """What the authenticator app with the secret shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def client_of(appointment: Appointment) -> Client:
    """A browser in which the appointment's person has signed in."""
    client = Client()
    client.force_login(account_for(appointment), backend="congvu.accounts.backends.Backend")
    session = client.session
    session["appointment"] = appointment.pk
    session.save()
    return client
