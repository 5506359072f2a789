"""What every request carries: where it came from, and as which appointment the person acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from congvu.accounts.devices import device_name
from congvu.accounts.queries import standing
from congvu.accounts.types import APPOINTMENT_KEY, OfficeRequest
from congvu.core import clock, origin

Respond = Callable[[HttpRequest], HttpResponseBase]

_SEEN_KEY = "seen_at"
_SEEN_EVERY = timedelta(minutes=5)
_OPEN_WITHOUT_FACTOR = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "accounts:factor_required",
    }
)


def address_of(request: HttpRequest) -> str:
    """The caller's address; behind a proxy, the one that the proxy itself saw."""
    forwarded = str(request.headers.get("X-Forwarded-For", ""))
    if settings.ENVIRONMENT.behind_proxy and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR") or "")


def trace_origin(respond: Respond) -> Respond:
    """Hold the address and the device for whatever the request does."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        device = device_name(request.headers.get("User-Agent", ""))
        with origin.of(origin.Origin(address=address_of(request), device=device)):
            return respond(request)

    return middleware


def note_session(respond: Respond) -> Respond:
    """Keep "last seen" of the person's sessions to within five minutes, at no cost in between."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and _stale(request.session.get(_SEEN_KEY)):
            request.session[_SEEN_KEY] = clock.now().isoformat()
            UserSession.objects.create_from_request(request)
        return respond(request)

    return middleware


def _stale(seen: str | None) -> bool:
    return seen is None or clock.now() - datetime.fromisoformat(seen) > _SEEN_EVERY


class Acting:
    """Give the request `appointments` and `actor`; hold back those who lack a second factor.

    One query a request. An appointment that ended yesterday is gone today, in open sessions too.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        office = cast("OfficeRequest", request)
        office.appointments = []
        office.lacks_factor = False
        if request.user.is_authenticated:
            now = standing(request.user)
            office.appointments, office.lacks_factor = now.appointments, now.lacks_factor
        office.actor = self._chosen(office)  # type: ignore[assignment] # None without appointments
        return self.respond(request)

    @staticmethod
    def _chosen(request: OfficeRequest) -> object:
        if not request.appointments:
            return None
        kept = request.session.get(APPOINTMENT_KEY)
        return next((a for a in request.appointments if a.pk == kept), request.appointments[0])

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        if not cast("OfficeRequest", request).lacks_factor:
            return None
        match = request.resolver_match
        open_page = match is not None and match.view_name in _OPEN_WITHOUT_FACTOR
        if open_page or "public" in getattr(view, "access", ()):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": reverse("accounts:factor_required")})
        return redirect("accounts:factor_required")
