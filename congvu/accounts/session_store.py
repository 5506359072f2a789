"""Sessions in the database, as Django's own; what every page asks of them is a kept statement."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Stored
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField, QuerySet
from django.utils import timezone

from congvu.core.prepared import Given, Prepared


def _open() -> QuerySet[Session]:
    key: Any = Given("key", CharField())
    now: Any = Given("now", DateTimeField())
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_OPEN = Prepared(_open)


class SessionStore(Stored):
    """`SESSION_ENGINE`; a key that no session was ever given finds none."""

    def _get_session_from_db(self) -> Session | None:
        key = str(self.session_key)
        found = _OPEN.first(key=key, now=timezone.now()) if key.isalnum() else None
        if found is None:
            self._session_key = None
        return found
