"""Sessions for the demo's accounts, made in the database: `python -m tests.sessions` prints them.

The sign-in itself has tests of its own; whoever tests something else starts from here.
"""

from __future__ import annotations

import json
import os
from typing import Any


def session_of(user: Any, appointment: Any) -> str:
    """The key of a new session in which the account holds that post."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from congvu.accounts.types import APPOINTMENT_KEY

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "congvu.accounts.backends.Backend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[APPOINTMENT_KEY] = appointment.pk
    session.save()
    return str(session.session_key)


def main() -> None:
    """A JSON object: address of the account → session, appointment, role, agency, name, unit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    from congvu.accounts.models import User
    from congvu.directory.models import Appointment

    found = {}
    rows = Appointment.objects.in_force().filter(person__account__demo=True).order_by("pk")
    users = {user.person_id: user for user in User.objects.filter(demo=True)}
    for appointment in rows.whole():
        user = users[appointment.person_id]
        if user.email in found:
            continue
        found[user.email] = {
            "session": session_of(user, appointment),
            "appointment": appointment.pk,
            "role": appointment.role,
            "agency": appointment.agency.name,
            "name": appointment.person.name,
            "unit": appointment.unit.notation if appointment.unit else "",
        }
    print(json.dumps(found))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
