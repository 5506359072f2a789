"""Past documents come into their registers under their own numbers, row by row.

The preview writes down what each row says and what is wrong with it; the job takes the good rows,
each in a transaction of its own, and may be stopped and begun again at any row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from congvu.core.actions import command
from congvu.core.acts import work
from congvu.core.offering import offer
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.directory.importing.reading import Row
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions.lifecycles import incoming, outgoing
from congvu.documents.actions.steps import step_in, step_out
from congvu.documents.models import Incoming, Outgoing, PastImport, PastRow, Register
from congvu.documents.past_index import read_row, register_number
from congvu.documents.queries.past_import import Standing, standing_for
from congvu.documents.types import (
    IncomingState,
    OutgoingState,
    PastImportState,
    PastRowState,
    RegisterKind,
    Source,
)
from congvu.files import actions as files
from congvu.files.actions.pictures import as_pdf
from congvu.files.models import StoredFile

CHUNK = 10
DOOR = "Nhập văn bản đã có"
_MORNING = time(8, 0)


def preview(
    rows: Sequence[Row], *, actor: Appointment, register: Register, name: str, pack: str
) -> PastImport:
    """Write down what the rows say; nothing enters the register yet."""
    if not policy.keeps_registers(actor, register):
        raise Forbidden
    packed = files.packed_names(pack)
    standing = standing_for(register, [row.cells for row in rows])
    with work():
        past = PastImport.objects.create(
            agency=actor.agency, register=register, name=name[:160], pack=pack, created_by=actor
        )
        made = [_row(past, row, packed, standing) for row in rows]
        PastRow.objects.bulk_create(made, batch_size=500)
    return past


def _row(past: PastImport, row: Row, packed: Mapping[str, str], standing: Standing) -> PastRow:
    book = past.register
    found = PastRow(past_import=past, line=row.number, cells={}, state=PastRowState.WRONG)
    try:
        offer(row.cells, actor=past.created_by, door=DOOR)
    except Refused as refused:
        found.problem = refused.sentence
        return found
    reading = read_row(row.cells, kind=book.kind, year=book.year)
    problems = list(reading.problems.values())
    found.cells = reading.cells
    found.file_name = packed.get(files.pack_key(str(reading.cells.get("file", ""))), "")
    if reading.cells.get("file") and not found.file_name:
        problems.append(f"Tên tệp: không thấy “{reading.cells['file']}” trong tệp ZIP")
    number = register_number(reading.cells, book.kind)
    verdict = standing.judge(number, reading.cells, line=row.number)
    if verdict and verdict.twin and not problems:
        found.state, found.problem = PastRowState.TWIN, verdict.words
        return found
    if verdict:
        problems.append(verdict.words)
    found.problem = "\n".join(problems)
    found.state = PastRowState.WRONG if problems else PastRowState.READY
    return found


@command("Nhập văn bản đã có", who=policy.imports_past)
def begin(past: PastImport, *, actor: Appointment) -> None:
    """Take the good rows in the background; once more, to go on where it stopped."""
    row = PastImport.objects.select_for_update().get(pk=past.pk)
    if row.state == PastImportState.DONE:
        raise Conflict("Danh mục này đã nhập xong.")
    if not row.rows.filter(state=PastRowState.READY).exists():
        raise Conflict("Không có dòng hợp lệ nào để nhập.")
    row.state = PastImportState.RUNNING
    row.save(update_fields=["state"])
    defer(row.pk)


@command("Bỏ danh mục văn bản đã có", who=policy.imports_past)
def discard(past: PastImport, *, actor: Appointment) -> None:
    """Before anything was taken in."""
    row = PastImport.objects.select_for_update().get(pk=past.pk)
    if row.state != PastImportState.PREVIEW:
        raise Conflict("Danh mục đã bắt đầu nhập nên không bỏ được.")
    files.drop_pack(row.pack)
    row.delete()


def defer(pk: int) -> None:
    """Queue the next rows, unless they are queued already."""
    job = app.configure_task("documents.take_past", queueing_lock=f"documents.past.{pk}")
    try:
        with transaction.atomic():  # a refusal by the queue must not spoil the caller's work
            job.defer(past_id=pk)
    except AlreadyEnqueued:
        return


def take(pk: int) -> bool:
    """The next good rows enter the register; whether more are left."""
    whole = PastImport.objects.select_related("register", "agency", "created_by__agency")
    past = whole.filter(pk=pk).first()
    if past is None:  # it was thrown away meanwhile
        return False
    if past.state != PastImportState.RUNNING:
        return False
    ready = past.rows.filter(state=PastRowState.READY)
    for row in ready.order_by("line")[:CHUNK]:
        _take(past, row)
    if ready.exists():
        return True
    PastImport.objects.filter(pk=pk).update(state=PastImportState.DONE)
    files.drop_pack(past.pack)
    return False


def _take(past: PastImport, row: PastRow) -> None:
    actor = past.created_by
    try:
        key = f"past-{past.pk}-{row.line}"
        arrived = files.receive_packed(past.pack, row.file_name, actor=actor, key=key)
        page = as_pdf(arrived, actor=actor)[0]
        with work():
            _enter(past, row.pk, page)
    except Refused as refused:
        _fail(row, refused.sentence)
    except IntegrityError:
        _fail(row, "Số này của sổ vừa có văn bản khác.")


def _fail(row: PastRow, problem: str) -> None:
    PastRow.objects.filter(pk=row.pk, state=PastRowState.READY).update(
        state=PastRowState.WRONG, problem=problem
    )


def _enter(past: PastImport, pk: int, page: StoredFile) -> None:
    row = PastRow.objects.select_for_update().get(pk=pk)
    if row.state != PastRowState.READY:
        return
    book = Register.objects.select_for_update(no_key=True).get(pk=past.register_id)
    number = register_number(row.cells, book.kind) or 0
    given: dict[str, Any] = {"actor": past.created_by, "register": book, "cells": row.cells}
    if book.kind == RegisterKind.OUTGOING:
        row.outgoing = enter_outgoing(**given, file=page)
    else:
        row.incoming = enter_incoming(**given, file=page)
    if number > book.last_number:
        book.last_number = number
        book.save(update_fields=["last_number"])
    row.state = PastRowState.DONE
    row.save(update_fields=["state", "incoming", "outgoing"])


def _moment(day: object) -> datetime:
    on = date.fromisoformat(str(day))
    return datetime.combine(on, _MORNING, timezone.get_current_timezone())


@incoming.creation("Nhập văn bản đến đã có", end=IncomingState.FINISHED, who=policy.is_clerk)
def enter_incoming(
    *, actor: Appointment, register: Register, cells: Mapping[str, Any], file: StoredFile
) -> Incoming:
    """A document that came before the system did, under the arrival number that it had."""
    at = _moment(cells["arrived_on"])
    document = Incoming.objects.create(
        agency=actor.agency,
        issuer_name=cells["issuer_name"],
        number=str(cells["number"]),
        notation=cells["notation"],
        dated_on=date.fromisoformat(cells["dated_on"]),
        kind=cells["kind"],
        abstract=cells["abstract"],
        signer_name=cells.get("signer_name", ""),
        file=file,
        paper=True,
        state=IncomingState.FINISHED,
        register=register,
        arrival_number=cells["arrival_number"],
        arrived_at=at,
        registered_at=at,
        registered_by=actor,
        finished_at=at,
    )
    step_in(document, "import", "Nhập vào hệ thống từ sổ đã có", actor=actor)
    return document


@outgoing.creation("Nhập văn bản đi đã có", end=OutgoingState.ISSUED, who=policy.is_clerk)
def enter_outgoing(
    *, actor: Appointment, register: Register, cells: Mapping[str, Any], file: StoredFile
) -> Outgoing:
    """A document issued before the system was there, under the number that it had."""
    day = date.fromisoformat(cells["dated_on"])
    document = Outgoing.objects.create(
        agency=actor.agency,
        drafter=actor,
        kind=cells["kind"],
        abstract=cells["abstract"],
        source=Source.UPLOAD,
        upload=file,
        prepared=file,
        signed=file,
        issued=file,
        recipients=[one.strip() for one in cells.get("recipients", "").split(";") if one.strip()],
        signer_name=cells.get("signer_name", ""),
        notation=cells["notation"],
        year=day.year,
        state=OutgoingState.ISSUED,
        register=register,
        number=cells["number"],
        dated_on=day,
        signed_at=_moment(day),
        issued_at=_moment(day),
        issued_by=actor,
    )
    step_out(document, "import", "Nhập vào hệ thống từ sổ đã có", actor=actor)
    return document
