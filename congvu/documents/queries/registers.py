"""What can be asked about registers: which there are, their numbers, and the numbers that lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, Min, Model, QuerySet, Window
from django.db.models.functions import Lag

from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.models import Copy, Incoming, Outgoing, Register, RegisterGap
from congvu.documents.types import RegisterKind

MOST_GAPS = 500
_NUMBERED: dict[RegisterKind, tuple[type[Model], str]] = {
    RegisterKind.INCOMING: (Incoming, "arrival_number"),
    RegisterKind.OUTGOING: (Outgoing, "number"),
    RegisterKind.COPIES: (Copy, "number"),
}
_DAYS = {
    RegisterKind.INCOMING: "registered_at__date",
    RegisterKind.OUTGOING: "dated_on",
    RegisterKind.COPIES: "made_at__date",
}


def registers_visible_to(actor: Appointment) -> QuerySet[Register]:
    """All of the agency's for its clerks and leaders, none for others."""
    if not policy.reads_registers(actor):
        return Register.objects.none()
    return Register.objects.filter(agency=actor.agency_id).select_related("agency__parent")


def register(pk: int, *, actor: Appointment) -> Register:
    """One register; `NotFound` for those who may not read it."""
    found = registers_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def years_of(actor: Appointment) -> list[int]:
    """The years in which the agency has registers, the latest first."""
    rows = registers_visible_to(actor).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def numbered_in(book: Register) -> QuerySet[Any]:
    """Its documents, whatever their kind, with their number as `at`; no order."""
    model, number = _NUMBERED[RegisterKind(book.kind)]
    rows = model._default_manager.filter(register=book)
    numbered: QuerySet[Any] = rows.annotate(at=F(number)).order_by()
    return numbered


def numbers_between(book: Register, first: int, last: int) -> list[int]:
    """The numbers of that run that documents have, ascending."""
    rows = numbered_in(book).filter(at__gte=first, at__lte=last)
    return list(rows.order_by("at").values_list("at", flat=True))


@dataclass(frozen=True)
class Span:
    """A run of a register's numbers, both ends counted; empty where `last < first`."""

    first: int
    last: int

    def __len__(self) -> int:
        return max(0, self.last - self.first + 1)


def span_of(
    book: Register,
    *,
    first: int | None = None,
    last: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Span:
    """The numbers asked for. Days are turned into numbers, for a register ascends with them."""
    low, high = max(1, first or 1), min(book.last_number, last or book.last_number)
    if since or until:
        rows = numbered_in(book)
        day = _DAYS[RegisterKind(book.kind)]
        rows = rows.filter(**{f"{day}__gte": since}) if since else rows
        rows = rows.filter(**{f"{day}__lte": until}) if until else rows
        found = rows.aggregate(low=Min("at"), high=Max("at"))
        if found["low"] is None:
            return Span(1, 0)
        low, high = max(low, found["low"]), min(high, found["high"])
    return Span(low, high)


@dataclass(frozen=True)
class Gap:
    """Numbers that no document has, and why, where somebody has said so."""

    first: int
    last: int
    explanation: RegisterGap | None = None

    @property
    def numbers(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def explained(book: Register, span: Span) -> list[RegisterGap]:
    """The explanations that touch the span."""
    rows = book.gaps.filter(first__lte=span.last, last__gte=span.first)
    return list(rows.select_related("explained_by__person"))


def gaps_between(low: int, high: int, known: list[RegisterGap]) -> list[Gap]:
    """The run from `low` to `high`, cut where explanations begin and end."""
    found: list[Gap] = []
    for one in known:
        first, last = max(one.first, low), min(one.last, high)
        if first > last:
            continue
        if first > low:
            found.append(Gap(low, first - 1))
        found.append(Gap(first, last, one))
        low = last + 1
    if low <= high:
        found.append(Gap(low, high))
    return found


def gaps_of(book: Register) -> list[Gap]:
    """Every run of numbers without a document, at most `MOST_GAPS`: one pass over its index."""
    before = Window(Lag("at", default=0), order_by="at")
    rows = numbered_in(book).annotate(before=before).filter(at__gt=F("before") + 1)
    runs = list(rows.order_by("at").values_list("before", "at")[:MOST_GAPS])
    highest = numbered_in(book).aggregate(most=Max("at"))["most"] or 0
    if highest < book.last_number and len(runs) < MOST_GAPS:
        runs.append((highest, book.last_number + 1))
    known = explained(book, Span(1, book.last_number))
    return [gap for low, high in runs for gap in gaps_between(low + 1, high - 1, known)]
