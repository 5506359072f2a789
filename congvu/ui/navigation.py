"""The places of the shell: every app registers its own (in its `urls.py`), the rail shows them.

A place whose address does not exist yet, or that another role uses, is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch

from congvu.core import addresses
from congvu.core.prepared import List, counts_of

Waiting = Callable[[Any], Sequence[List]]  # the lists of what waits for the appointment
Where = Literal["rail", "person"]


@dataclass(frozen=True)
class Place:
    """One place of the rail, or (`where="person"`) of the menu under the person's name.

    `icon` is a name in the sprite; `roles` empty means every role; `waiting` are the lists of what
    waits there for the one who asks; all places are counted at once. `under` begins the addresses
    of the place, where its own address does not.
    """

    label: str
    icon: str
    url_name: str
    roles: tuple[str, ...] = ()
    order: int = 100
    waiting: Waiting | None = None
    where: Where = "rail"
    under: str = ""


@dataclass(frozen=True)
class Shown:
    """A place as the shell draws it for one request."""

    label: str
    icon: str
    url: str
    current: bool
    count: int


_places: dict[str, Place] = {}
_unread: list[List] = []
_search: list[str] = []
_BELL = "bell"


def register(place: Place) -> None:
    """Add a place; the same address registered again replaces the first."""
    _places[place.url_name] = place


def register_unread(unread: List) -> None:
    """Say what the number beside the bell counts."""
    _unread[:] = [unread]


def register_search(url_name: str) -> None:
    """Say where the head's search box leads (`GET ?q=`); the box is hidden until then."""
    _search[:] = [url_name]


def address(url_name: str) -> str:
    """The address of that name, or an empty string while no app provides it."""
    try:
        return addresses.address(url_name)
    except NoReverseMatch:
        return ""


def search_address() -> str:
    """Where the search box leads, or an empty string."""
    return address(_search[0]) if _search else ""


def unread(request: HttpRequest) -> int:
    """How many notices the one who asks has not read."""
    return _counts(request).get(_BELL, 0)


def places(request: HttpRequest, where: Where = "rail") -> list[Shown]:
    """The places open to the one who asks, in order, the present one marked."""
    chosen = _open_to(_role(request), where)
    current = max(
        (url for place, url in chosen if _holds(place, url, request.path)), key=len, default=""
    )
    counts = _counts(request) if where == "rail" else {}
    return [
        Shown(place.label, place.icon, url, url == current, counts.get(place.url_name, 0))
        for place, url in chosen
    ]


def _open_to(role: str, where: Where) -> list[tuple[Place, str]]:
    return [
        (place, url)
        for place in sorted(_places.values(), key=lambda place: (place.order, place.label))
        if place.where == where
        and (not place.roles or role in place.roles)
        and (url := address(place.url_name))
    ]


def _holds(place: Place, url: str, path: str) -> bool:
    """Whether the path is the place or below it; the first page holds nothing but itself."""
    return path == url if url == "/" else path.startswith(place.under or url)


def _role(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return actor.role if actor else ""


def _counts(request: HttpRequest) -> dict[str, int]:
    """What waits at each place and at the bell; one query a request."""
    kept: dict[str, int] | None = getattr(request, "_waiting", None)
    if kept is None:
        kept = _count(request) if _role(request) else {}
        request._waiting = kept  # type: ignore[attr-defined] # noqa: SLF001
    return kept


def _count(request: HttpRequest) -> dict[str, int]:
    actor = request.actor  # type: ignore[attr-defined]
    asked = [(_BELL, one) for one in _unread]
    for name, place in _places.items():
        if place.waiting and (not place.roles or actor.role in place.roles):
            asked += [(name, one) for one in place.waiting(actor)]
    found: dict[str, int] = {}
    counts = counts_of([one for _, one in asked], actor=actor)
    for (name, _), count in zip(asked, counts, strict=True):
        found[name] = found.get(name, 0) + count
    return found
