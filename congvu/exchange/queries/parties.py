"""Who is meant by an identifier, in either form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Q, QuerySet

from congvu.core.prepared import Given, Prepared, one_of
from congvu.core.text import fold
from congvu.directory.models import Agency
from congvu.documents.models import Outgoing
from congvu.exchange.edxml import BusinessType, new_form, old_form
from congvu.exchange.models import Line, Packet, Partner, Recipient
from congvu.exchange.types import LineKind, RecipientState


def own_agencies(codes: Iterable[str]) -> list[Agency]:
    """Those of the identifiers that are agencies of this installation, each once."""
    return _OWN.rows(codes=_both_forms(codes))


def partner_of(code: str) -> Partner | None:
    """The agency outside with this identifier."""
    return _PARTNER.first(codes=_both_forms([code]))


def _both_forms(codes: Iterable[str]) -> list[str]:
    return sorted({form for one in codes for form in (one, new_form(one))})


_NAMED = Q(one_of("codes", "code")) | (Q(one_of("codes", "old_code")) & ~Q(old_code=""))
_OWN = Prepared(lambda: Agency.objects.filter(_NAMED, active=True).order_by("pk"))
_PARTNER = Prepared(
    lambda: Partner.objects.filter(_NAMED).select_related("line").order_by("pk")[:1]
)


def codes_of(partner: Partner) -> list[str]:
    """Its identifier in every form in which a packet may name it."""
    forms = {partner.code, partner.old_code, old_form(partner.code)}
    return sorted(forms - {""})


def reachable() -> QuerySet[Partner]:
    """Agencies outside to which something may be sent; test codes of the axis are hidden."""
    rows = Partner.objects.filter(held=False, deleted_at=None, line__active=True)
    return rows.exclude(Q(code__contains="W00") | Q(old_code__contains="W00"))


def search_partners(words: str) -> QuerySet[Partner]:
    """Reachable ones with all these words in name or identifier."""
    rows = reachable()
    for word in fold(words).split()[:8]:
        rows = rows.filter(folded__contains=word)
    return rows.order_by("name", "pk")


def lines() -> QuerySet[Line]:
    return Line.objects.filter(active=True)


def document_id_of(document: Outgoing) -> str:
    """As the axis's users write it: agency, day, code."""
    assert document.dated_on is not None  # noqa: S101 - only numbered documents are asked for
    return f"{document.agency.code},{document.dated_on:%Y/%m/%d},{document.code}"


def receivers_of_earlier(document: Outgoing) -> list[Recipient]:
    """Those outside who have, or will have, what the document replaces or corrects."""
    if document.earlier_id is None:
        return []
    gone = [RecipientState.CHOSEN, RecipientState.RETURNED, RecipientState.RECALLED]
    rows = Recipient.objects.filter(outgoing=document.earlier_id).exclude(state__in=gone)
    return list(rows.select_related("partner"))


def standing_receivers(document: Outgoing) -> list[Recipient]:
    """Those outside who have it, or will: neither sent back nor asked for."""
    gone = [RecipientState.RETURNED, RecipientState.RECALL_ASKED, RecipientState.RECALLED]
    rows = Recipient.objects.filter(outgoing=document).exclude(state__in=gone)
    return list(rows.select_related("partner", "packet"))


def receivers_of(packet: Packet) -> list[Recipient]:
    """Whom a packet of a document is for, by their codes; a recall, whom it asks; an update of the
    list, both.
    """
    new, asked = Q(packet=packet), Q(evidence__packet=packet)
    mine = asked if packet.business == BusinessType.REVOKE else new
    if packet.lists_receivers:
        mine = new | asked
    rows = Recipient.objects.filter(mine, outgoing=packet.outgoing_id).distinct()
    return list(rows.select_related("partner").order_by("partner__code"))


def line_by_certificate(mark: str) -> Line | None:
    """The line whose other end signs by the certificate with this SHA-256."""
    if not mark.isalnum():
        return None
    return _BY_CERTIFICATE.first(mark=mark)


def _by_certificate() -> QuerySet[Line]:
    mark: Any = Given("mark", CharField())
    rows = Line.objects.filter(active=True, kind=LineKind.OWN, fingerprint=mark)
    return rows.order_by("pk")[:1]


_BY_CERTIFICATE = Prepared(_by_certificate)
