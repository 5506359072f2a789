"""The way of a document drawn as a tree: who gave it to whom, read when, how far, how late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.documents.models import Assignment, Incoming, IncomingStep
from congvu.documents.queries.incoming import readings_of
from congvu.documents.types import OPEN_SHARES, AssignmentState, Part
from congvu.ui.types import Step, StepState
from congvu.workdays.queries import days_left

_PASSING = {"register", "pass_to"}
_Key = tuple[str, int]


@dataclass(frozen=True)
class Tree:
    """The stops, each with those after it; how many of those who got it have read it."""

    stops: tuple[Step, ...]
    readers: int
    receivers: int

    @property
    def read_words(self) -> str:
        """`3/5 đã xem, 60 %`."""
        share = round(100 * self.readers / self.receivers) if self.receivers else 0
        return f"{self.readers}/{self.receivers} đã xem, {share} %"


def tree_of(document: Incoming, steps: Iterable[IncomingStep], shares: list[Assignment]) -> Tree:
    """The clerk who entered it, the leaders whom it passed, and every share; one query."""
    drawing = _Drawing(document, readings_of(document))
    for step in steps:
        if step.action in _PASSING and step.actor and step.to:
            drawing.passed(step.actor, step.to, step.at)
    for share in shares:
        drawing.gave(share)
    readers = [drawing.read_at(one) is not None for one in drawing.receivers.values()]
    return Tree(drawing.stops(None), sum(readers), len(readers))


class _Drawing:
    def __init__(self, document: Incoming, readings: dict[int, datetime]) -> None:
        self.document = document
        self.readings = readings
        self.below: dict[_Key | None, list[_Key]] = {}
        self.people: dict[int, Appointment] = {}
        self.came_at: dict[int, datetime] = {}
        self.shares: dict[int, Assignment] = {}
        self.receivers: dict[int, Appointment] = {}

    def read_at(self, one: Appointment) -> datetime | None:
        return self.readings.get(one.pk)

    def passed(self, giver: Appointment, to: Appointment, at: datetime) -> None:
        parent = self._person(giver)
        if to.pk in self.people:
            return
        self.people[to.pk], self.came_at[to.pk], self.receivers[to.pk] = to, at, to
        self.below.setdefault(parent, []).append(("person", to.pk))

    def gave(self, share: Assignment) -> None:
        self.shares[share.pk] = share
        if share.state != AssignmentState.RETURNED:
            self.receivers[share.assignee_id] = share.assignee
        self.below.setdefault(self._giver(share), []).append(("share", share.pk))

    def _giver(self, share: Assignment) -> _Key:
        if share.parent_id is not None:
            return "share", share.parent_id
        own = [pk for pk, one in self.shares.items() if one.assignee_id == share.given_by_id]
        before = [pk for pk in own if pk < share.pk]
        if before and share.given_by_id not in self.people:
            return "share", before[-1]
        return self._person(share.given_by)

    def _person(self, one: Appointment) -> _Key:
        if one.pk not in self.people:
            self.people[one.pk] = one
            self.below.setdefault(None, []).append(("person", one.pk))
        return "person", one.pk

    def stops(self, above: _Key | None) -> tuple[Step, ...]:
        return tuple(
            self._share(key) if key[0] == "share" else self._passer(key)
            for key in self.below.get(above, [])
        )

    def _passer(self, key: _Key) -> Step:
        one = self.people[key[1]]
        came, read = self.came_at.get(one.pk), self.read_at(one)
        entered = self.document.registered_by_id == one.pk
        return Step(
            name=one.person.name,
            title=_title(one),
            part="Vào sổ" if entered else "",
            state=self._progress(key, read),
            times=_times(
                ("vào sổ", self.document.registered_at if entered else None),
                ("nhận", came),
                ("xem", read if came else None),
            ),
            children=self.stops(key),
        )

    def _progress(self, key: _Key, read: datetime | None) -> StepState:
        if self.document.holder_id == key[1]:
            return "read" if read else "waiting"
        return ""

    def _share(self, key: _Key) -> Step:
        share = self.shares[key[1]]
        ended = share.state == AssignmentState.DONE and share.part != Part.INFORMED
        late = ended and share.due_on is not None and _day(share.done_at) > share.due_on
        said = [share.words, f"Báo cáo: {share.report}" if share.report else ""]
        return Step(
            name=share.assignee.person.name,
            title=_title(share.assignee),
            part=Part(share.part).label,
            state=state_of(share),
            words="\n".join(filter(None, said)),
            due_on=share.due_on if share.part != Part.INFORMED else None,
            due_days=days_left(share.due_on),
            times=_times(
                ("giao", share.given_at),
                ("xem", share.read_at),
                ("báo cáo", share.reported_at if not ended else None),
                ("xong, muộn hạn" if late else "xong", share.done_at if ended else None),
                ("trả lại", share.done_at if share.state == AssignmentState.RETURNED else None),
                ("dừng", share.done_at if share.state == AssignmentState.STOPPED else None),
            ),
            children=self.stops(key),
        )


def state_of(share: Assignment) -> StepState:
    """How far the share is; to be informed is read or not."""
    if share.state == AssignmentState.RETURNED:
        return "returned"
    if share.part == Part.INFORMED:
        return "read" if share.read_at else "waiting"
    if share.state == AssignmentState.STOPPED:
        return "stopped"
    if share.state == AssignmentState.DONE:
        return "done"
    if share.state in OPEN_SHARES and share.due_on and share.due_on < clock.today():
        return "late"
    if share.state == AssignmentState.IN_PROGRESS:
        return "working"
    return "read" if share.read_at else "waiting"


def _title(one: Appointment) -> str:
    return f"{one.title.name}, {one.unit.name}" if one.unit else one.title.name


def _times(*given: tuple[str, datetime | None]) -> tuple[tuple[str, datetime], ...]:
    return tuple((words, at) for words, at in given if at is not None)


def _day(moment: datetime | None) -> date:
    return clock.local(moment).date() if moment else date.min
