"""Words that people keep at hand for their instructions."""

from __future__ import annotations

from congvu.core.offering import offer
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.documents.models import KeptText

MOST = 30


def keep_text(*, actor: Appointment, text: str) -> KeptText:
    """Keep the words, once; at most `MOST` of them. Raises `Refused` (field `text`)."""
    words = " ".join(text.split())
    if not words:
        raise Refused("Ông/bà chưa ghi nội dung.", field="text")
    offer({"text": text}, actor=actor, door="Lời ghi sẵn")
    if KeptText.objects.filter(appointment=actor).exclude(text=words).count() >= MOST:
        raise Refused(f"Chỉ giữ tối đa {MOST} lời ghi sẵn; xin bỏ bớt lời cũ.", field="text")
    kept, _ = KeptText.objects.get_or_create(appointment=actor, text=words)
    return kept


def drop_text(kept: KeptText) -> None:
    """No longer needed; documents keep the words that they were given."""
    kept.delete()
