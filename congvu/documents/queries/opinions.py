"""The opinions on a draft as one table: who, from where, what, when, how late."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.core import clock
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents.models import Opinion, Outgoing
from congvu.documents.queries.outgoing import opinions_of, visible_to
from congvu.files.models import StoredFile
from congvu.workdays.queries import working_days_between


@dataclass(frozen=True)
class Line:
    """One opinion; `late` is in working days, counted to today while there is no answer."""

    opinion: Opinion
    verdict: str
    late: int

    @property
    def who(self) -> str:
        return f"{self.opinion.asked.person.name}, {self.opinion.asked.title.name}"

    @property
    def where(self) -> str:
        unit, agency = self.opinion.asked.unit, self.opinion.asked.agency
        if self.opinion.as_agency or unit is None:
            return agency.name
        return f"{unit.name}, {agency.name}"


@dataclass(frozen=True)
class Collected:
    """All lines, and how they stand."""

    lines: list[Line]
    agreed: int
    against: int
    open: int
    late: int


def collected(document: Outgoing) -> Collected:
    """Every opinion asked on the document, in the order of asking."""
    lines = [_line(one) for one in opinions_of(document)]
    return Collected(
        lines,
        agreed=sum(line.opinion.agrees is True for line in lines),
        against=sum(line.opinion.agrees is False for line in lines),
        open=sum(line.opinion.answered_at is None for line in lines),
        late=sum(line.late > 0 for line in lines),
    )


def _line(opinion: Opinion) -> Line:
    words = {True: "Thống nhất", False: "Chưa thống nhất", None: "Chưa trả lời"}
    return Line(opinion, words[opinion.agrees], _late(opinion))


def _late(opinion: Opinion) -> int:
    if opinion.due_on is None:
        return 0
    end = clock.local(opinion.answered_at).date() if opinion.answered_at else clock.today()
    return max(0, working_days_between(opinion.due_on, end)) if end > opinion.due_on else 0


def file_of(pk: int, *, actor: Appointment) -> StoredFile:
    """The file of an answer, for those who see the document."""
    rows = Opinion.objects.filter(outgoing__in=visible_to(actor), file__isnull=False)
    found = rows.select_related("file__blob").filter(pk=pk).first()
    if found is None or found.file is None:
        raise NotFound
    return found.file
