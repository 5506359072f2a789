"""Who has an issued document is changed: others get it, some are asked to give it back."""

from __future__ import annotations

from collections.abc import Collection

from congvu.core.acts import work
from congvu.core.refused import Refused
from congvu.documents.models import Outgoing
from congvu.exchange.actions.enqueueing import enqueue_receivers
from congvu.exchange.actions.recipients import check_receivers
from congvu.exchange.actions.sendable import check_sendable
from congvu.exchange.models import Partner, Recipient
from congvu.exchange.queries.parties import standing_receivers
from congvu.exchange.types import PacketState


def change(document: Outgoing, chosen: Collection[Partner], *, words: str) -> str:
    """`chosen` have it from now on, and nobody else; what was changed, as a sentence."""
    now = {one.partner_id: one for one in standing_receivers(document)}
    wanted = {one.pk for one in chosen}
    added = [one for one in chosen if one.pk not in now]
    removed = [one for pk, one in now.items() if pk not in wanted]
    if not added and not removed:
        raise Refused("Danh sách nơi nhận không thay đổi.", field="beyond")
    if added:
        _check_added(document, added)
    _check_removed(removed)
    with work():
        enqueue_receivers(document, added, removed, words=words)
    return _said(added, removed)


def _check_added(document: Outgoing, added: Collection[Partner]) -> None:
    check_sendable(document)
    check_receivers(added)
    had = Recipient.objects.filter(outgoing=document, partner__in=[one.pk for one in added])
    if back := had.select_related("partner").first():
        raise Refused(
            f"{back.partner.name} đã trả lại hoặc được yêu cầu trả lại văn bản này; muốn gửi lại, "
            "xin soạn văn bản mới.",
            field="beyond",
        )


def _check_removed(removed: Collection[Recipient]) -> None:
    for one in removed:
        if one.packet is None or one.packet.state != PacketState.SENT:
            raise Refused(
                f"Văn bản chưa gửi xong đến {one.partner.name}; xin đợi gửi xong rồi bớt nơi nhận.",
                field="beyond",
            )


def _said(added: Collection[Partner], removed: Collection[Recipient]) -> str:
    parts = [
        ("Thêm", [one.name for one in added]),
        ("Bớt", [one.partner.name for one in removed]),
    ]
    return " ".join(f"{does} {', '.join(names)}." for does, names in parts if names)
