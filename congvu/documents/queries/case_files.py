"""What can be asked about case files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from congvu.core.refused import NotFound
from congvu.directory.models import Appointment, Role
from congvu.documents.models import (
    CaseFile,
    CaseFileEntry,
    CaseFileTransfer,
    Incoming,
    Outgoing,
)
from congvu.documents.queries.incoming import visible_to as incoming_visible_to
from congvu.documents.queries.outgoing import visible_to as outgoing_visible_to
from congvu.documents.types import CaseFileState, IncomingState, OutgoingState

PAGE = 50
_HANDLED = (IncomingState.FINISHED, IncomingState.RETURNED, IncomingState.RECALLED)
_SENT = (OutgoingState.ISSUED, OutgoingState.REPLACED, OutgoingState.RECALLED)


def visible_to(actor: Appointment) -> QuerySet[CaseFile]:
    """All of the agency's for clerks and leaders, the unit's for its head, else what one keeps;
    planned ones of the unit for all of its people.
    """
    home = CaseFile.objects.filter(agency=actor.agency_id)
    if actor.role in {Role.CLERK, Role.LEADER}:
        return home
    seen = Q(keeper=actor)
    if actor.unit_id and actor.role == Role.UNIT_HEAD:
        seen |= Q(unit=actor.unit_id)
    elif actor.unit_id:
        seen |= Q(unit=actor.unit_id, state=CaseFileState.PLANNED)
    return home.filter(seen)


def case_file(pk: int, *, actor: Appointment) -> CaseFile:
    """One file with what its page shows; `NotFound` for those who may not see it."""
    rows = visible_to(actor).select_related(
        "agency__parent", "unit", "keeper__person", "keeper__title", "keeper__unit", "transfer"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def years_of(actor: Appointment) -> list[int]:
    """The years that have files, the latest first."""
    rows = visible_to(actor).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct()[:20])


@dataclass(frozen=True)
class FilePage:
    """One page of the year's list: files with the number of their documents; `next` is where the
    following begins, empty at the end.
    """

    files: list[tuple[CaseFile, int]]
    next: str


def file_page(actor: Appointment, *, year: int, state: str = "", after: str = "") -> FilePage:
    """The year's files by heading and code; three queries."""
    rows = visible_to(actor).filter(year=year)
    if state:
        rows = rows.filter(state=state)
    start = visible_to(actor).filter(pk=int(after)).first() if _is_key(after) else None
    if start is not None:
        rows = rows.filter(
            Q(heading__gt=start.heading) | Q(heading=start.heading, code__gt=start.code)
        )
    rows = rows.select_related("unit", "keeper__person").order_by("heading", "code")
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    inside = CaseFileEntry.objects.filter(case_file__in=[one.pk for one in shown]).order_by()
    counts = dict(inside.values_list("case_file").annotate(Count("pk")))
    pairs = [(one, counts.get(one.pk, 0)) for one in shown]
    return FilePage(pairs, str(shown[-1].pk) if len(found) > PAGE else "")


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def whole_list(actor: Appointment, *, year: int) -> QuerySet[CaseFile]:
    """The year's list for print, by heading and code."""
    rows = visible_to(actor).filter(year=year).select_related("unit", "keeper__person")
    return rows.order_by("heading", "code")


def fillable_by(actor: Appointment) -> QuerySet[CaseFile]:
    """The open files into which the actor may put documents, the newest first."""
    rows = CaseFile.objects.filter(agency=actor.agency_id, state=CaseFileState.OPEN)
    if actor.role != Role.CLERK:
        rows = rows.filter(keeper=actor)
    return rows.order_by("-year", "heading", "code")


def holding(document: Incoming | Outgoing, *, actor: Appointment) -> QuerySet[CaseFile]:
    """The files in which it lies, that the actor may see."""
    key = "incoming" if isinstance(document, Incoming) else "outgoing"
    inside = CaseFileEntry.objects.filter(**{key: document}).values("case_file")
    return visible_to(actor).filter(pk__in=inside)


@dataclass(frozen=True)
class Entry:
    """A line of the contents; `document` is none for those who may not see it."""

    pk: int
    position: int
    document: Incoming | Outgoing | None
    is_incoming: bool


def contents(found: CaseFile, *, actor: Appointment) -> list[Entry]:
    """Everything in the file in order; three queries for any number (at most 999)."""
    rows = list(
        found.entries.select_related(
            "incoming__file__blob",
            "incoming__agency",
            "outgoing__agency",
            "outgoing__issued__blob",
            "outgoing__signed__blob",
            "outgoing__prepared__blob",
            "outgoing__signer__person",
            "outgoing__signer__title",
        ).order_by("position")
    )
    seen_in = _seen(incoming_visible_to(actor), [one.incoming_id for one in rows])
    seen_out = _seen(outgoing_visible_to(actor), [one.outgoing_id for one in rows])
    return [
        Entry(
            one.pk,
            one.position,
            one.document if one.incoming_id in seen_in or one.outgoing_id in seen_out else None,
            is_incoming=one.incoming_id is not None,
        )
        for one in rows
    ]


def _seen(rows: QuerySet[Any], ids: list[int | None]) -> set[int]:
    wanted = [pk for pk in ids if pk is not None]
    return set(rows.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def unfinished_in(found: CaseFile) -> list[Incoming | Outgoing]:
    """Documents inside whose handling or issue is not over."""
    inside = CaseFileEntry.objects.filter(case_file=found)
    incoming = Incoming.objects.filter(pk__in=inside.values("incoming")).exclude(state__in=_HANDLED)
    outgoing = Outgoing.objects.filter(pk__in=inside.values("outgoing")).exclude(state__in=_SENT)
    return [*incoming.order_by("pk"), *outgoing.order_by("pk")]


def ready_for_archive(actor: Appointment) -> QuerySet[CaseFile]:
    """The agency's closed files, those due first."""
    rows = CaseFile.objects.filter(agency=actor.agency_id, state=CaseFileState.CLOSED)
    return rows.select_related("keeper__person", "unit").order_by("transfer_due_on", "code")


def transfers_of(actor: Appointment) -> QuerySet[CaseFileTransfer]:
    """The agency's handings over to its archive, for clerks and leaders."""
    if actor.role not in {Role.CLERK, Role.LEADER}:
        return CaseFileTransfer.objects.none()
    rows = CaseFileTransfer.objects.filter(agency=actor.agency_id)
    return rows.select_related(
        "agency__parent", "giver__person", "giver__title", "receiver__person", "receiver__title"
    ).annotate(count=Count("case_files"))


def transfer(pk: int, *, actor: Appointment) -> CaseFileTransfer:
    """One handing over; `NotFound` for others."""
    found = transfers_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def with_counts(found: CaseFileTransfer) -> QuerySet[CaseFile]:
    """The files that were handed over, with the number of their documents."""
    return found.case_files.annotate(count=Count("entries")).order_by("year", "code")
