"""The payer's pages: no account, no scripts; whoever has the address may pay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import public
from congvu.core import clock, origin
from congvu.core.http import send_file
from congvu.core.refused import NotFound, Refused
from congvu.files.queries import open_file
from congvu.payments.actions.beginning import go
from congvu.payments.forms.paying import WayForm
from congvu.payments.models import Channel, Payable
from congvu.payments.providers.vietqr import VietQR, picture
from congvu.payments.queries import paying
from congvu.payments.types import AttemptState, PayableState, Way

_BOTH = ["GET", "HEAD", "POST"]
_REFRESHING = timedelta(minutes=20)
_BACK = {Way.VNPAY: "payments:vnpay_return"}


@public
@require_http_methods(_BOTH)
def pay(request: HttpRequest, token: str) -> HttpResponseBase:
    """What is owed, and the ways to pay it."""
    payable = paying.by_token(token)
    channels = paying.channels_for(payable)
    form = WayForm(request.POST if request.method == "POST" else None, channels=channels)
    if request.method == "POST" and payable.state == PayableState.DUE and form.is_valid():
        try:
            return _go(request, payable, form.channel)
        except Refused as refused:
            messages.error(request, refused.sentence)
    context = {
        "payable": payable,
        "lines": payable.lines.all(),
        "form": form,
        "channels": channels,
        "waiting": paying.newest_waiting(payable),
        "receipt": paying.receipt_of(payable),
    }
    return _private(render(request, "payments/pay.html", context))


def _go(request: HttpRequest, payable: Payable, channel: Channel) -> HttpResponse:
    """To the gateway, or to our own page where the payer stays with us.

    The browser is sent on by a page of ours: the policy says that forms lead to us alone, and
    browsers hold it against redirects too.
    """
    here = reverse("payments:pay", args=[payable.token])
    back = reverse(_BACK[Way(channel.way)]) if channel.way in _BACK else here
    address = origin.current().address
    attempt, away = go(payable, channel=channel, address=address, back=f"{settings.BASE_URL}{back}")
    if not away:
        return redirect(reverse("payments:attempt", args=[payable.token, attempt.reference]))
    answer = render(request, "payments/away.html", {"payable": payable, "away": away})
    answer["Refresh"] = f"0; url={away}"
    return _private(answer)


@public
@require_safe
def attempt(request: HttpRequest, token: str, reference: str) -> HttpResponse:
    """How one attempt stands; while it waits, the page asks again by itself."""
    payable = paying.by_token(token)
    found = paying.attempt_of(payable, reference)
    context: dict[str, Any] = {
        "payable": payable,
        "attempt": found,
        "receipt": paying.receipt_of(payable),
    }
    waits = found.state == AttemptState.WAITING
    if waits and found.way == Way.VIETQR and found.channel is not None:
        context["channel"] = found.channel
        context["picture"] = picture(VietQR(found.channel).code(found))
    fresh = found.created_at + _REFRESHING > clock.now()
    context["refreshing"] = waits and fresh and found.way != Way.VIETQR
    answer = _private(render(request, "payments/attempt.html", context))
    if context["refreshing"]:
        answer["Refresh"] = "5"
    return answer


@public
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponseBase:
    """The receipt as PDF: with the agency's seal once that is on it."""
    found = paying.receipt_of(paying.by_token(token))
    file = found and (found.sealed or found.file)
    if not found or not file:
        raise NotFound("Biên lai đang được lập, xin tải lại sau một phút.")
    name = f"bien-lai-{found.number:07}-{found.year}.pdf"
    return send_file(
        request, open_file(file), size=file.size, name=name, media_type="application/pdf",
        download=True,
    )  # fmt: skip


def _private(answer: HttpResponse) -> HttpResponse:
    """The address is the key: it must not stand in caches or in search engines.

    That it goes to nobody else as a referrer the policy of all pages says (`same-origin`); with
    none at all browsers would not say where a form comes from, and it would be refused.
    """
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
