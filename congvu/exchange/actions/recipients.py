"""Receivers outside: chosen when a document is issued, and followed afterwards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.events import publish
from congvu.core.refused import Refused
from congvu.directory.models import Agency
from congvu.documents.actions.beyond import BeyondRow, Told
from congvu.documents.actions.incoming import tell_of_refusal, tell_of_return
from congvu.documents.actions.reminding import is_late
from congvu.documents.models import Outgoing
from congvu.exchange.actions.sendable import check_sendable
from congvu.exchange.events import Heard
from congvu.exchange.folding import ENTERED, LABELS, MOVING, standing, too_early
from congvu.exchange.models import Evidence, Packet, Partner, Recipient
from congvu.exchange.queries.parties import receivers_of_earlier
from congvu.exchange.types import SENT, RecipientState

_PRESSED = {RecipientState.SENT, RecipientState.ARRIVED}
_COLORS = {
    RecipientState.FAILED: "danger",
    RecipientState.RETURNED: "danger",
    RecipientState.RECALL_REFUSED: "danger",
    RecipientState.RECALLED: "warning",
    RecipientState.RECALL_ASKED: "warning",
    RecipientState.FINISHED: "success",
    RecipientState.REGISTERED: "success",
    RecipientState.ASSIGNED: "success",
    RecipientState.PROCESSING: "success",
}


_NO_REASON = "không nêu lý do"


def board(document: Outgoing) -> list[BeyondRow]:
    """Each receiver outside and what is known of it."""
    rows = Recipient.objects.filter(outgoing=document).select_related("partner", "packet")
    return [_row(one) for one in rows.prefetch_related("evidence")]


def choose(document: Outgoing, partners: Collection[Partner]) -> None:
    """The agencies outside that will have it; size, types and reach are looked at before anything
    goes. Whoever has what it replaces or corrects gets it in any case.
    """
    if partners or receivers_of_earlier(document):
        check_sendable(document)
    check_receivers(partners)
    with work():
        keys = {one.pk for one in partners}
        chosen = document.recipients_outside.filter(state=RecipientState.CHOSEN)
        chosen.exclude(partner_id__in=keys).delete()
        Recipient.objects.bulk_create(
            [Recipient(outgoing=document, partner_id=pk) for pk in sorted(keys)],
            ignore_conflicts=True,
        )


def check_receivers(partners: Collection[Partner]) -> None:
    """All can be reached, and none is inside the installation; `Refused` beside them."""
    for one in partners:
        if not one.reachable:
            raise Refused(f"Chưa gửi liên thông được đến {one.name}.", field="beyond")
    inside = set(
        Agency.objects.filter(code__in=[one.code for one in partners]).values_list(
            "code", flat=True
        )
    )
    if inside:
        raise Refused(
            "Cơ quan trong hệ thống nhận trực tiếp, không qua liên thông.", field="beyond"
        )


def _row(one: Recipient) -> BeyondRow:
    found = list(one.evidence.all())
    state = RecipientState(one.state)
    told = [Told(LABELS.get(each.code, each.code), each.at, each.words) for each in found]
    unsent = state in {RecipientState.FAILED, RecipientState.WAITING}
    if unsent and one.packet and one.packet.error:
        told.append(Told("Lỗi gửi", one.changed_at, one.packet.error))
    return BeyondRow(
        name=one.partner.name,
        state=str(state.label),
        color=_COLORS.get(state, "info"),
        moving=state in MOVING,
        entered=bool(ENTERED & {each.code for each in found}),
        told=told,
        late=state in _PRESSED and any(each.code == SENT and is_late(each.at) for each in found),
        contact=one.partner.email,
    )


def note(
    recipient: Recipient, code: str, *, at: datetime, words: str = "", packet: Packet | None = None
) -> bool:
    """Keep one thing that is known of the recipient; whether it is new. Its state follows."""
    with work():
        row = Recipient.objects.select_for_update(no_key=True, of=("self",)).get(pk=recipient.pk)
        _, new = Evidence.objects.get_or_create(
            recipient=row, code=code, at=at, defaults={"words": words[:500], "packet": packet}
        )
        if new:
            known = list(row.evidence.values_list("code", "at", "arrived_at"))
            row.state = standing({one[:2] for one in known} - too_early(known))
            row.changed_at = clock.now()
            row.save(update_fields=["state", "changed_at"])
            _tell(row, code, words)
            publish(Heard(row))
    return new


def _tell(recipient: Recipient, code: str, words: str) -> None:
    document, name = recipient.outgoing, recipient.partner.name
    if code == "02":
        tell_of_return(document, name, words or _NO_REASON)
    elif code == "16":
        tell_of_refusal(document, name, words or _NO_REASON)
