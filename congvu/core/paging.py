"""Pages by keys over several indexes at once: the last page is as quick as the first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet

PAGE = 30


def branch(rows: QuerySet[Any], at: str, of: str = "pk") -> QuerySet[Any]:
    """The rows as moments (or days, or places) and ids; an index should hold them in that order."""
    return rows.order_by().values(at=F(at), of=F(of))


def ids_in(branches: Sequence[QuerySet[Any]]) -> QuerySet[Any]:
    """The ids of all branches together, for a list whose order is another."""
    first, *others = branches
    return first.values("of").union(*(one.values("of") for one in others))


def page_of_ids(
    branches: Sequence[QuerySet[Any]], *, after: str = "", size: int = PAGE, rising: bool = False
) -> tuple[list[int], str]:
    """The first ids of all branches together after the key, each once, and the next key.

    The newest first, or (`rising`) the earliest day first. One query; each branch reads no more
    rows than a page has.
    """
    begun = [_after(rows, after, rising=rising) for rows in branches]
    rows = joined_in_order(begun, size=size + 1, rising=rising)
    return keyed([(row["at"], row["of"]) for row in rows], size)


def joined_in_order(branches: Sequence[QuerySet[Any]], *, size: int, rising: bool) -> QuerySet[Any]:
    """Where all branches together begin, each row once."""
    signs = ("at", "of") if rising else ("-at", "-of")
    begun = [rows.order_by(*signs)[:size] for rows in branches]
    return begun[0].union(*begun[1:]).order_by(*signs)[:size] if len(begun) > 1 else begun[0]


def keyed(found: Sequence[tuple[Any, int]], size: int) -> tuple[list[int], str]:
    """A page of ids and the key after which the next begins, of one row more than it shows."""
    following = ""
    if len(found) > size:
        at, of = found[size - 1]
        following = f"{at if isinstance(at, int) else at.isoformat()}~{of}"
    # Branches may still differ about the moment of one that changes just now: it stands once.
    return list(dict.fromkeys(of for _, of in found[:size])), following


def _after(rows: QuerySet[Any], key: str, *, rising: bool) -> QuerySet[Any]:
    """Those after the key; all where the key means nothing."""
    place = place_of(key)
    if place is None:
        return rows
    at, of = place
    if rising:
        return rows.filter(at__gte=at).exclude(at=at, of__lte=of)
    return rows.filter(at__lte=at).exclude(at=at, of__gte=of)


def place_of(key: str) -> tuple[int | date | datetime, int] | None:
    """Moment (or day, or place) and id that a key names; `None` where it means nothing."""
    text, _, pk = key.rpartition("~")
    at = _place(text)
    return None if at is None or not pk.isdecimal() or int(pk) >= 2**63 else (at, int(pk))


def _place(text: str) -> int | date | datetime | None:
    """A moment, a day, or a place in a file."""
    if text.isdecimal() and len(text) < len("2020-04-01"):
        return int(text)
    try:
        if len(text) == len("2020-04-01"):
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return at if at.tzinfo else None
