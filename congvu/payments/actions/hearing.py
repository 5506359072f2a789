"""What a gateway says, judged and taken in: once, however often and in whatever order it comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F

from congvu.core import clock
from congvu.core.acts import Act, tell, work
from congvu.core.events import publish
from congvu.payments.actions.receiving import take_in
from congvu.payments.events import Unpaid
from congvu.payments.models import Attempt, Notification, Payable
from congvu.payments.types import AttemptState, Said, Source, Verdict

_MOST_KEPT = 4000


def hear(attempt: Attempt, said: Said) -> Verdict:
    """Take in what a gateway says of the attempt; it was found genuine before.

    Under the payable's lock, so that of many at once each sees what the one before has done. What
    is paid stays so whatever is said later; what failed or expired may still become paid.
    """
    with work():
        payable = locked(attempt)
        if said.amount != attempt.amount:
            return Verdict.AMOUNT
        if attempt.state == AttemptState.PAID:
            return Verdict.REPEATED
        if said.outcome == "pending":
            return Verdict.PENDING
        _note(attempt, said)
        if said.outcome == "paid":
            take_in(attempt, payable)
            return Verdict.PAID
        if attempt.state != AttemptState.WAITING:
            return Verdict.REPEATED
        _fail(attempt, payable)
        return Verdict.FAILED


def locked(attempt: Attempt) -> Payable:
    """The attempt's payable under a lock, the attempt read anew behind it."""
    rows = Payable.objects.select_for_update(no_key=True, of=("self",))
    payable = rows.get(pk=attempt.payable_id)
    attempt.refresh_from_db()
    attempt.payable = payable
    return payable


def _note(attempt: Attempt, said: Said) -> None:
    attempt.number, attempt.bank = said.number[:60], said.bank[:30]
    attempt.code, attempt.words = said.code[:10], said.words[:200]


def _fail(attempt: Attempt, payable: Payable) -> None:
    attempt.state, attempt.next_ask_at = AttemptState.FAILED, None
    attempt.save()
    tell(
        of_attempt(
            payable, "failed", "Lượt thanh toán không thành công", attempt, words=attempt.words
        )
    )
    publish(Unpaid(payable.pk, payable.reference, clock.now(), attempt.words))


def expire(attempt: Attempt) -> bool:
    """Its time is over and the gateway knows of no money; whether it still waited."""
    with work():
        payable = locked(attempt)
        if attempt.state != AttemptState.WAITING:
            return False
        attempt.state, attempt.next_ask_at = AttemptState.EXPIRED, None
        attempt.words = "Quá thời gian, cổng không có giao dịch"
        attempt.save()
        tell(
            of_attempt(
                payable, "expired", "Lượt thanh toán quá thời gian", attempt, words=attempt.words
            )
        )
        publish(Unpaid(payable.pk, payable.reference, clock.now(), attempt.words))
    return True


def ask_later(attempt: Attempt, wait: timedelta) -> None:
    """The gateway is silent or undecided: ask again after that time."""
    Attempt.objects.filter(pk=attempt.pk, state=AttemptState.WAITING).update(
        asked=F("asked") + 1, next_ask_at=clock.now() + wait
    )


def keep_notice(
    way: str,
    source: Source,
    *,
    content: str,
    verdict: Verdict,
    attempt: Attempt | None = None,
    answer: str = "",
    address: str = "",
) -> Notification:
    """Write down a notice as it came, with what it was found to be."""
    return Notification.objects.create(
        way=way, source=source, content=content.replace("\0", "")[:_MOST_KEPT], verdict=verdict,
        attempt=attempt, answer=answer, address=address[:45],
    )  # fmt: skip


def of_attempt(payable: Payable, name: str, label: str, attempt: Attempt, **detail: Any) -> Act:
    """What the journal hears of an attempt that nobody's hand moved."""
    return Act(
        name=f"payment.{name}",
        label=label,
        agency_id=payable.agency_id,
        actor=None,
        subject_type=Payable._meta.label_lower,
        subject_id=payable.pk,
        subject_label=payable.label,
        detail={"attempt": attempt.reference, **detail},
    )
