"""Signing in through an identity provider: there, back, and what the session keeps between."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from congvu.accounts.access import public
from congvu.core.refused import Refused
from congvu.services.access import allow, citizen_of, open_account
from congvu.services.actions import proving as actions
from congvu.services.models import Citizen
from congvu.services.providers.openid import Begun
from congvu.services.types import Proved
from congvu.services.views.way import wanted

_BEGUN, _PROVED = "citizen_openid", "citizen_proved"
_WINDOWS = 5
_GOOD_FOR = 600


@public
@require_safe
def openid(request: HttpRequest) -> HttpResponse:
    """To the provider. A link and no form: our policy lets forms lead to us alone."""
    try:
        allow(request, "openid")
        away, begun = actions.begin()
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("services:enter")
    here = citizen_of(request)
    kept = {"next": wanted(request), "at": time.time(), "for": here.pk if here else 0}
    windows = list(request.session.get(_BEGUN, {}).items())[1 - _WINDOWS :]
    request.session[_BEGUN] = {**dict(windows), begun.state: asdict(begun) | kept}
    return redirect(away)


@public
@require_safe
def openid_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: what does not belong to a sign-in of this browser is refused."""
    kept = _taken(request)
    if kept is None:
        messages.error(request, "Lần đăng nhập này đã hết hiệu lực. Ông/bà đăng nhập lại.")
        return redirect("services:enter")
    begun = Begun(kept["state"], kept["nonce"], kept["verifier"])
    try:
        proved = actions.finish(begun, request.GET.dict())
        citizen = _citizen(request, proved, kept["for"])
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("services:enter")
    if citizen is None:
        request.session[_PROVED] = asdict(proved) | {"at": time.time()}
        return redirect("services:enter")
    open_account(request, citizen)
    return redirect(kept["next"] if citizen.name and citizen.place else "services:about")


def _taken(request: HttpRequest) -> dict[str, Any] | None:
    """What was begun under the state, once and for ten minutes."""
    windows: dict[str, Any] = dict(request.session.get(_BEGUN, {}))
    kept: dict[str, Any] | None = windows.pop(request.GET.get("state", ""), None)
    request.session[_BEGUN] = windows
    return kept if kept and time.time() - kept["at"] < _GOOD_FOR else None


def _citizen(request: HttpRequest, proved: Proved, begun_as: int) -> Citizen | None:
    """Who had signed in by a code when this began wants the two joined; else who it is tells."""
    here = citizen_of(request)
    if here is not None and here.pk == begun_as:
        joined = actions.join(here, proved)
        messages.success(request, "Đã gắn tài khoản định danh; lần sau đăng nhập bằng một lần bấm.")
        return joined
    return actions.enter(proved)


def waiting(request: HttpRequest) -> Proved | None:
    """Whom the provider has proved a short while ago, while their contact is still to be."""
    kept = dict(request.session.get(_PROVED, {}))
    fresh = time.time() - kept.pop("at", 0) < _GOOD_FOR
    return Proved(**kept) if fresh and kept else None


def join_waiting(request: HttpRequest, citizen: Citizen) -> None:
    """The contact was proved by its code: the account is that person's."""
    proved = waiting(request)
    request.session.pop(_PROVED, None)
    if proved is None:
        return
    try:
        actions.join(citizen, proved)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        citizen.refresh_from_db()
