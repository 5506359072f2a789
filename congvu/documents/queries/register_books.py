"""Registers as the paper ones: the columns of NĐ 30/2020/NĐ-CP, Annex IV, and their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from congvu.core import clock
from congvu.documents.doctypes import BY_CODE
from congvu.documents.models import Assignment, Copy, Incoming, Outgoing, Register
from congvu.documents.queries.registers import (
    Gap,
    Span,
    explained,
    gaps_between,
    numbered_in,
)
from congvu.documents.rendering.tables import Heading
from congvu.documents.types import IncomingState, OutgoingState, Part, RegisterKind, Urgency

PAGE = 50
_CHUNK = 500


@dataclass(frozen=True)
class Book:
    """One way to read a register: its title on the cover, its columns, how rows are filled."""

    title: str
    columns: tuple[Heading, ...]
    fill: Callable[[list[Any]], list[tuple[str, ...]]]
    at: int
    """The column in which the number stands."""


@dataclass(frozen=True)
class Row:
    """A line: a document with its cells, or numbers without one."""

    number: int
    cells: tuple[str, ...] = ()
    pk: int = 0
    gap: Gap | None = None


@dataclass(frozen=True)
class RowPage:
    """A page of lines in ascending order; the keys lead to the pages before and after."""

    rows: list[Row]
    before: int = 0
    after: int = 0


def row_page(
    book: Book, register: Register, span: Span, *, start: int = 0, end: int = 0
) -> RowPage:
    """Fifty documents and the gaps among them: from number `start` on, or up to `end`.

    Without either the last page, where the newest entries stand. A handful of queries.
    """
    rows = _within(register, span)
    if start:
        found = list(rows.filter(at__gte=start).order_by("at")[: PAGE + 1])
        more, shown = len(found) > PAGE, found[:PAGE]
        low = max(span.first, start)
        high = shown[-1].at if more else span.last
        return RowPage(
            _lines(book, register, shown, Span(low, high)),
            before=low - 1 if low > span.first else 0,
            after=high + 1 if more else 0,
        )
    high = min(span.last, end or span.last)
    found = list(rows.filter(at__lte=high).order_by("-at")[: PAGE + 1])
    more, shown = len(found) > PAGE, found[PAGE - 1 :: -1] if len(found) > PAGE else found[::-1]
    low = found[PAGE].at + 1 if more else span.first
    return RowPage(
        _lines(book, register, shown, Span(low, high)),
        before=low - 1 if more else 0,
        after=high + 1 if high < span.last else 0,
    )


def every_row(book: Book, register: Register, span: Span) -> Iterator[Row]:
    """All lines of the span, a few hundred at a time."""
    low = span.first
    while low <= span.last:
        found = list(_within(register, span).filter(at__gte=low).order_by("at")[:_CHUNK])
        high = found[-1].at if len(found) == _CHUNK else span.last
        yield from _lines(book, register, found, Span(low, high))
        low = high + 1


def _within(register: Register, span: Span) -> Any:
    rows = numbered_in(register).filter(at__gte=span.first, at__lte=span.last)
    if register.kind == RegisterKind.COPIES:
        return rows.select_related("outgoing__agency", "incoming", "decided_by__person")
    if register.kind == RegisterKind.OUTGOING:
        return rows.select_related("signer__person", "unit", "drafter__unit", "reply_to")
    return rows.select_related("holder__person", "holder__unit", "registered_by__person")


def _lines(book: Book, register: Register, documents: list[Any], span: Span) -> list[Row]:
    """The documents' lines, and a line for each run of numbers that none of them has."""
    known = explained(register, span)
    found: list[Row] = []
    low = span.first
    for document, cells in zip(documents, book.fill(documents), strict=True):
        found += _gap_rows(low, document.at - 1, known)
        found.append(Row(document.at, cells, document.pk))
        low = document.at + 1
    return found + _gap_rows(low, span.last, known)


def _gap_rows(low: int, high: int, known: Any) -> list[Row]:
    return [Row(gap.first, gap=gap) for gap in gaps_between(low, high, known)]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _day_of(moment: datetime | None) -> str:
    return _day(clock.local(moment).date()) if moment else ""


def _about(document: Incoming | Outgoing) -> str:
    return f"{BY_CODE[document.kind].name}: {document.abstract}"


def _notes(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _urgency(value: str) -> str:
    return "" if value == Urgency.NORMAL else str(Urgency(value).label)


def _outgoing(documents: list[Any]) -> list[tuple[str, ...]]:
    counts = _receivers(documents)
    return [_outgoing_cells(one, *counts.get(one.pk, (0, 0))) for one in documents]


def _receivers(documents: Iterable[Any]) -> dict[int, tuple[int, int]]:
    """How many receive each document, and how many have taken it into their register."""
    entered = Q(receivers__incoming__arrival_number__isnull=False)
    rows = (
        Outgoing.objects.filter(pk__in=[one.pk for one in documents])
        .annotate(sent=Count("receivers"), entered=Count("receivers", filter=entered))
        .order_by()
        .values_list("pk", "sent", "entered")
    )
    return {pk: (sent, entered) for pk, sent, entered in rows}


def _outgoing_cells(document: Outgoing, sent: int, entered: int) -> tuple[str, ...]:
    unit = document.unit
    state = OutgoingState(document.state)
    said = "" if state is OutgoingState.ISSUED else str(state.label).lower()
    return (
        document.code,
        _day(document.dated_on),
        _about(document),
        document.signer.person.name if document.signer else document.signer_name,
        "; ".join(line.strip(" -;.") for line in document.recipients),
        f"VT, {unit.notation or unit.name}" if unit else "VT",
        str(sent) if sent else "",
        _day_of(document.issued_at),
        f"{entered}/{sent} nơi nhận đã vào sổ" if sent else "",
        _notes(
            _urgency(document.urgency),
            said,
            f"trả lời {document.reply_to.code}" if document.reply_to else "",
        ),
    )


def _leads(documents: Iterable[Any]) -> dict[int, Assignment]:
    """The share of whoever leads, by document."""
    rows = Assignment.objects.filter(
        incoming__in=[one.pk for one in documents], part=Part.LEAD, parent=None
    )
    whole = rows.select_related("assignee__person", "assignee__unit")
    return {one.incoming_id: one for one in whole}


def _who(appointment: Any) -> str:
    place = appointment.unit.name if appointment.unit else ""
    return f"{appointment.person.name}, {place}" if place else str(appointment.person.name)


def _handler(document: Incoming, lead: Assignment | None) -> str:
    if lead is not None:
        return _who(lead.assignee)
    return _who(document.holder) if document.holder else ""


def _incoming(documents: list[Any]) -> list[tuple[str, ...]]:
    leads = _leads(documents)
    return [_incoming_cells(one, leads.get(one.pk)) for one in documents]


def _incoming_cells(document: Incoming, lead: Assignment | None) -> tuple[str, ...]:
    passed = lead.given_at if lead else document.held_since
    gone = document.state in (IncomingState.RETURNED, IncomingState.RECALLED)
    return (
        _day_of(document.registered_at),
        str(document.arrival_number),
        document.issuer_name,
        document.code,
        _day(document.dated_on),
        _about(document),
        _handler(document, lead),
        _day_of(passed),
        f"đã nhận {_day_of(lead.read_at)}" if lead and lead.read_at else "",
        _notes(
            _urgency(document.urgency),
            "bản giấy đã số hóa" if document.paper else "",
            str(document.get_state_display()).lower() if gone else "",
        ),
    )


def _handling(documents: list[Any]) -> list[tuple[str, ...]]:
    leads, replies = _leads(documents), _replies(documents)
    return [_handling_cells(one, leads.get(one.pk), replies.get(one.pk, [])) for one in documents]


def _replies(documents: Iterable[Any]) -> dict[int, list[str]]:
    """The codes of the issued answers, by document."""
    rows = Outgoing.objects.filter(
        reply_to__in=[one.pk for one in documents], state=OutgoingState.ISSUED
    )
    found: dict[int, list[str]] = {}
    for one in rows.only("reply_to", "number", "notation").order_by("number"):
        found.setdefault(one.reply_to_id or 0, []).append(one.code)
    return found


def _handling_cells(
    document: Incoming, lead: Assignment | None, replies: list[str]
) -> tuple[str, ...]:
    name, day = BY_CODE[document.kind].name, _day(document.dated_on)
    return (
        str(document.arrival_number),
        f"{name} số {document.code} ngày {day} của {document.issuer_name}",
        _handler(document, lead),
        _day(document.due_on),
        _progress(document),
        ", ".join(replies),
        _urgency(document.urgency),
    )


def _progress(document: Incoming) -> str:
    state = str(IncomingState(document.state).label)
    end = clock.local(document.finished_at).date() if document.finished_at else None
    if end is not None:
        state = f"{state} ngày {_day(end)}"
    late = document.due_on is not None and (end or clock.today()) > document.due_on
    return f"{state}, quá hạn" if late else state


def _copies(documents: list[Any]) -> list[tuple[str, ...]]:
    return [_copy_cells(one) for one in documents]


def _copy_cells(copy: Copy) -> tuple[str, ...]:
    source = copy.source
    issuer = source.issuer_name if isinstance(source, Incoming) else source.agency.name
    name, day = BY_CODE[source.kind].name, _day(source.dated_on)
    return (
        copy.code,
        _day_of(copy.made_at),
        str(copy.get_kind_display()),
        f"{name} số {source.code} ngày {day} của {issuer}: {source.abstract}",
        copy.decided_by.person.name,
        copy.purpose,
        f"trích các trang {copy.pages}" if copy.pages else "",
    )


OUTGOING = Book(
    "Sổ đăng ký văn bản đi",
    (
        Heading("Số, ký hiệu văn bản", 13),
        Heading("Ngày tháng văn bản", 10),
        Heading("Tên loại và trích yếu nội dung văn bản", 30),
        Heading("Người ký", 12),
        Heading("Nơi nhận văn bản", 18),
        Heading("Đơn vị, người nhận bản lưu", 10),
        Heading("Số lượng bản", 6, number=True),
        Heading("Ngày chuyển", 10),
        Heading("Ký nhận", 10),
        Heading("Ghi chú", 10),
    ),
    _outgoing,
    at=0,
)
INCOMING = Book(
    "Sổ đăng ký văn bản đến",
    (
        Heading("Ngày đến", 10),
        Heading("Số đến", 6, number=True),
        Heading("Tác giả", 16),
        Heading("Số, ký hiệu văn bản", 13),
        Heading("Ngày tháng văn bản", 10),
        Heading("Tên loại và trích yếu nội dung văn bản", 28),
        Heading("Đơn vị hoặc người nhận", 16),
        Heading("Ngày chuyển", 10),
        Heading("Ký nhận", 10),
        Heading("Ghi chú", 10),
    ),
    _incoming,
    at=1,
)
HANDLING = Book(
    "Sổ theo dõi giải quyết văn bản đến",
    (
        Heading("Số đến", 6, number=True),
        Heading("Tên loại, số và ký hiệu, ngày tháng và tên cơ quan, tổ chức ban hành văn bản", 36),
        Heading("Đơn vị hoặc người nhận", 20),
        Heading("Thời hạn giải quyết", 11),
        Heading("Tiến độ giải quyết", 18),
        Heading("Số, ký hiệu văn bản trả lời", 14),
        Heading("Ghi chú", 10),
    ),
    _handling,
    at=0,
)

COPIES = Book(
    "Sổ đăng ký bản sao",
    (
        Heading("Số, ký hiệu bản sao", 13),
        Heading("Ngày tháng sao", 10),
        Heading("Hình thức sao", 10),
        Heading("Tên loại, số, ký hiệu, ngày tháng, tác giả, trích yếu văn bản được sao", 36),
        Heading("Người ký bản sao", 14),
        Heading("Nơi nhận, mục đích", 18),
        Heading("Ghi chú", 12),
    ),
    _copies,
    at=0,
)

HANDLING_NAME = "theo-doi"


def book_of(register: Register, name: str = "") -> Book | None:
    """How the register is read under that name; nothing where it is not read so."""
    if register.kind == RegisterKind.OUTGOING:
        return None if name else OUTGOING
    if register.kind == RegisterKind.COPIES:
        return None if name else COPIES
    return {"": INCOMING, HANDLING_NAME: HANDLING}.get(name)
