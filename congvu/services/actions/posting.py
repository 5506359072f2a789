"""Orders to the public post (QĐ 45/2016/QĐ-TTg): kept with the change, placed by a job."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.outside import Unreachable
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.services import policy
from congvu.services.actions.fees import owes
from congvu.services.actions.telling import happened
from congvu.services.models import Dossier, PostOrder
from congvu.services.providers import post
from congvu.services.providers.base import Rejected
from congvu.services.types import PostDirection, PostState

_MOST_ATTEMPTS = 12


@command("Tạo đơn bưu chính", who=policy.receives, records=("direction",))
def order(
    dossier: Dossier, *, actor: Appointment, direction: PostDirection, address: str = ""
) -> PostOrder:
    """An order for the dossier, once each way; fees still owed are collected at delivery."""
    where = (address or dossier.delivery_address or dossier.applicant_address).strip()
    if not where or not dossier.applicant_phone:
        raise Refused("Cần địa chỉ và số điện thoại của người nộp để gọi bưu tá.", field="address")
    if PostOrder.objects.filter(dossier=dossier, direction=direction).exists():
        raise Conflict("Đã có đơn bưu chính cho chiều này.")
    deliver = direction == PostDirection.DELIVER
    made = PostOrder.objects.create(
        dossier=dossier,
        direction=direction,
        number=f"{dossier.reference.replace('-', '')}{'TR' if deliver else 'TG'}",
        name=dossier.applicant_name,
        phone=dossier.applicant_phone,
        address=where[:400],
        collect=dossier.fees_total if deliver and owes(dossier) else 0,
        made_at=clock.now(),
        next_at=clock.now(),
    )
    happened(dossier, "post_order", made.get_direction_display(), actor=actor, words=made.number)
    if post.configured():
        app.configure_task("services.send_post").defer()
    return made


def data_of(one: PostOrder) -> dict[str, Any]:
    """The order's fields as the post's system has them."""
    agency = one.dossier.agency
    citizen = {"Name": one.name, "Tel": one.phone, "Address": one.address}
    office = {"Name": agency.name, "Tel": agency.phone, "Address": agency.address or agency.place}
    outward = one.direction == PostDirection.DELIVER
    return {
        "customerCode": agency.code,
        "orderNumber": one.number,
        "codAmount": one.collect,
        "sender": office if outward else citizen,
        "receiver": citizen if outward else office,
        "govAgencyCode": agency.code,
        "govAgencyName": agency.name,
    }


def send_due() -> int:
    """Place what waits, outside transactions; how many were taken."""
    if not post.configured():
        return 0
    now, done = clock.now(), 0
    rows = PostOrder.objects.filter(state=PostState.WAITING, next_at__lte=now)
    for one in rows.select_related("dossier__agency").order_by("id")[:100]:
        done += _place(one)
    return done


def _place(one: PostOrder) -> bool:
    try:
        tracking = post.order(data_of(one))
    except Unreachable as silent:
        attempts = one.attempts + 1
        wait = timedelta(seconds=30 * 2 ** min(attempts, _MOST_ATTEMPTS))
        PostOrder.objects.filter(pk=one.pk).update(
            attempts=attempts, error=silent.words[:300], next_at=clock.now() + wait
        )
        return False
    except Rejected as refused:
        PostOrder.objects.filter(pk=one.pk).update(state=PostState.FAILED, error=refused.words)
        return False
    PostOrder.objects.filter(pk=one.pk, state=PostState.WAITING).update(
        state=PostState.ORDERED, tracking=tracking[:30], error=""
    )
    return True


def ask_states() -> None:
    """How far the open orders are; a silent post is asked again later."""
    if not post.configured():
        return
    open_ones = PostOrder.objects.filter(state__in=[PostState.ORDERED, PostState.ON_THE_WAY])
    for one in open_ones.order_by("id")[:200]:
        try:
            state = post.state_of(one.number)
        except Unreachable:
            return
        if state and state != one.state:
            PostOrder.objects.filter(pk=one.pk).update(state=state)
