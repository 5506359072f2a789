"""Orders to the public post (QĐ 45/2016/QĐ-TTg): kept with the change, placed by a job."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.acts import work
from congvu.core.money import dong
from congvu.core.outside import Unreachable
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.payments.types import Carried
from congvu.services import policy
from congvu.services.actions import fees
from congvu.services.actions.messages import tell_applicant
from congvu.services.actions.telling import happened
from congvu.services.models import Dossier, PostOrder
from congvu.services.printing import pdf_of
from congvu.services.providers import post
from congvu.services.providers.base import Rejected
from congvu.services.types import CARRIED, PostDirection, PostState

_MOST_ATTEMPTS = 12
_MONEY_IN = timedelta(days=120)


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
        collect=dossier.fees_total if deliver and fees.owes(dossier) else 0,
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


def test_page() -> str:
    """Where one plays the postman of the test post; empty where orders go to the real one."""
    return f"{post.TEST_POST}/" if post.in_demo() else ""


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
        tracking=tracking[:30], error="", next_at=clock.now()
    )
    _hear(one, post.Progress(PostState.ORDERED))
    return True


def ask_states() -> None:
    """How far the open orders are, each at its time; a silent post is asked again later.

    Those with money to come back are asked until it has come, for four months.
    """
    if not post.configured():
        return
    now = clock.now()
    money = Q(state=PostState.DELIVERED, collect__gt=F("remitted"), made_at__gt=now - _MONEY_IN)
    open_ones = PostOrder.objects.filter(Q(state__in=CARRIED) | money, next_at__lte=now)
    rows = open_ones.select_related("dossier__agency", "dossier__procedure__field")
    for one in rows.order_by("next_at")[:200]:
        try:
            progress = post.progress_of(one.number)
        except Unreachable:
            return
        try:
            _take_money(one, progress)
        except Refused as refused:  # told again until it can be booked
            again = clock.now() + post.pause()
            PostOrder.objects.filter(pk=one.pk).update(error=refused.sentence[:300], next_at=again)
        else:
            _hear(one, progress)


def _take_money(one: PostOrder, progress: post.Progress) -> None:
    """Before anything else is kept of the answer, so that it is told again if this falls."""
    if not one.collect or (progress.collected is None and not progress.remitted):
        return
    collected = 0 if progress.collected is None else progress.collected or one.collect
    said = Carried(one.number, one.tracking, one.collect, collected, progress.remitted)
    fees.hear_post(one.dossier, said)


def _hear(one: PostOrder, progress: post.Progress) -> None:
    """Keep how far it is; what is new stands in the dossier's timeline, for its applicant too."""
    with work():
        rows = PostOrder.objects.select_for_update(no_key=True, of=("self",))
        row = rows.select_related("dossier__definition").get(pk=one.pk)
        moved = progress.state is not None and progress.state != row.state
        paid = progress.collected is not None and row.collect > 0 and row.collected_at is None
        row.state = progress.state or row.state
        row.collected_at = clock.now() if paid else row.collected_at
        row.remitted = max(row.remitted, progress.remitted)
        row.way = [_kept(stop) for stop in progress.way] or row.way
        row.next_at, row.error = clock.now() + post.pause(), ""
        row.save(update_fields=["state", "collected_at", "remitted", "way", "next_at", "error"])
        _tell(row, progress, moved=moved, paid=paid)


def _tell(row: PostOrder, progress: post.Progress, *, moved: bool, paid: bool) -> None:
    if moved:
        label = f"Bưu chính công ích: {row.get_state_display()}"
        words = f"{row.get_direction_display()}, bưu gửi {row.tracking or row.number}"
        happened(row.dossier, "post", label, actor=None, words=words)
    if paid:
        words = f"{dong(progress.collected or row.collect)}, bưu gửi {row.tracking}"
        happened(row.dossier, "post_paid", "Bưu tá đã thu hộ", actor=None, words=words)
    if moved and row.state == PostState.ON_THE_WAY:
        tell_applicant(row.dossier, _on_the_way(row))


def _kept(stop: post.Stop) -> dict[str, str]:
    return {"at": stop.at.isoformat(), "state": stop.state, "place": stop.place}


def _on_the_way(row: PostOrder) -> str:
    if row.direction == PostDirection.PICK_UP:
        return f"Bưu điện đang chuyển hồ sơ của ông/bà đến cơ quan, bưu gửi {row.tracking}."
    collect = f", thu hộ {dong(row.collect)}" if row.collect else ""
    code = row.dossier.shown_code
    return f"Kết quả hồ sơ {code} đang được chuyển, bưu gửi {row.tracking}{collect}."


def label(one: PostOrder) -> bytes:
    """The label that is stuck on the envelope, A6, as PDF; its bars say the parcel's number."""
    data, dossier = data_of(one), one.dossier
    number = one.tracking or one.number
    content = {
        "title": one.get_direction_display(),
        "number": number,
        "order": one.number,
        "dossier": dossier.shown_code,
        "procedure": dossier.procedure.name,
        "collect": dong(one.collect) if one.collect else "",
        **{
            side: {name.lower(): data[side][name] for name in ("Name", "Tel", "Address")}
            for side in ("sender", "receiver")
        },
    }
    return pdf_of("label", content, bars=number)
