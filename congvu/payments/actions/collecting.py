"""The public post collects at the door (QĐ 45/2016/QĐ-TTg) and hands over later.

What it collected pays as a gateway's word does, once; what it hands over is booked as far as it is
new. It is asked again and again and says its sums so far, so that what comes twice, late or in
another order changes nothing.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from django.urls import reverse

from congvu.core import clock
from congvu.core.acts import tell, work
from congvu.core.money import dong
from congvu.directory.models import Appointment
from congvu.notices.actions import notify
from congvu.payments import policy
from congvu.payments.actions.booking import Side, book
from congvu.payments.actions.hearing import hear, keep_notice, locked, of_attempt
from congvu.payments.models import Attempt, Payable
from congvu.payments.types import (
    AccountKind,
    AttemptState,
    Carried,
    EntryKind,
    Said,
    Source,
    Verdict,
    Way,
)

_REMITTED = "Bưu điện chuyển tiền thu hộ"


def hear_post(payable: Payable, said: Carried) -> None:
    """Take in what the post says of an order's money. The same again is the same."""
    collected = said.collected or (said.asked if said.remitted else 0)
    if not collected:
        return
    attempt = _attempt(payable, said)
    if _told(attempt, collected) and collected != said.asked:
        _take_note(attempt, said, Verdict.AMOUNT)
        _warn(attempt, f"bưu điện báo đã thu {dong(collected)}, đơn ghi {dong(said.asked)}")
    verdict = hear(
        attempt, Said("paid", said.order, collected, number=said.tracking, bank="Bưu điện")
    )
    if verdict == Verdict.PAID:
        _take_note(attempt, said, verdict)
    if said.remitted and remit(attempt, said.remitted) and said.remitted != attempt.amount:
        _warn(attempt, f"đã thu {dong(attempt.amount)}, chuyển về {dong(said.remitted)}")


def _attempt(payable: Payable, said: Carried) -> Attempt:
    """The order's one attempt: its number is the reference."""
    found, _ = Attempt.objects.get_or_create(
        reference=said.order,
        defaults={"payable": payable, "way": Way.POST, "amount": said.asked},
    )
    return found


def _told(attempt: Attempt, collected: int) -> bool:
    """Keep what the post says it collected so far; whether that is more than it said before."""
    with work():
        locked(attempt)
        news = collected > (attempt.told_amount or 0)
        if news:
            attempt.told, attempt.told_amount = "paid", collected
            attempt.save(update_fields=["told", "told_amount"])
    return news


def remit(attempt: Attempt, total: int) -> bool:
    """The post has handed over `total` so far; whether some of it is new."""
    with work():
        payable = locked(attempt)
        more = total - attempt.remitted
        if attempt.state != AttemptState.PAID or more <= 0:
            return False
        book(
            payable.agency_id,
            kind=EntryKind.PAYOUT,
            key=f"remitted {attempt.pk} {total}",
            words=f"Bưu điện chuyển tiền thu hộ {payable.reference}, đơn {attempt.reference}",
            sides=[Side(AccountKind.TRANSIT, more), Side(AccountKind.POST, -more)],
            payable=payable,
            attempt=attempt,
        )
        attempt.remitted, attempt.remitted_at = total, clock.now()
        attempt.save(update_fields=["remitted", "remitted_at"])
        tell(of_attempt(payable, "remitted", _REMITTED, attempt, amount=more))
    return True


def _take_note(attempt: Attempt, said: Carried, verdict: Verdict) -> None:
    content = json.dumps(asdict(said), ensure_ascii=False)
    with work():
        keep_notice(Way.POST, Source.QUERY, content=content, verdict=verdict, attempt=attempt)


def _warn(attempt: Attempt, words: str) -> None:
    """Those who keep the books hear of it at once; the day's comparison keeps it."""
    payable = attempt.payable
    keepers = Appointment.objects.in_force().filter(
        agency=payable.agency_id, role__in=policy.KEEPING
    )
    notify(
        keepers,
        text=f"{payable.label}: {words}",
        url=reverse("payments:payable", args=[payable.pk]),
        kind="payments",
    )
