"""Refused notices are looked at; they stay as they came."""

from __future__ import annotations

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Conflict, Refused
from congvu.core.text import nfc
from congvu.directory.models import Appointment
from congvu.files.actions import take_turn
from congvu.payments import policy
from congvu.payments.models import NoticesSeen, Notification
from congvu.payments.queries.notices import refused_up_to


@command("Đánh dấu đã xem thông báo bị từ chối", who=policy.watches, records=("upto", "words"))
def see(seen: NoticesSeen, *, actor: Appointment, upto: int, words: str) -> None:
    """All refused notices up to that one are no news any more; nothing of them is changed.

    Raises `Refused` without a word about them, `Conflict` where another has seen them already.
    """
    if not words.strip():
        raise Refused("Xin ghi đã xem xét gì.", field="words")
    take_turn("payments notices seen")
    count = refused_up_to(upto)
    if not count or not Notification.objects.filter(pk=upto).exists():
        raise Conflict("Các thông báo này đã có người đánh dấu đã xem.")
    seen.agency_id, seen.by, seen.at = actor.agency_id, actor, clock.now()
    seen.upto_id, seen.count, seen.words = upto, count, nfc(words).strip()[:300]
    seen.save()
