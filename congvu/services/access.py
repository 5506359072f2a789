"""The rule that a citizen's pages carry: signed in to an account of citizens.

The account's key lies in the session beside, and never in the place of, an official's: neither
opens the other's pages.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from congvu.services.models import Citizen

P = ParamSpec("P")
KEY = "citizen"
CONTACT_KEY = "citizen_contact"


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


def citizens(
    view: Callable[Concatenate[CitizenRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Signed in as a citizen; who is not is sent to sign in, and comes back."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        found = citizen_of(request)
        if found is None:
            following = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('services:enter')}?{following}")
        mine = cast("CitizenRequest", request)
        mine.citizen = found
        return view(mine, *args, **kwargs)

    guarded.access = ("citizen",)  # type: ignore[attr-defined]
    return guarded
