"""The payer chooses a way and goes there."""

from __future__ import annotations

from datetime import timedelta

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.outside import Unreachable
from congvu.core.refused import Conflict, Refused
from congvu.payments.actions.hearing import keep_notice
from congvu.payments.actions.lifecycles import payables as lifecycle
from congvu.payments.codes import new_reference
from congvu.payments.models import Attempt, Channel, Payable
from congvu.payments.policy import is_installation
from congvu.payments.providers import provider_of
from congvu.payments.types import AttemptState, PayableState, Source, Verdict, Way

MOST_A_DAY = 30
LASTS = timedelta(minutes=15)
TRANSFER_LASTS = timedelta(days=3)
_FIRST_QUESTION = timedelta(minutes=2)


def go(payable: Payable, *, channel: Channel, address: str, back: str) -> tuple[Attempt, str]:
    """Begin an attempt; it, and where the browser goes (empty: it stays with us).

    `back` is our own absolute address to which the gateway sends the browser. The gateway is spoken
    to after the attempt is committed.
    """
    attempt = begin(payable, actor=None, channel=channel, address=address)
    attempt.payable = payable
    try:
        return attempt, provider_of(channel).begin(attempt, back=back)
    except Unreachable as silent:
        with work():
            Attempt.objects.filter(pk=attempt.pk, state=AttemptState.WAITING).update(
                state=AttemptState.FAILED, words=silent.words[:200], next_ask_at=None
            )
            keep_notice(
                channel.way, Source.QUERY, content=silent.words, verdict=Verdict.BROKEN,
                attempt=attempt,
            )  # fmt: skip
        raise Refused(f"{silent.words} Ông/bà chọn cách khác hoặc thử lại sau ít phút.") from silent


@lifecycle.action("Bắt đầu thanh toán", start={PayableState.DUE}, who=is_installation, told=False)
def begin(payable: Payable, *, actor: None, channel: Channel, address: str) -> Attempt:
    """A new attempt; for a transfer the one that waits already, so that one code is printed."""
    now = clock.now()
    if channel.way == Way.VIETQR and (kept := _waiting(payable, channel)):
        return kept
    if payable.attempts.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Conflict(
            "Khoản này đã mở thanh toán quá nhiều lần trong ngày. Xin thử lại vào ngày mai hoặc "
            "nộp tại cơ quan thu."
        )
    gateway = channel.way != Way.VIETQR
    return Attempt.objects.create(
        payable=payable, channel=channel, way=channel.way, reference=new_reference(),
        amount=payable.total, address=address[:45], created_at=now,
        expires_at=now + (LASTS if gateway else TRANSFER_LASTS),
        next_ask_at=now + _FIRST_QUESTION if gateway else None,
    )  # fmt: skip


def _waiting(payable: Payable, channel: Channel) -> Attempt | None:
    rows = payable.attempts.filter(channel=channel, state=AttemptState.WAITING)
    return rows.filter(amount=payable.total).first()
