"""What the search index keeps of documents, and who stands in which of its scopes.

The scopes say the same as `visible_to` of both kinds of documents, ahead of time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from congvu.directory.models import Appointment, Role
from congvu.documents.actions.lists import refresh_incoming, refresh_outgoing
from congvu.documents.doctypes import CHOICES
from congvu.documents.models import (
    Assignment,
    Attachment,
    Incoming,
    IncomingParticipant,
    Opinion,
    Outgoing,
    OutgoingParticipant,
)
from congvu.documents.queries.outgoing import AT_CLERKS, PAST_DRAFT
from congvu.documents.rendering import empty_body, text_of
from congvu.documents.types import IncomingState, OutgoingState, Urgency
from congvu.search import actions as search
from congvu.search.types import Facet, Record, Source

_CONCERNING = {Assignment: "incoming_id", Opinion: "outgoing_id"}


def _by_document(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for pk, value in rows:
        found[pk].append(value)
    return found


def _facets(document: Incoming | Outgoing) -> set[str]:
    return {
        f"kind:{document.kind}",
        f"state:{document.state}",
        f"urgency:{document.urgency}",
    }


def _seen_by(
    model: type[IncomingParticipant | OutgoingParticipant], key: str, ids: Sequence[int]
) -> dict[int, list[str]]:
    rows = model._default_manager.filter(**{f"{key}__in": ids})
    return _by_document((pk, f"p:{who}") for pk, who in rows.values_list(key, "appointment"))


def _incoming(ids: Sequence[int]) -> list[Record]:
    rows = Incoming.objects.filter(pk__in=ids).select_related("file__blob", "origin")
    seen = _seen_by(IncomingParticipant, "incoming", ids)
    shares = Assignment.objects.filter(incoming__in=ids).values_list(
        "incoming", "assignee__person__name"
    )
    handlers = _by_document(shares)
    return [_incoming_record(one, seen[one.pk], handlers[one.pk]) for one in rows]


def _incoming_record(document: Incoming, seen: list[str], handlers: list[str]) -> Record:
    agency = document.agency_id
    facets = _facets(document)
    if document.register_id:
        facets.add(f"register:{document.register_id}")
    if document.issuer_id:
        facets.add(f"from:{document.issuer_id}")
    return Record(
        way="incoming",
        object_id=document.pk,
        moment=document.arrived_at,
        code=document.code,
        title=document.abstract,
        author=document.issuer_name,
        state=IncomingState(document.state).label,
        dated_on=document.dated_on,
        urgency=document.urgency,
        people=[document.signer_name, *handlers],
        text=_text_of_arrival(document),
        scopes=frozenset({f"i:clerk:{agency}", f"i:leader:{agency}", *seen}),
        facets=frozenset(facets),
    )


def _text_of_arrival(document: Incoming) -> str:
    """What was written here, or else read from the file; what is recalled is not found."""
    if document.state == IncomingState.RECALLED:
        return ""
    written = text_of(document.origin.body or empty_body()) if document.origin else ""
    return written or document.file.blob.text


def _outgoing(ids: Sequence[int]) -> list[Record]:
    rows = Outgoing.objects.filter(pk__in=ids).exclude(state=OutgoingState.CANCELLED)
    rows = rows.select_related(
        "agency", "unit", "drafter__person", "signer__person", "upload__blob"
    )
    seen = _seen_by(OutgoingParticipant, "outgoing", ids)
    files = Attachment.objects.filter(outgoing__in=ids).values_list("outgoing", "file__blob__text")
    attached = _by_document(files)
    return [_outgoing_record(one, seen[one.pk], attached[one.pk]) for one in rows]


def _outgoing_record(document: Outgoing, seen: list[str], attached: list[str]) -> Record:
    body = text_of(document.body or empty_body())
    uploaded = document.upload.blob.text if document.upload else ""
    facets = _facets(document)
    if document.register_id:
        facets.add(f"register:{document.register_id}")
    if document.unit_id:
        facets.add(f"unit:{document.unit_id}")
    return Record(
        way="outgoing",
        object_id=document.pk,
        moment=document.issued_at or document.created_at,
        code=document.code,
        title=document.abstract,
        author=document.unit.name if document.unit else document.agency.name,
        state=OutgoingState(document.state).label,
        dated_on=document.dated_on,
        urgency=document.urgency,
        people=[
            document.drafter.person.name,
            *([document.signer.person.name] if document.signer else []),
        ],
        text="\n".join(part for part in (body, uploaded, *attached) if part),
        scopes=frozenset([*_home_scopes(document), *seen]),
        facets=frozenset(facets),
    )


def _home_scopes(document: Outgoing) -> list[str]:
    """Of the roles that see it in its agency from its present state on."""
    found = []
    if document.state in AT_CLERKS:
        found.append(f"o:clerk:{document.agency_id}")
    if document.state in PAST_DRAFT:
        found.append(f"o:leader:{document.agency_id}")
        if document.unit_id:
            found.append(f"o:head:{document.unit_id}")
    return found


def _incoming_scopes(actor: Appointment) -> frozenset[str]:
    own = {f"p:{actor.pk}"}
    if actor.role in {Role.CLERK, Role.LEADER}:
        own.add(f"i:{actor.role}:{actor.agency_id}")
    return frozenset(own)


def _outgoing_scopes(actor: Appointment) -> frozenset[str]:
    own = {f"p:{actor.pk}"}
    if actor.role in {Role.CLERK, Role.LEADER}:
        own.add(f"o:{actor.role}:{actor.agency_id}")
    elif actor.role == Role.UNIT_HEAD and actor.unit_id:
        own.add(f"o:head:{actor.unit_id}")
    return frozenset(own)


def _after(model: type[Incoming | Outgoing], last: int, count: int) -> list[int]:
    rows = model._default_manager.filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:count])


_STATES = dict([*OutgoingState.choices, *IncomingState.choices])
_FACETS = (
    Facet("kind", "Loại văn bản", CHOICES),
    Facet("state", "Trạng thái", list(_STATES.items())),
    Facet("urgency", "Độ khẩn", Urgency.choices),
)
INCOMING = Source(
    way="incoming",
    label="Văn bản đến",
    url_name="documents:incoming",
    records=_incoming,
    ids_after=lambda last, count: _after(Incoming, last, count),
    scopes_of=_incoming_scopes,
    facets=_FACETS,
)
OUTGOING = Source(
    way="outgoing",
    label="Văn bản đi",
    url_name="documents:outgoing",
    records=_outgoing,
    ids_after=lambda last, count: _after(Outgoing, last, count),
    scopes_of=_outgoing_scopes,
    facets=_FACETS,
)


def reindex(touched: Mapping[str, frozenset[int]]) -> None:
    """Lists and index follow the documents that changed, or whose parts did."""
    incoming = set(touched.get(Incoming._meta.label_lower, ()))
    outgoing = set(touched.get(Outgoing._meta.label_lower, ()))
    for part, key in _CONCERNING.items():
        if ids := touched.get(part._meta.label_lower):
            found = part._default_manager.filter(pk__in=ids).values_list(key, flat=True)
            (incoming if key == "incoming_id" else outgoing).update(found)
    if incoming:
        refresh_incoming(incoming)
        search.reindex("incoming", incoming)
    if outgoing:
        refresh_outgoing(outgoing)
        search.reindex("outgoing", outgoing)


def reading(blob_id: int) -> dict[str, frozenset[int]]:
    """The documents to which the content belongs, under their models' labels."""
    incoming = Incoming.objects.filter(file__blob=blob_id).values_list("pk", flat=True)
    uploaded = Outgoing.objects.filter(upload__blob=blob_id).values_list("pk", flat=True)
    attached = Attachment.objects.filter(file__blob=blob_id).values_list("outgoing", flat=True)
    return {
        Incoming._meta.label_lower: frozenset(incoming),
        Outgoing._meta.label_lower: frozenset([*uploaded, *attached]),
    }
