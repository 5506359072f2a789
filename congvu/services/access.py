"""The rules of pages on which dossiers are written: a citizen's own, and the desk's.

The account's key lies in the session beside, and never in the place of, an official's: neither
opens the other's pages.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from allauth.core.internal.ratelimit import consume
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from congvu.accounts.access import official, page_of
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Refused
from congvu.directory.models import Role
from congvu.services.models import Citizen

P = ParamSpec("P")
KEY = "citizen"
CONTACT_KEY = "citizen_contact"
_LEFT = "citizen_left"
_MOST_LEFT = 60_000
_OURS = frozenset({"csrfmiddlewaretoken", "xong", "luu"})


class CitizenRequest(HttpRequest):
    """A request by a citizen who has signed in."""

    citizen: Citizen


def citizen_of(request: HttpRequest) -> Citizen | None:
    """Whose account the session has open; one query, asked once a request."""
    if not hasattr(request, "_citizen"):
        pk = request.session.get(KEY)
        found = Citizen.objects.filter(pk=pk).first() if pk else None
        request._citizen = found  # type: ignore[attr-defined] # noqa: SLF001
    return cast("Citizen | None", request._citizen)  # type: ignore[attr-defined] # noqa: SLF001


def open_account(request: HttpRequest, citizen: Citizen) -> None:
    """Begin a session of the account, under a new key."""
    request.session.cycle_key()
    request.session[KEY] = citizen.pk
    request.session.pop(CONTACT_KEY, None)


def close_account(request: HttpRequest) -> None:
    """End it; where no official is signed in beside, nothing of the session is left."""
    request.session.pop(KEY, None)
    if not request.user.is_authenticated:
        request.session.flush()


class TooOften(Refused):
    """Asked too often from there; said without telling anything else."""

    status = 429


def allow(request: HttpRequest, what: str) -> None:
    """Count one asking from the caller's address; raises `TooOften` beyond its limit.

    Limits stand, and are kept, with those of the officials' sign-in (`ACCOUNT_RATE_LIMITS`).
    """
    if not consume(request, app="allauth.account", action=f"citizen_{what}", limit_get=True):
        raise TooOften(
            "Ông/bà đã thử nhiều lần. Xin chờ mười phút rồi thử lại; hồ sơ không bị ảnh hưởng."
        )


def _sent_to_enter(request: HttpRequest) -> HttpResponseBase:
    """To sign in and back to the page."""
    back = _back(request, under="/dich-vu-cong/")
    return redirect(f"{reverse('services:enter')}?{urlencode({'next': back})}")


def _back(request: HttpRequest, *, under: str) -> str:
    """The page that was asked for, or from which was posted; what was posted waits meanwhile."""
    if request.method == "POST":
        _leave(request)
    return page_of(request, under=under)


def _leave(request: HttpRequest) -> None:
    """What was typed when the session had ended waits in the next one, for the same address.

    Whose it is, the address tells: its page asks that before it looks here.
    """
    typed = {name: values for name, values in request.POST.lists() if name not in _OURS}
    within = consume(request, app="allauth.account", action="citizen_left", limit_get=True)
    if typed and within and sum(len(one) for row in typed.values() for one in row) <= _MOST_LEFT:
        request.session[_LEFT] = {"path": request.path, "typed": typed}


def left_typed(request: HttpRequest) -> dict[str, list[str]] | None:
    """What was typed on this page when the session had ended, once."""
    kept = request.session.get(_LEFT)
    if request.method == "POST" or not kept or kept["path"] != request.path:
        return None
    del request.session[_LEFT]
    typed: dict[str, list[str]] = kept["typed"]
    return typed


def last_of(typed: Mapping[str, list[str]] | None) -> dict[str, str]:
    """For forms that ask each thing once."""
    return {name: values[-1] for name, values in (typed or {}).items() if values}


def citizens(
    view: Callable[Concatenate[CitizenRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Signed in as a citizen; who is not is sent to sign in, and comes back."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        found = citizen_of(request)
        if found is None:
            return _sent_to_enter(request)
        mine = cast("CitizenRequest", request)
        mine.citizen = found
        return view(mine, *args, **kwargs)

    guarded.access = ("citizen",)  # type: ignore[attr-defined]
    return guarded


def at_desk(
    view: Callable[Concatenate[OfficeRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """An officer of a one-stop desk; who must sign in again finds there what was typed."""
    within = official(Role.DESK_OFFICER)(view)

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(_back(request, under="/mot-cua/"))
        return within(request, *args, **kwargs)

    guarded.access = (Role.DESK_OFFICER,)  # type: ignore[attr-defined]
    return guarded
