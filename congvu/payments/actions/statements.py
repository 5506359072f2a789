"""Statements of banks: read, looked at, then booked; each movement once."""

from __future__ import annotations

import hashlib
from collections import Counter

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.refused import Refused
from congvu.core.text import nfc
from congvu.directory.models import Appointment
from congvu.payments import policy
from congvu.payments.actions.booking import Side, book
from congvu.payments.actions.hearing import locked
from congvu.payments.actions.lifecycles import statements as lifecycle
from congvu.payments.actions.receiving import take_in
from congvu.payments.codes import references_in
from congvu.payments.models import Attempt, BankStatement, Channel, StatementLine
from congvu.payments.queries.office import accounts_of
from congvu.payments.statements import Movement, Read, Unreadable, read
from congvu.payments.types import AccountKind, AttemptState, EntryKind, LineState, StatementState

MAX_BYTES = 5 * 1024 * 1024


def import_statement(
    channel: Channel, *, actor: Appointment, name: str, content: bytes
) -> BankStatement:
    """Read the file and keep what it says, to be looked at; nothing is booked yet.

    Raises:
        Refused: (field `file`) no statement, or one that is here already; (field `channel`) one of
            another account of the agency.
    """
    if len(content) > MAX_BYTES:
        raise Refused("Tệp quá lớn; sao kê dài nhất 5 MB.", field="file")
    try:
        found = read(content)
    except Unreadable as why:
        raise Refused(why.words, field="file") from why
    if not found.movements:
        raise Refused("Sao kê không có dòng nào.", field="file")
    _refuse_others(channel, found)
    mark = hashlib.sha256(content).hexdigest()
    try:
        with work():
            statement = keep(
                actor=actor, channel=channel, name=nfc(name)[:160], mark=mark, form=found.form
            )
            _lines(statement, found.movements)
    except IntegrityError:
        raise Refused("Tệp sao kê này đã được nhập.", field="file") from None
    return statement


def _refuse_others(channel: Channel, found: Read) -> None:
    """A statement that names another account of ours is not this one's."""
    if found.is_of(channel.account):
        return
    for other in accounts_of(channel.agency).exclude(pk=channel.pk):
        if other.account != channel.account and found.is_of(other.account):
            raise Refused(
                f"Sao kê này ghi tài khoản {other.account} ({other.name}); xin chọn tài khoản đó.",
                field="channel",
            )


@lifecycle.creation("Nhập sao kê", end=StatementState.DRAFT, who=policy.imports)
def keep(*, actor: Appointment, channel: Channel, name: str, mark: str, form: str) -> BankStatement:
    return BankStatement.objects.create(
        agency=actor.agency, channel=channel, name=name, sha256=mark, format=form,
        imported_by=actor, imported_at=clock.now(),
    )  # fmt: skip


def _lines(statement: BankStatement, movements: list[Movement]) -> None:
    """Each line with what would become of it."""
    marks = fingerprints(movements)
    known = set(
        StatementLine.objects.filter(
            channel=statement.channel_id, fingerprint__in=marks.values()
        ).values_list("fingerprint", flat=True)
    )
    wanted = {code for one in movements for code in references_in(one.purpose)}
    rows = Attempt.objects.filter(channel=statement.channel_id, reference__in=wanted)
    attempts = {one.reference: one for one in rows}
    StatementLine.objects.bulk_create(
        [
            StatementLine(
                statement=statement, channel_id=statement.channel_id, position=one.position,
                on=one.on, amount=one.amount, purpose=nfc(one.purpose), number=one.number,
                error=one.error,
                **_found(one, attempts, known=marks.get(one.position, "") in known),
            )
            for one in movements
        ],
        batch_size=500,
    )  # fmt: skip


def _found(one: Movement, attempts: dict[str, Attempt], *, known: bool) -> dict[str, object]:
    if one.error:
        return {"state": LineState.WRONG}
    if known:
        return {"state": LineState.DOUBLE}
    if (one.amount or 0) <= 0:
        return {"state": LineState.OUT}
    found = [attempts[code] for code in references_in(one.purpose) if code in attempts]
    if len(found) != 1:
        return {"state": LineState.UNMATCHED}
    fits = found[0].amount == one.amount and found[0].state != AttemptState.PAID
    return {"state": LineState.MATCHED if fits else LineState.UNMATCHED, "attempt": found[0]}


def fingerprints(movements: list[Movement]) -> dict[int, str]:
    """What tells movements apart, by their places: the bank's number, else all that is said.

    Two that say the same in one file are two; the second of them is the second in every file.
    """
    seen: Counter[str] = Counter()
    found = {}
    for one in movements:
        if one.error:
            continue
        said = one.number or " ".join(one.purpose.split())
        plain = f"{one.on}|{one.amount}|{said}"
        seen[plain] += 1
        text = f"{plain}|{seen[plain]}"
        found[one.position] = hashlib.sha256(text.encode()).hexdigest()
    return found


@lifecycle.action(
    "Ghi sổ sao kê",
    start={StatementState.DRAFT},
    end=StatementState.POSTED,
    who=policy.keeps_books,
    primary=True,
)
def post(statement: BankStatement, *, actor: Appointment) -> None:
    """What matches pays; what else came in is booked as not yet explained. Wrong lines stay out."""
    lines = list(statement.lines.select_related("attempt"))
    marks = fingerprints(
        [
            Movement(one.position, one.on, one.amount, one.purpose, one.number, one.error)
            for one in lines
        ]
    )
    for line in lines:
        if line.state in {LineState.MATCHED, LineState.UNMATCHED, LineState.OUT}:
            _post(line, statement, marks[line.position])
    for day in sorted({one.on for one in lines if one.on and one.fingerprint}):
        app.configure_task("payments.reconcile_day").defer(
            agency_id=statement.agency_id, day=day.isoformat()
        )


@lifecycle.action(
    "Bỏ sao kê",
    start={StatementState.DRAFT},
    end=StatementState.DROPPED,
    who=policy.keeps_books,
    danger=True,
)
def drop(statement: BankStatement, *, actor: Appointment) -> None:
    """The wrong file: nothing of it is booked."""


def _post(line: StatementLine, statement: BankStatement, mark: str) -> None:
    line.fingerprint = mark
    try:
        with transaction.atomic():
            line.save(update_fields=["fingerprint"])
    except IntegrityError:  # booked by another file meanwhile
        line.fingerprint, line.state = "", LineState.DOUBLE
        line.save(update_fields=["fingerprint", "state"])
        return
    if line.state == LineState.OUT:
        return
    if line.state == LineState.MATCHED and line.attempt is not None:
        if _paid(line, line.attempt):
            return
        line.state = LineState.UNMATCHED
        line.save(update_fields=["state"])
    book(
        statement.agency_id,
        kind=EntryKind.BANK,
        key=f"line {line.pk}",
        words=f"Tiền vào chưa rõ nguồn: {line.purpose}"[:300],
        sides=[
            Side(AccountKind.BANK, line.amount or 0, statement.channel),
            Side(AccountKind.UNEXPLAINED, -(line.amount or 0)),
        ],
    )


def _paid(line: StatementLine, attempt: Attempt) -> bool:
    """The transfer that the attempt waited for; whether it still did."""
    payable = locked(attempt)
    if attempt.state == AttemptState.PAID or attempt.amount != line.amount:
        return False
    attempt.number = line.number
    attempt.words = f"Sao kê {line.statement.name}, dòng {line.position}"[:200]
    take_in(attempt, payable)
    return True
