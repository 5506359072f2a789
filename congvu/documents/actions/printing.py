"""Paper prints of issued documents, which anyone may check against what was issued."""

from __future__ import annotations

from congvu.core.actions import command
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.models import Outgoing, PaperCode
from congvu.documents.types import OutgoingState


def prepare_print(document: Outgoing, *, actor: Appointment) -> PaperCode:
    """The code of the document's prints, made with the first; each print is journalled."""
    if document.state != OutgoingState.ISSUED:
        raise Conflict("Chỉ in bản giấy của văn bản đã phát hành và đang có hiệu lực.")
    code = PaperCode.objects.filter(outgoing=document).first()
    found = code or PaperCode(outgoing=document, made_by=actor)
    note_print(found, actor=actor)
    return found


@command("In bản giấy có mã đối chiếu", who=policy.may_print)
def note_print(code: PaperCode, *, actor: Appointment) -> None:
    """Keep the code; the same person or another may print again by it."""
    if code.pk is None:
        kept, _ = PaperCode.objects.get_or_create(
            outgoing=code.outgoing, defaults={"made_by": actor, "token": code.token}
        )
        code.pk, code.token = kept.pk, kept.token
