"""The documents behind a figure, page by page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from congvu.documents.models import Assignment, Incoming, Outgoing
from congvu.documents.queries.figures import BASES

PAGE = 30
MANY = 1000


@dataclass(frozen=True)
class Row:
    """One line: what it is, whose it is, by when."""

    url: str
    code: str
    about: str
    who: str
    why: str
    at: datetime | None
    due_on: date | None
    urgency: str


@dataclass(frozen=True)
class RowPage:
    """One page of lines; `next` is where the following page begins, empty at the end."""

    rows: list[Row]
    next: str
    count: int


def row_page(base: str, rows: QuerySet[Any], *, after: str = "") -> RowPage:
    """The newest first, by keys; counted to a thousand. Two queries."""
    key = BASES[base].key
    told: dict[str, tuple[Callable[[Any], Row], tuple[str, ...]]] = {
        "van-ban": (_document, ()),
        "phan-viec": (_share, ("incoming", "assignee__person")),
        "ban-hanh": (_issued, ("drafter__person", "unit")),
    }
    tell, related = told[base]
    ordered = _after(rows, key, after).order_by(f"-{key}", "-pk")
    if related:
        ordered = ordered.select_related(*related)
    found = list(ordered[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    following = f"{getattr(last, key).isoformat()}~{last.pk}" if last else ""
    count = rows.order_by()[:MANY].count() if last or after else len(found)
    return RowPage([tell(one) for one in found[:PAGE]], following, count)


def _after(rows: QuerySet[Any], key: str, words: str) -> QuerySet[Any]:
    """Those after the key; all where the words mean nothing."""
    moment, _, pk = words.rpartition("~")
    try:
        at, number = datetime.fromisoformat(moment.replace(" ", "+")), int(pk)
    except ValueError:
        return rows
    if at.tzinfo is None or not 0 < number < 2**63:
        return rows
    return rows.filter(Q(**{f"{key}__lt": at}) | Q(**{key: at}, pk__lt=number))


def _document(one: Incoming) -> Row:
    return Row(
        reverse("documents:incoming", args=[one.pk]),
        one.code,
        one.abstract,
        one.issuer_name,
        one.get_state_display(),
        one.arrived_at,
        None if one.finished_at else one.due_on,
        one.urgency,
    )


def _share(one: Assignment) -> Row:
    return Row(
        reverse("documents:incoming", args=[one.incoming_id]),
        one.incoming.code,
        one.incoming.abstract,
        one.assignee.person.name,
        f"{one.get_part_display()}, {one.get_state_display().lower()}",
        one.given_at,
        None if one.done_at else one.due_on,
        one.incoming.urgency,
    )


def _issued(one: Outgoing) -> Row:
    return Row(
        reverse("documents:outgoing", args=[one.pk]),
        one.code,
        one.abstract,
        one.drafter.person.name,
        one.unit.name if one.unit else "",
        one.issued_at,
        None,
        one.urgency,
    )
