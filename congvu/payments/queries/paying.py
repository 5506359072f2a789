"""What the payer sees, who has nothing but the address of the page."""

from __future__ import annotations

import re

from django.db.models import Case, IntegerField, Value, When

from congvu.core.refused import NotFound
from congvu.directory.models import Agency
from congvu.payments.models import Attempt, Channel, Payable, Receipt
from congvu.payments.types import AttemptState, Way

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def by_token(token: str) -> Payable:
    """The payable of that address; `NotFound` for any other."""
    found = None
    if _TOKEN.fullmatch(token):
        rows = Payable.objects.select_related("agency", "paid_by", "receipt")
        found = rows.filter(token=token).first()
    if found is None:
        raise NotFound("Không có khoản nộp này. Xin mở lại đường dẫn trong thông báo nộp tiền.")
    return found


def attempt_of(payable: Payable, reference: str) -> Attempt:
    """One of the payable's attempts."""
    found = payable.attempts.select_related("channel").filter(reference=reference).first()
    if found is None:
        raise NotFound
    found.payable = payable
    return found


def newest_waiting(payable: Payable) -> Attempt | None:
    """The attempt at a gateway that may still bring money."""
    rows = payable.attempts.filter(state=AttemptState.WAITING).exclude(
        way__in=[Way.VIETQR, Way.POST]
    )
    return rows.order_by("-created_at", "-pk").first()


def channels_for(payable: Payable) -> list[Channel]:
    """How it can be paid, one channel for each way: the agency's own, else those shared above it.

    Of several accounts that fit, the one that is for its purpose goes before one for its kind of
    money, and both before one for all.
    """
    agency, chain = payable.agency, _chain(payable.agency)
    kinds = {one.kind for one in payable.lines.all()}
    nearness = Case(
        *(When(agency=pk, then=Value(place)) for place, pk in enumerate(chain)),
        output_field=IntegerField(),
    )
    rows = Channel.objects.filter(active=True, agency__in=chain).annotate(far=nearness)
    found: dict[str, Channel] = {}
    fitting = [one for one in rows if one.fits(kinds=kinds, purpose=payable.purpose)]
    for one in sorted(fitting, key=_nearest):
        if one.agency_id == agency.pk or one.shared:
            found.setdefault(one.way, one)
    order = list(Way.values)
    return sorted(found.values(), key=lambda one: order.index(one.way))


def _nearest(one: Channel) -> tuple[int, bool, bool, int]:
    far: int = one.far  # type: ignore[attr-defined] # annotated where it is asked for
    return far, not one.purpose, not one.takes, one.pk


def _chain(agency: Agency) -> list[int]:
    """The agency and those above it, the nearest first; at most five."""
    chain, above = [agency.pk], agency.parent
    while above is not None and len(chain) < 5 and above.pk not in chain:
        chain.append(above.pk)
        above = above.parent
    return chain


def receipt_of(payable: Payable) -> Receipt | None:
    """The receipt, its page made or not."""
    rows = Receipt.objects.select_related("file__blob", "sealed__blob", "agency")
    return rows.filter(payable=payable).first()


def channel_of_merchant(way: str, merchant: str) -> Channel | None:
    """The channel in use that a gateway knows by that name."""
    if not merchant:
        return None
    return Channel.objects.filter(way=way, merchant=merchant, active=True).first()


def attempt_by_reference(channel: Channel, reference: str) -> Attempt | None:
    """The channel's attempt of that reference, no other channel's."""
    rows = Attempt.objects.select_related("payable", "channel")
    return rows.filter(channel=channel, reference=reference).first()
