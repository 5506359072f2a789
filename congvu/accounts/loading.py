"""Accounts in bulk, for the demo loader and for first installations."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from congvu.accounts.models import User
from congvu.accounts.policy import needs_second_factor
from congvu.directory.models import Appointment, Delegation, Person


def load_accounts(people: Iterable[Person], *, password: str, demo: bool = False) -> list[User]:
    """Accounts with one shared password for people without one, and TOTP where it is required.

    The password is hashed once: Argon2 costs by design some 50 ms each. Accounts made with `demo`
    are shut wherever the installation isn't a demo.
    """
    held = set(User.objects.filter(person__isnull=False).values_list("person_id", flat=True))
    hashed = make_password(password)
    users = User.objects.bulk_create(
        User(email=person.email.lower(), person=person, password=hashed, demo=demo)
        for person in people
        if person.pk not in held
    )
    must = _who_must_carry_a_factor()
    Authenticator.objects.bulk_create(_totp(user) for user in users if user.person_id in must)
    return users


def _who_must_carry_a_factor() -> set[int]:
    receivers = set(Delegation.objects.in_force().values_list("receiver__person_id", flat=True))
    return {
        appointment.person_id
        for appointment in Appointment.objects.in_force()
        if needs_second_factor([appointment], may_sign=appointment.person_id in receivers)
    }


def _totp(user: User) -> Authenticator:
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    return Authenticator(
        user_id=user.pk,
        type=Authenticator.Type.TOTP,
        data={"secret": get_adapter().encrypt(secret)},
    )
