"""What the list panes of both kinds of documents share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from congvu.ui.types import Tab


def tabs_of(
    names: Sequence[str], labels: Mapping[str, str], counts: Mapping[str, int], url: str, here: str
) -> list[Tab]:
    """A tab for each list, counted where its count says how much waits."""
    return [
        Tab(labels[one], reverse(url, args=[one]), current=one == here, count=counts.get(one, 0))
        for one in names
    ]


def page_urls(here: str, after: str, following: str) -> dict[str, str]:
    """Where the pager leads: back to the first page, on to what is older."""
    older = f"{here}?sau={following.replace('+', '%2B')}" if following else ""
    return {"newer": here if after else "", "older": older}
