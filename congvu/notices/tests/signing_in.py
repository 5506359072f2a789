"""Signing somebody in for tests of pages."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.test import Client

from congvu.accounts.models import User
from congvu.directory.models import Appointment


def sign_in(appointment: Appointment) -> Client:
    """A browser in which the appointment's holder is signed in, with a second factor of theirs."""
    person = appointment.person
    user = User.objects.filter(person=person).first()
    if user is None:
        user = User.objects.create_user(person.email, None, person)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(user, backend="congvu.accounts.backends.Backend")
    client.get("/suc-khoe")  # the first request of a session writes when it was seen
    return client
