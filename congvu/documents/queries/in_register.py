"""What the registers say of a file that somebody holds: issued, replaced, recalled, arrived."""

from __future__ import annotations

from django.db.models import Q

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.queries.incoming import visible_to
from congvu.documents.queries.outgoing import OUT
from congvu.documents.types import IncomingState, OutgoingState
from congvu.signing.models import LastingCopy
from congvu.signing.queries.registers import check
from congvu.signing.types import Check, FileVerdict, Result

_SAID = {
    OutgoingState.ISSUED: (Result.VALID, "Đúng tệp đã phát hành, đang có hiệu lực"),
    OutgoingState.REPLACED: (Result.UNKNOWN, "Văn bản đã được thay thế"),
    OutgoingState.RECALLED: (Result.INVALID, "Văn bản đã bị thu hồi, không còn giá trị"),
}


def said_of(verdict: FileVerdict, actor: Appointment | None) -> Check | None:
    """Of issued files to anybody who holds them; of what came to those who may see it."""
    issued = _issued(verdict.sha256)
    if issued is not None:
        result, words = _SAID[OutgoingState(issued.state)]
        dated = f"ngày {issued.dated_on:%d/%m/%Y}"
        return check(result, f"{words}: {issued.code} {dated} của {issued.agency.name}.")
    arrived = _arrived(verdict.sha256, actor) if actor is not None else None
    if arrived is None:
        return None
    day = clock.local(arrived.arrived_at)
    words = f"{arrived.code} của {arrived.issuer_name}, đến ngày {day:%d/%m/%Y}."
    if arrived.state == IncomingState.RECALLED:
        return check(Result.INVALID, f"Văn bản đến đã bị nơi gửi thu hồi: {words}")
    return check(Result.VALID, f"Đúng tệp đã đến cơ quan: {words}")


def _issued(sha256: str) -> Outgoing | None:
    """The document whose file, annex, sealed annex or archive's form it is; one in force first."""
    originals = LastingCopy.objects.filter(file__blob__sha256=sha256).values("original")
    mine = Q(issued__blob__sha256=sha256) | Q(issued__blob__sha256__in=originals)
    annex = Q(attachments__file__blob__sha256=sha256) | Q(attachments__sealed__blob__sha256=sha256)
    for way in (mine, annex):
        rows = Outgoing.objects.filter(way, state__in=OUT).select_related("agency")
        found = sorted(rows, key=lambda one: (one.state != OutgoingState.ISSUED, -one.pk))
        if found:
            return found[0]
    return None


def _arrived(sha256: str, actor: Appointment) -> Incoming | None:
    return visible_to(actor).filter(file__blob__sha256=sha256).first()
