"""Which documents replace, correct or answer which, as the issuer and each receiver may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from congvu.directory.models import Appointment
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.queries.incoming import visible_to as incoming_visible_to
from congvu.documents.queries.outgoing import OUT, visible_to
from congvu.documents.types import Relation

_LATER = {Relation.REPLACES: "Được thay thế bằng", Relation.CORRECTS: "Được đính chính bằng"}
_EARLIER = {Relation.REPLACES: "Thay thế", Relation.CORRECTS: "Đính chính"}


@dataclass(frozen=True)
class Link:
    """One link between two documents; `pk` is 0 where the actor may not open the other."""

    words: str
    label: str
    state: str
    pk: int
    replaces: bool = False
    """Whether it has taken the place of the document that is shown."""
    page: str = ""
    """The other's page, where it is of the other kind."""


def links_of(document: Outgoing, *, actor: Appointment) -> list[Link]:
    """What the issuer's page shows, both ways; drafts of later ones too, for those who see them."""
    seen = visible_to(actor).filter(later=document.pk) | visible_to(actor).filter(
        earlier=document.pk
    )
    found = {one.pk for one in seen}
    links = [
        _link(document, one, one.pk if one.pk in found else 0)
        for one in _both_ways(document)
        if one.pk in found or one.state in OUT
    ]
    return links + _answers_to(document, actor)


def links_of_arrival(arrival: Incoming, *, actor: Appointment) -> list[Link]:
    """What a receiver's page shows: the links of its origin, to the own copies of the others."""
    if arrival.origin is None:
        return _answered_by(arrival, actor)
    others = [one for one in _both_ways(arrival.origin) if one.state in OUT]
    own = incoming_visible_to(actor).filter(
        agency=arrival.agency_id, origin__in=[one.pk for one in others]
    )
    keys = dict(own.values_list("origin_id", "pk")) if others else {}
    return [_link(arrival.origin, one, keys.get(one.pk, 0)) for one in others]


def _answers_to(document: Outgoing, actor: Appointment) -> list[Link]:
    """What came from outside in answer to it."""
    own = incoming_visible_to(actor).filter(pk=OuterRef("pk"))
    rows = Incoming.objects.filter(answers=document).annotate(open=Exists(own)).order_by("pk")
    words, page = "Được trả lời bằng", "documents:incoming"
    return [
        Link(words, one.label, one.get_state_display(), one.pk if one.open else 0, page=page)
        for one in rows
    ]


def _answered_by(arrival: Incoming, actor: Appointment) -> list[Link]:
    """The agency's own documents that this one, from outside, answers."""
    own = visible_to(actor).filter(pk=OuterRef("pk"))
    rows = Outgoing.objects.filter(answers_outside=arrival).annotate(open=Exists(own))
    words, page = "Trả lời", "documents:outgoing"
    return [
        Link(words, one.label, one.get_state_display(), one.pk if one.open else 0, page=page)
        for one in rows.order_by("pk")
    ]


def _link(document: Outgoing, one: Outgoing, pk: int) -> Link:
    """How the other one stands to the document, which comes before or after it."""
    if one.pk == document.earlier_id:
        words, replaces = _EARLIER[Relation(document.relation)], False
    else:
        words = _LATER[Relation(one.relation)]
        replaces = one.relation == Relation.REPLACES and one.state in OUT
    return Link(words, one.label, one.get_state_display(), pk, replaces)


def _both_ways(document: Outgoing) -> list[Outgoing]:
    near = Outgoing.objects.filter(Q(earlier=document.pk) | Q(pk=document.earlier_id or 0))
    return list(near.exclude(state="cancelled").order_by("pk"))
