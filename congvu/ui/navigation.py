"""The places of the shell: every app registers its own (in its `urls.py`), the rail shows them.

A place whose address does not exist yet, or that another role uses, is not shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

Count = Callable[[HttpRequest], int]
Where = Literal["rail", "person"]


@dataclass(frozen=True)
class Place:
    """One place of the rail, or (`where="person"`) of the menu under the person's name.

    `icon` is a name in the sprite; `roles` empty means every role; `count` says how many things
    wait there for the one who asks (0 shows nothing) and is asked once a page. `under` begins the
    addresses of the place, where its own address does not.
    """

    label: str
    icon: str
    url_name: str
    roles: tuple[str, ...] = ()
    order: int = 100
    count: Count | None = None
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
_unread: list[Count] = []
_search: list[str] = []


def register(place: Place) -> None:
    """Add a place; the same address registered again replaces the first."""
    _places[place.url_name] = place


def register_unread(count: Count) -> None:
    """Say how the number beside the bell is counted."""
    _unread[:] = [count]


def register_search(url_name: str) -> None:
    """Say where the head's search box leads (`GET ?q=`); the box is hidden until then."""
    _search[:] = [url_name]


def address(url_name: str) -> str:
    """The address of that name, or an empty string while no app provides it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def search_address() -> str:
    """Where the search box leads, or an empty string."""
    return address(_search[0]) if _search else ""


def unread(request: HttpRequest) -> int:
    """How many notices the one who asks has not read."""
    return _unread[0](request) if _unread and _role(request) else 0


def places(request: HttpRequest, where: Where = "rail") -> list[Shown]:
    """The places open to the one who asks, in order, the present one marked."""
    role = _role(request)
    chosen = [
        (place, url)
        for place in sorted(_places.values(), key=lambda place: (place.order, place.label))
        if place.where == where
        and (not place.roles or role in place.roles)
        and (url := address(place.url_name))
    ]
    current = max(
        (url for place, url in chosen if _holds(place, url, request.path)), key=len, default=""
    )
    return [
        Shown(place.label, place.icon, url, url == current, _counted(place, request))
        for place, url in chosen
    ]


def _holds(place: Place, url: str, path: str) -> bool:
    """Whether the path is the place or below it; the first page holds nothing but itself."""
    return path == url if url == "/" else path.startswith(place.under or url)


def _role(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return actor.role if actor else ""


def _counted(place: Place, request: HttpRequest) -> int:
    return place.count(request) if place.count and _role(request) else 0
