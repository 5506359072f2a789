"""What can be asked about past documents on their way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from congvu.core.refused import NotFound
from congvu.core.text import fold
from congvu.directory.models import Appointment, Role
from congvu.documents.models import Incoming, Outgoing, PastImport, PastRow, Register
from congvu.documents.past_index import register_number
from congvu.documents.queries.registers import numbered_in
from congvu.documents.types import PastRowState, RegisterKind

PAGE = 50


def imports_of(actor: Appointment) -> QuerySet[PastImport]:
    """The agency's imports for its clerks, the latest first."""
    if actor.role != Role.CLERK:
        return PastImport.objects.none()
    rows = PastImport.objects.filter(agency=actor.agency_id)
    return rows.select_related("register", "created_by__person")


def past_import(pk: int, *, actor: Appointment) -> PastImport:
    """One import; `NotFound` for others."""
    found = imports_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Progress:
    """How many rows are in which state."""

    ready: int
    wrong: int
    twin: int
    done: int

    @property
    def total(self) -> int:
        return self.ready + self.done

    @property
    def all(self) -> int:
        return self.ready + self.wrong + self.twin + self.done


def progress_of(past: PastImport) -> Progress:
    """One query."""
    counts = dict(past.rows.order_by().values_list("state").annotate(Count("pk")))
    return Progress(**{state.value: counts.get(state.value, 0) for state in PastRowState})


def rows_of(past: PastImport, *, state: str = "", after: int = 0) -> list[PastRow]:
    """Up to `PAGE` rows and one more, by line."""
    rows = past.rows.filter(line__gt=after)
    if state in PastRowState.values:
        rows = rows.filter(state=state)
    return list(rows.select_related("incoming", "outgoing").order_by("line")[: PAGE + 1])


def wrong_rows(past: PastImport) -> QuerySet[PastRow]:
    """Those that were not and will not be taken in."""
    states = [PastRowState.WRONG, PastRowState.TWIN]
    return past.rows.filter(state__in=states).order_by("line")


@dataclass(frozen=True)
class Verdict:
    """Why a number or document cannot be taken in: it is there already (`twin`), or in the way."""

    words: str
    twin: bool


@dataclass
class Standing:
    """What the register and the agency have already, as the rows of an index meet it."""

    kind: str
    taken: dict[int, str]
    codes: dict[str, str]
    lines: dict[int, int] = field(default_factory=dict)

    def judge(
        self, number: int | None, cells: Mapping[str, str | int], *, line: int
    ) -> Verdict | None:
        """Nothing where the row is new; remembers it for the rows that follow."""
        if number is not None and number in self.lines:
            return Verdict(f"Số {number} trùng với dòng {self.lines[number]}", twin=False)
        code = _code(cells, self.kind)
        if number is not None:
            self.lines[number] = line
            if number in self.taken:
                same = self.taken[number] == code
                there = "Đã có trong sổ" if same else "Số này của sổ đã có văn bản khác"
                return Verdict(f"{there} (số {number})", twin=same)
        if code in self.codes:
            return Verdict(f"Đã có trong hệ thống: {self.codes[code]}", twin=True)
        return None


def standing_for(book: Register, rows: Sequence[Mapping[str, str]]) -> Standing:
    """Two queries for all rows of an index."""
    numbers = {number for cells in rows if (number := register_number(cells, book.kind))}
    taken = numbered_in(book).filter(at__in=numbers)
    if book.kind == RegisterKind.OUTGOING:
        standing = {one.at: fold(f"{one.number}/{one.notation}") for one in taken}
        others = Outgoing.objects.filter(
            agency=book.agency_id, year=book.year, number__in=numbers
        ).exclude(register=book)
        codes = {fold(f"{one.number}/{one.notation}"): str(one.register) for one in others}
        return Standing(book.kind, standing, codes)
    standing = {one.at: _arrival_code(one.number, one.notation, one.issuer_name) for one in taken}
    known = Incoming.objects.filter(
        agency=book.agency_id, number__in={cells.get("number", "") for cells in rows}
    ).select_related("register")
    codes = {
        _arrival_code(one.number, one.notation, one.issuer_name): f"số đến {one.arrival_number}"
        for one in known.filter(arrival_number__isnull=False)
    }
    return Standing(book.kind, standing, codes)


def _arrival_code(number: object, notation: object, issuer: object) -> str:
    return fold(f"{number}/{notation} {issuer}")


def _code(cells: Mapping[str, str | int], kind: str) -> str:
    if kind == RegisterKind.OUTGOING:
        return fold(f"{cells.get('number')}/{cells.get('notation')}")
    return _arrival_code(cells.get("number"), cells.get("notation"), cells.get("issuer_name"))
