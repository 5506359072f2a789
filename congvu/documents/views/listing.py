"""What the list panes of both kinds of documents share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.defaultfilters import capfirst

from congvu.core.addresses import address, address_of
from congvu.documents.queries import lists, outgoing_lists
from congvu.ui.types import Line, Tab
from congvu.workdays.queries import days_left


def tabs_of(
    names: Sequence[str], labels: Mapping[str, str], counts: Mapping[str, int], url: str, here: str
) -> list[Tab]:
    """A tab for each list, counted where its count says how much waits."""
    return [
        Tab(labels[one], address(url, one), current=one == here, count=counts.get(one, 0))
        for one in names
    ]


def page_urls(here: str, after: str, following: str) -> dict[str, str]:
    """Where the pager leads: back to the first page, on to what is older."""
    older = f"{here}?sau={following.replace('+', '%2B')}" if following else ""
    return {"newer": here if after else "", "older": older}


def incoming_lines(
    rows: Sequence[lists.Row], box: str, *, selected: int = 0, pick: bool = False
) -> list[Line]:
    """The rows as the pane draws them; each leads to its document within this list."""
    return [
        incoming_line(
            row,
            why=row.said,
            query=f"?muc={box}",
            current=row.document.pk == selected,
            pick=row.document.pk if pick else 0,
        )
        for row in rows
    ]


def incoming_line(row: lists.Row, *, why: str, query: str = "", **more: Any) -> Line:
    """One of them; `more` is what only some panes show."""
    return Line(
        f"{address_of('documents:incoming', row.document.pk)}{query}",
        row.document.code,
        capfirst(row.document.abstract),
        who=row.document.issuer_name,
        why=why,
        at=row.document.arrived_at,
        due_on=row.due_on,
        due_days=days_left(row.due_on),
        urgency=row.document.urgency,
        unread=row.unread,
        verdict=row.document.verdict,
        **more,
    )


def outgoing_lines(
    rows: Sequence[outgoing_lists.Row], *, selected: int = 0, pick: bool = False
) -> list[Line]:
    """The rows as the pane draws them."""
    return [
        Line(
            address_of("documents:outgoing", row.document.pk),
            row.document.code or row.document.document_type.name,
            capfirst(row.document.abstract) or "Chưa có trích yếu",
            who=row.document.drafter.person.name,
            why=row.said,
            at=row.document.updated_at,
            urgency=row.document.urgency,
            unread=row.unread,
            current=row.document.pk == selected,
            pick=row.document.pk if pick else 0,
        )
        for row in rows
    ]
