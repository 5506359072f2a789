"""Trying the demo without being told passwords: its accounts stand on the sign-in page.

Everything here answers with nothing unless `settings.DEMO`; and the accounts themselves can't sign
in anywhere else (`backends.Backend`), so that a leaked list would open nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache

from congvu.accounts.models import User
from congvu.core import clock
from congvu.directory.models import Appointment

_PERIOD = 30
_AGENCIES = 6
_PER_ROLE = 2


@dataclass(frozen=True)
class DemoAccount:
    """One that a visitor may use."""

    email: str
    name: str
    titles: list[str]


@dataclass(frozen=True)
class DemoAgency:
    """The accounts of one agency, by address."""

    name: str
    accounts: dict[str, DemoAccount]


def demo_accounts() -> list[DemoAgency]:
    """Some of the demo's accounts by agency, of each role; none outside the demo."""
    if not settings.DEMO:
        return []
    rows = (
        Appointment.objects.in_force()
        .whole()
        .filter(person__account__demo=True, person__account__is_active=True)
        .order_by("agency__position", "agency_id", "title__rank", "pk")
    )
    found: dict[int, DemoAgency] = {}
    shown: Counter[tuple[int, str]] = Counter()
    for row in rows:
        shown[row.agency_id, row.role] += 1
        full = len(found) == _AGENCIES and row.agency_id not in found
        if full or shown[row.agency_id, row.role] > _PER_ROLE:
            continue
        agency = found.setdefault(row.agency_id, DemoAgency(row.agency.name, {}))
        place = f", {row.unit.name}" if row.unit else ""
        account = DemoAccount(row.person.email, row.person.name, [])
        held = agency.accounts.setdefault(row.person.email, account)
        held.titles.append(f"{row.title.name}{place}")
    return list(found.values())


def current_code(user: User) -> str:
    """Six digits that the demo account's app shows and that were not used yet.

    Empty outside the demo. A code opens once (RFC 6238, section 5.2), so that the neighbours that
    the tolerance allows stand in for one that has just been used.
    """
    if not settings.DEMO or not user.demo:
        return ""
    row = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()
    if row is None:
        return ""
    now = int(clock.now().timestamp()) // _PERIOD
    secret = decrypt(row.data["secret"])
    codes = [str(format_hotp_value(hotp_value(secret, now + step))) for step in (0, 1, -1)]
    used_key = row.wrap()._get_used_cache_key  # noqa: SLF001 - allauth has no other way to ask
    return next((code for code in codes if cache.get(used_key(code)) is None), codes[0])
