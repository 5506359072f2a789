"""Sessions in the database, as Django's own; what every page asks of them is a kept statement.

The account that a session is of comes along with it, and what the account is today: every page
needs all three.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache

from django.contrib.sessions.backends.db import SessionStore as Stored
from django.contrib.sessions.models import Session
from django.utils import timezone

from congvu.accounts.models import User
from congvu.accounts.queries import STANDING, keep_standing
from congvu.core import clock, statements

_COLUMNS = [field.column for field in User._meta.concrete_fields]
_NAMES = [field.attname for field in User._meta.concrete_fields]
_OWN = 2 + len(_NAMES)  # columns of the session and its account; those of its standing follow
_brought: ContextVar[User | None] = ContextVar("account brought with the session", default=None)


_ACCOUNT = ", ".join(f'account."{column}"' for column in _COLUMNS)


@cache
def _with_account() -> str:
    today = STANDING.beside(person="account.person_id", user="account.id")
    return f"""
        SELECT kept.session_data, kept.expire_date, {_ACCOUNT}, standing.*
        FROM django_session AS kept
        LEFT JOIN usersessions_usersession AS seen ON seen.session_key = kept.session_key
        LEFT JOIN {User._meta.db_table} AS account ON account.id = seen.user_id
        LEFT JOIN LATERAL ({today}) AS standing ON true
        WHERE kept.session_key = %(key)s AND kept.expire_date > %(now)s"""  # noqa: S608


class SessionStore(Stored):
    """`SESSION_ENGINE`; a key that no session was ever given finds none."""

    def _get_session_from_db(self) -> Session | None:
        key = str(self.session_key)
        asked = {"key": key, "now": timezone.now(), "today": clock.today()}
        found = statements.run(_with_account(), asked) if key.isalnum() else []
        _brought.set(None)
        if not found:
            self._session_key = None
            return None
        data, ends, *account = found[0][:_OWN]
        if account[0] is not None:
            user = User.from_db("default", _NAMES, account)
            keep_standing(user, STANDING.read([row[_OWN:] for row in found if row[_OWN]]))
            _brought.set(user)
        return Session(session_key=key, session_data=data, expire_date=ends)


def brought(user_id: int) -> User | None:
    """The account that came with this request's session, once; `None` when it is another's."""
    user = _brought.get()
    _brought.set(None)
    return user if user is not None and user.pk == user_id else None
