"""What can be asked about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import DateField, Exists, OuterRef, QuerySet

from congvu.accounts.models import User
from congvu.accounts.policy import needs_second_factor
from congvu.core import clock
from congvu.core.prepared import Given, Prepared
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment, Delegation
from congvu.directory.queries import root_agency_id

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Standing:
    """What an account is today: the appointments in force, and whether a factor is missing."""

    appointments: list[Appointment]
    lacks_factor: bool


def standing(user: User) -> Standing:
    """One query, or none where it came with the session; no appointments without a person."""
    if user.person_id is None:
        return Standing([], lacks_factor=False)
    rows: list[Appointment] | None = user.__dict__.pop(_KEPT, None)
    if rows is None:
        rows = STANDING.rows(person=user.person_id, user=user.pk, today=clock.today())
    may_sign = any(row.may_sign for row in rows)  # type: ignore[attr-defined]
    has_factor = any(row.has_factor for row in rows)  # type: ignore[attr-defined]
    return Standing(rows, needs_second_factor(rows, may_sign=may_sign) and not has_factor)


def _standing() -> QuerySet[Appointment]:
    today: Any = Given("today", DateField())
    factors = Authenticator.objects.filter(user_id=Given("user"), type__in=SECOND_FACTORS)
    signing = Delegation.objects.in_force(today).filter(receiver_id=OuterRef("pk"))
    rows = Appointment.objects.in_force(today).whole().filter(person_id=Given("person"))
    rows = rows.annotate(has_factor=Exists(factors), may_sign=Exists(signing))
    return rows.order_by("title__rank", "since", "pk")


STANDING = Prepared(_standing)
_KEPT = "_appointments_today"


def keep_standing(user: User, rows: list[Appointment]) -> None:
    """For the next who asks, once: the account was just read along with its appointments."""
    user.__dict__[_KEPT] = sorted(rows, key=lambda one: (one.title.rank, one.since, one.pk))


def appointments_of(user: User) -> list[Appointment]:
    """The appointments in force that the account may act as, the highest title first.

    None while a second factor that the person must carry is missing: what middleware does for
    pages, this does for websockets.
    """
    now = standing(user)
    return [] if now.lacks_factor else now.appointments


def journal_agency_id(user: User | None) -> int | None:
    """Whose journal hears of the account: the person's agency, or the root for unknown ones."""
    if user is not None and user.person is not None:
        return user.person.agency_id
    return root_agency_id()


def factors(user: User) -> list[Authenticator]:
    """The second factors of the account, recovery codes among them."""
    return list(Authenticator.objects.filter(user_id=user.pk).order_by("type", "created_at"))


def sessions(user: User) -> list[UserSession]:
    """The open sessions of the account, the last used first; one query."""
    kept = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=clock.now())
    rows = UserSession.objects.filter(Exists(kept), user_id=user.pk)
    return list(rows.order_by("-last_seen_at", "-pk"))


def session_of(user: User, pk: int) -> UserSession:
    """The user's own session.

    Raises:
        NotFound: there is none, or it is another's.
    """
    row = UserSession.objects.filter(user_id=user.pk, pk=pk).first()
    if row is None:
        raise NotFound
    return row


def account_of(person_id: int) -> User | None:
    """The account of the person, if one was opened."""
    return User.objects.select_related("person").filter(person_id=person_id).first()
