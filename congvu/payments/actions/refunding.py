"""Money goes back: one person asks, another decides, the gateway or the desk pays."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Sum
from django.urls import reverse
from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.events import publish
from congvu.core.money import dong
from congvu.core.outside import Unreachable
from congvu.core.refused import Conflict, Refused
from congvu.core.text import nfc
from congvu.directory.models import Appointment, Role
from congvu.notices.actions import notify
from congvu.payments import policy
from congvu.payments.actions.booking import Side, book, income, turned, where_it_lies
from congvu.payments.actions.lifecycles import payables
from congvu.payments.actions.lifecycles import refunds as lifecycle
from congvu.payments.events import Refunded
from congvu.payments.models import Attempt, Channel, Payable, Refund
from congvu.payments.providers import provider_of
from congvu.payments.providers.base import NotOffered, Returned
from congvu.payments.types import (
    AccountKind,
    AttemptState,
    EntryKind,
    PayableState,
    RefundState,
    Way,
)

_LEFT = (RefundState.ASKED, RefundState.APPROVED, RefundState.DONE, RefundState.FAILED)


def left(attempt: Attempt) -> int:
    """What of the attempt's money has not gone back and is not about to."""
    given = attempt.refunds.filter(state__in=_LEFT).aggregate(sum=Sum("amount"))["sum"] or 0
    return attempt.amount - int(given)


def ask_refund(attempt: Attempt, *, actor: Appointment, amount: int, reason: str) -> Refund:
    """Ask for money of the attempt to go back; a leader decides."""
    with work():
        payable = Payable.objects.select_for_update(no_key=True).get(pk=attempt.payable_id)
        attempt.refresh_from_db()
        if payable.agency_id != actor.agency_id:
            raise Conflict("Khoản nộp này thuộc cơ quan khác.")
        refund = open_refund(
            actor=actor, payable=payable, attempt=attempt, amount=amount, reason=reason
        )
        if not attempt.surplus:
            start_refund(payable, actor=None)
        leaders = Appointment.objects.in_force().filter(agency=actor.agency_id, role=Role.LEADER)
        _tell(leaders.exclude(person=actor.person_id), refund, "chờ duyệt")
    return refund


@lifecycle.creation(
    "Đề nghị hoàn trả",
    end=RefundState.ASKED,
    who=policy.asks_refunds,
    records=("amount", "reason"),
)
def open_refund(
    *, actor: Appointment, payable: Payable, attempt: Attempt, amount: int, reason: str
) -> Refund:
    if attempt.state != AttemptState.PAID:
        raise Conflict("Lượt thanh toán này chưa có tiền nên không có gì để hoàn.")
    if attempt.refunds.filter(state__in=[RefundState.ASKED, RefundState.APPROVED]).exists():
        raise Conflict("Lượt thanh toán này đang có một đề nghị hoàn trả.")
    most = left(attempt)
    if not 0 < amount <= most:
        raise Refused(f"Chỉ hoàn được từ 1 đồng đến {dong(most)}.", field="amount")
    if not reason.strip():
        raise Refused("Xin ghi lý do hoàn trả.", field="reason")
    return Refund.objects.create(
        agency_id=payable.agency_id, payable=payable, attempt=attempt, amount=amount,
        reason=nfc(reason).strip()[:300], asked_by=actor, asked_person_id=actor.person_id,
        asked_at=clock.now(),
    )  # fmt: skip


@payables.action(
    "Bắt đầu hoàn trả",
    start={PayableState.PAID},
    end=PayableState.REFUNDING,
    who=policy.is_installation,
)
def start_refund(payable: Payable, *, actor: None) -> None:
    """While money may go back, nothing else happens to it."""


@payables.action("Kết thúc hoàn trả", start={PayableState.REFUNDING}, who=policy.is_installation)
def end_refund(payable: Payable, *, actor: None) -> None:
    """Wholly given back, or paid still."""
    given = payable.refunds.filter(state=RefundState.DONE, attempt=payable.paid_by)
    whole = (given.aggregate(sum=Sum("amount"))["sum"] or 0) >= payable.total
    payable.state = PayableState.REFUNDED if whole else PayableState.PAID


@lifecycle.action(
    "Duyệt hoàn trả",
    start={RefundState.ASKED},
    end=RefundState.APPROVED,
    who=policy.decides,
    primary=True,
)
def approve(refund: Refund, *, actor: Appointment) -> None:
    """The money is owed to the payer from now on; a gateway is asked by a job."""
    _decided(refund, actor)
    book(
        refund.agency_id,
        kind=EntryKind.REFUND,
        key=f"refund {refund.pk} approved",
        words=f"Duyệt hoàn trả {refund.payable.reference}: {refund.reason}",
        sides=[*turned(_source(refund)), Side(AccountKind.REFUNDS, -refund.amount)],
        payable=refund.payable,
        attempt=refund.attempt,
        by=actor,
    )
    _tell([refund.asked_by], refund, "đã duyệt")
    if refund.attempt.way == Way.VNPAY:
        app.configure_task("payments.send_refund").defer(refund_id=refund.pk)


@lifecycle.action(
    "Không duyệt",
    start={RefundState.ASKED},
    end=RefundState.REFUSED,
    who=policy.decides,
    danger=True,
    records=("words",),
)
def refuse(refund: Refund, *, actor: Appointment, words: str) -> None:
    """Nothing goes back."""
    if not words.strip():
        raise Refused("Xin ghi lý do không duyệt.", field="words")
    _decided(refund, actor)
    refund.words = nfc(words).strip()[:300]
    _tell([refund.asked_by], refund, "không được duyệt")
    _let_go(refund)


@lifecycle.action(
    "Ghi nhận đã trả tiền",
    start={RefundState.APPROVED, RefundState.FAILED},
    end=RefundState.DONE,
    who=policy.keeps_books,
    records=("number", "place"),
)
def pay_back(refund: Refund, *, actor: Appointment, number: str, place: str) -> None:
    """Paid by hand: in cash, by a transfer, or seen at the gateway. `place` is an `AccountKind`."""
    if not number.strip():
        raise Refused("Xin ghi số chứng từ chi hoặc số giao dịch.", field="number")
    refund.number = number.strip()[:60]
    _paid_back(refund, _from(refund, AccountKind(place)), by=actor)


@lifecycle.action(
    "Ghi nhận cổng đã trả",
    start={RefundState.APPROVED},
    end=RefundState.DONE,
    who=policy.is_installation,
)
def returned(refund: Refund, *, actor: None, said: Returned) -> None:
    """The gateway has given it back."""
    refund.number = said.number[:60]
    _paid_back(refund, where_it_lies(refund.attempt, -refund.amount), by=None)


@lifecycle.action(
    "Ghi nhận cổng không trả được",
    start={RefundState.APPROVED},
    end=RefundState.FAILED,
    who=policy.is_installation,
)
def could_not(refund: Refund, *, actor: None, said: Returned) -> None:
    """The money is still owed to the payer: the clerk pays by transfer."""
    refund.words = said.words[:300]
    _tell([refund.asked_by], refund, "cổng không trả được, cần chi bằng cách khác")


def send(refund_id: int) -> bool:
    """Ask the gateway, outside any transaction; whether it is settled. `Unreachable` passes on."""
    rows = Refund.objects.select_related("attempt__channel", "payable", "decided_by__person")
    refund = rows.get(pk=refund_id)
    channel = refund.attempt.channel
    if refund.state != RefundState.APPROVED or channel is None or refund.decided_by is None:
        return True
    provider = provider_of(channel)
    try:
        said = provider.refund(refund, by=f"CV{refund.decided_by.pk}")
    except NotOffered:
        return True
    if said.outcome == "pending":
        raise Unreachable(said.words)
    act: Callable[..., None] = returned if said.outcome == "done" else could_not
    act(refund, actor=None, said=said)
    return True


def _tell(people: Iterable[Appointment], refund: Refund, words: str) -> None:
    notify(
        people,
        text=f"{refund.label}, {dong(refund.amount)}: {words}",
        url=reverse("payments:refunds"),
        kind="payments",
    )


def _decided(refund: Refund, actor: Appointment) -> None:
    refund.decided_by, refund.decided_person_id = actor, actor.person_id
    refund.decided_at = clock.now()


def _source(refund: Refund) -> list[Side]:
    """The credits that the money had been booked as, after what has gone back of them before."""
    if refund.attempt.surplus:
        return [Side(AccountKind.SURPLUS, -refund.amount)]
    before = refund.attempt.amount - left(refund.attempt) - refund.amount
    return [
        Side(whole.kind, whole.amount - gone.amount)
        for whole, gone in zip(
            income(refund.payable, before + refund.amount),
            income(refund.payable, before),
            strict=True,
        )
    ]


def _from(refund: Refund, place: AccountKind) -> Side:
    if place == AccountKind.CASH:
        return Side(AccountKind.CASH, -refund.amount)
    if place == AccountKind.GATEWAY:
        return where_it_lies(refund.attempt, -refund.amount)
    rows = Channel.objects.filter(agency_id=refund.agency_id, way=Way.VIETQR)
    own = rows.order_by("-active", "pk").first()
    return Side(AccountKind.BANK, -refund.amount, own)


def _paid_back(refund: Refund, side: Side, *, by: Appointment | None) -> None:
    refund.done_at = clock.now()
    book(
        refund.agency_id,
        kind=EntryKind.PAYBACK,
        key=f"refund {refund.pk} done",
        words=f"Trả tiền hoàn {refund.payable.reference}",
        sides=[Side(AccountKind.REFUNDS, refund.amount), side],
        payable=refund.payable,
        attempt=refund.attempt,
        by=by,
    )
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.DONE)
    _let_go(refund)
    payable = refund.payable
    at = refund.done_at
    publish(Refunded(payable.pk, payable.reference, refund.amount, at))


def _let_go(refund: Refund) -> None:
    if not refund.attempt.surplus:
        end_refund(refund.payable, actor=None)
