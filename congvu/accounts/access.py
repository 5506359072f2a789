"""Who may open a page: every view carries one of these rules, and a table test reads them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Forbidden
from congvu.directory.models import Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
OfficeView = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]


def official(
    *roles: Role,
) -> Callable[[OfficeView[P]], View[P]]:
    """Signed in and acting as an appointment in force; with roles, in one of them."""

    def declare(view: OfficeView[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(page_of(request))
            office = cast("OfficeRequest", request)
            if getattr(office, "actor", None) is None:
                return redirect("accounts:no_appointment")
            if roles and office.actor.role not in roles:
                raise Forbidden
            return view(office, *args, **kwargs)

        guarded.access = roles or ("official",)  # type: ignore[attr-defined]
        return guarded

    return declare


def page_of(request: HttpRequest, *, under: str = "/") -> str:
    """Where to go on after signing in: of what was sent, the page `under` there on which it stood.

    Much is only ever sent, and its own address opens no page.
    """
    page = urlsplit(request.headers.get("Referer", ""))
    ours = page.netloc == request.get_host() and page.path.startswith(under)
    if request.method == "POST" and ours:
        return urlunsplit(("", "", page.path, page.query, ""))
    return request.get_full_path()


def signed_in(view: View[P]) -> View[P]:
    """Signed in, with or without an appointment: one's own account."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access = ("signed_in",)  # type: ignore[attr-defined]
    return guarded


def public(view: View[P]) -> View[P]:
    """Anyone, without signing in."""
    view.access = ("public",)  # type: ignore[attr-defined]
    return view
