"""Gateways that are silent are asked again, until they know or three days are over."""

from __future__ import annotations

from datetime import timedelta

from congvu.core import clock
from congvu.core.outside import Unreachable
from congvu.core.statements import run
from congvu.payments.actions.hearing import ask_later, expire, hear, keep_notice
from congvu.payments.models import Attempt
from congvu.payments.providers import provider_of
from congvu.payments.providers.base import NotOffered
from congvu.payments.types import Said, Source, Verdict

_WAITS = [timedelta(minutes=one) for one in (2, 5, 10, 15, 30, 60, 120)]
GIVE_UP = timedelta(days=3)
_AT_ONCE = 50
_LEASE = timedelta(minutes=5)

_LEASED = """
UPDATE payments_attempt SET next_ask_at = %(until)s WHERE id IN (
  SELECT id FROM payments_attempt WHERE next_ask_at <= %(now)s
  ORDER BY next_ask_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def ask_due() -> int:
    """Ask of all whose time has come, each outside any transaction; how many were asked.

    A worker that dies leaves its attempts to the next after five minutes.
    """
    now = clock.now()
    ids = run(_LEASED, {"now": now, "until": now + _LEASE, "most": _AT_ONCE})
    for one in Attempt.objects.filter(pk__in=[pk for (pk,) in ids]).select_related("channel"):
        ask_one(one)
    return len(ids)


def ask_one(attempt: Attempt) -> Verdict | None:
    """Ask the gateway and take in what it says; `None` where it says nothing."""
    assert attempt.channel is not None  # noqa: S101 - only gateways are asked
    wait = _WAITS[min(attempt.asked, len(_WAITS) - 1)]
    over = attempt.created_at + GIVE_UP < clock.now()
    try:
        said = provider_of(attempt.channel).ask(attempt)
    except (Unreachable, NotOffered) as silent:
        _end(attempt, wait, over=over)
        if isinstance(silent, Unreachable):
            _keep(attempt, silent.words, Verdict.BROKEN)
        return None
    if said is None:
        _keep(attempt, "Cổng không có giao dịch này", Verdict.UNKNOWN)
        _end(attempt, wait, over=attempt.expires_at is None or attempt.expires_at < clock.now())
        return Verdict.UNKNOWN
    if said.reference != attempt.reference:
        _keep(attempt, _in_words(said), Verdict.MERCHANT)
        return Verdict.MERCHANT
    verdict = hear(attempt, said)
    _keep(attempt, _in_words(said), verdict)
    if verdict in {Verdict.PENDING, Verdict.AMOUNT}:
        _end(attempt, wait, over=over)
    return verdict


def _end(attempt: Attempt, wait: timedelta, *, over: bool) -> None:
    if over:
        expire(attempt)
    else:
        ask_later(attempt, wait)


def _keep(attempt: Attempt, words: str, verdict: Verdict) -> None:
    keep_notice(attempt.way, Source.QUERY, content=words, verdict=verdict, attempt=attempt)


def _in_words(said: Said) -> str:
    number = f", giao dịch {said.number}" if said.number else ""
    return f"{said.outcome} {said.amount} đồng, mã {said.code}{number}"
