"""What is done about a difference: each way of settling has a name, and who did it is kept."""

from __future__ import annotations

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.money import dong
from congvu.core.refused import Conflict, Refused
from congvu.core.text import nfc
from congvu.directory.models import Appointment
from congvu.payments import policy
from congvu.payments.actions.asking_again import ask_one
from congvu.payments.actions.booking import Side, book
from congvu.payments.actions.receiving import take_in
from congvu.payments.codes import new_reference
from congvu.payments.models import Account, Attempt, Channel, Difference, Payable, StatementLine
from congvu.payments.queries.office import in_transit
from congvu.payments.types import (
    AccountKind,
    AttemptState,
    DifferenceKind,
    EntryKind,
    LineState,
    PayableState,
    Way,
)


def record(difference: Difference, *, actor: Appointment) -> None:
    """Ghi nhận theo cổng: the gateway is asked once more, and what it says is taken in."""
    if not policy.keeps_books(actor, difference) or difference.attempt is None:
        raise Conflict("Chênh lệch này không ghi nhận theo cổng được.")
    verdict = ask_one(difference.attempt)
    difference.attempt.refresh_from_db()
    if difference.attempt.state != AttemptState.PAID:
        words = verdict.label if verdict else "cổng không trả lời"
        raise Conflict(f"Chưa ghi nhận được: {str(words).lower()}.")
    settle_as(difference, actor=actor, action="Ghi nhận theo cổng", note="")


@command("Gắn tiền vào khoản nộp", who=policy.keeps_books, records=("reference",))
def assign(difference: Difference, *, actor: Appointment, reference: str) -> None:
    """Money from the bank belongs to a payable: it pays it, or was paid in excess.

    `reference` is the payable's or one of its attempts'.
    """
    line = _line(difference)
    payable = _payable(reference.strip(), actor)
    if payable.state == PayableState.DUE and payable.total != line.amount:
        raise Refused(
            f"Khoản này phải nộp {dong(payable.total)}, tiền vào là {dong(line.amount or 0)}.",
            field="reference",
        )
    _take_out(line, difference, actor)
    attempt = Attempt.objects.create(
        payable=payable, channel=line.channel, way=Way.VIETQR, reference=new_reference(),
        amount=line.amount or 0, number=line.number, created_at=clock.now(),
        words=f"Gắn tay từ sao kê, dòng {line.position}",
    )  # fmt: skip
    take_in(attempt, payable, by=actor)
    line.attempt = attempt
    _close(difference, line, actor=actor, action="Gắn vào khoản nộp", note=payable.reference)


@command("Ghi tiền cổng chuyển về", who=policy.keeps_books, records=("fee",))
def pay_out(difference: Difference, *, actor: Appointment, channel: Channel, fee: int) -> None:
    """A gateway has handed over what it collected, less its fee (whole đồng)."""
    line = _line(difference)
    if fee < 0:
        raise Refused("Phí của cổng không thể âm.", field="fee")
    amount = line.amount or 0
    if not Account.objects.filter(
        agency_id=difference.agency_id, kind=AccountKind.GATEWAY, channel=channel
    ).exists():
        raise Refused("Cổng này chưa thu khoản nào cho cơ quan.", field="channel")
    book(
        difference.agency_id,
        kind=EntryKind.PAYOUT,
        key=f"payout {line.pk}",
        words=f"{channel.name} chuyển tiền về: {line.purpose}"[:300],
        sides=[
            Side(AccountKind.UNEXPLAINED, amount),
            Side(AccountKind.COST, fee),
            Side(AccountKind.GATEWAY, -amount - fee, channel),
        ],
        by=actor,
    )
    _close(difference, line, actor=actor, action="Cổng chuyển tiền về", note=channel.name)


@command("Ghi tiền bưu điện chuyển về", who=policy.keeps_books)
def remitted(difference: Difference, *, actor: Appointment) -> None:
    """Money from the bank is what the post has said it handed over."""
    line = _line(difference)
    amount, coming = line.amount or 0, in_transit(difference.agency_id)
    if amount > coming:
        raise Conflict(
            f"Bưu điện mới báo chuyển {dong(coming)} chưa có trong sao kê; tiền vào là "
            f"{dong(amount)}. Xin chờ bưu điện báo, hoặc xem lại nguồn tiền."
        )
    book(
        difference.agency_id,
        kind=EntryKind.PAYOUT,
        key=f"post payout {line.pk}",
        words=f"Tiền bưu điện thu hộ về tài khoản: {line.purpose}"[:300],
        sides=[Side(AccountKind.UNEXPLAINED, amount), Side(AccountKind.TRANSIT, -amount)],
        by=actor,
    )
    _close(difference, line, actor=actor, action="Bưu điện chuyển tiền về", note="")


@command("Giải thích chênh lệch", who=policy.keeps_books, records=("note",))
def explain(difference: Difference, *, actor: Appointment, note: str) -> None:
    """In words only: nothing is booked."""
    _open(difference)
    if not note.strip():
        raise Refused("Xin ghi giải thích.", field="note")
    line = difference.line
    _close(difference, line, actor=actor, action="Giải thích", note=nfc(note).strip()[:300])


@command("Xử lý chênh lệch", who=policy.keeps_books)
def settle_as(difference: Difference, *, actor: Appointment, action: str, note: str) -> None:
    _open(difference)
    _close(difference, None, actor=actor, action=action, note=note)


def _close(
    difference: Difference,
    line: StatementLine | None,
    *,
    actor: Appointment,
    action: str,
    note: str,
) -> None:
    difference.settled_at, difference.settled_by = clock.now(), actor
    difference.action, difference.note = action, note
    difference.save(update_fields=["settled_at", "settled_by", "action", "note"])
    if line is not None:
        line.state = LineState.SETTLED
        line.save(update_fields=["state", "attempt"])


def _open(difference: Difference) -> None:
    """Read anew under a lock: of two at once the second is told."""
    rows = Difference.objects.select_for_update(no_key=True).filter(pk=difference.pk)
    if rows.get().settled_at is not None:
        raise Conflict("Chênh lệch này đã được xử lý.")


def _line(difference: Difference) -> StatementLine:
    _open(difference)
    if difference.kind != DifferenceKind.BANK_ONLY or difference.line is None:
        raise Conflict("Chỉ tiền vào tài khoản chưa rõ nguồn mới xử lý như vậy.")
    return difference.line


def _payable(reference: str, actor: Appointment) -> Payable:
    rows = Payable.objects.select_for_update(no_key=True, of=("self",))
    found = rows.filter(agency_id=actor.agency_id, reference=reference).first()
    if found is None:
        attempts = Attempt.objects.filter(reference=reference.upper())
        found = rows.filter(agency_id=actor.agency_id, pk__in=attempts.values("payable")).first()
    if found is None:
        raise Refused("Không có khoản nộp hoặc lượt thanh toán mang mã này.", field="reference")
    return found


def _take_out(line: StatementLine, difference: Difference, actor: Appointment) -> None:
    """The money is no longer unexplained; how it came is booked with what it pays for."""
    book(
        difference.agency_id,
        kind=EntryKind.ASSIGNED,
        key=f"assigned {line.pk}",
        words=f"Xác định nguồn tiền: {line.purpose}"[:300],
        sides=[
            Side(AccountKind.UNEXPLAINED, line.amount or 0),
            Side(AccountKind.BANK, -(line.amount or 0), line.channel),
        ],
        by=actor,
    )
