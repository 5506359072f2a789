"""Appending to the chains: the same handful of queries for one act and for three hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from django.db import connection

from congvu.core import clock, origin
from congvu.core.acts import Act
from congvu.directory.models import Agency, AgencyKind, Appointment
from congvu.journal.models import Chain, Entry
from congvu.journal.record import entry_hash, plain

_NAMING = (
    Appointment.person.field,
    Appointment.agency.field,
    Appointment.unit.field,
    Appointment.title.field,
)
_DEVICE_LENGTH = 300
_ADDRESS_LENGTH = 64


def append(acts: Sequence[Act]) -> None:
    """Write the acts at the ends of their agencies' chains; call inside a transaction.

    The chains are locked in the order of their agencies, so that works which touch the same
    agencies wait in line and never for each other. The locks last until the commit.
    """
    actors = _actors(acts)
    homes = _homes(acts)
    chains = _lock_chains(sorted(set(homes)))
    at = clock.now()
    entries = [
        _next_entry(chains[home], act, actors, at) for act, home in zip(acts, homes, strict=True)
    ]
    Entry.objects.bulk_create(entries)
    _move_ends(chains.values())


def _actors(acts: Iterable[Act]) -> dict[int, Appointment]:
    """The appointments that acted, with what names them; no query where they are loaded."""
    given = {act.actor.pk: cast("Appointment", act.actor) for act in acts if act.actor is not None}
    bare = [pk for pk, actor in given.items() if not _is_whole(actor)]
    if bare:
        given.update(Appointment.objects.whole().in_bulk(bare))
    return given


def _is_whole(actor: Appointment) -> bool:
    return all(field.is_cached(actor) or getattr(actor, field.attname) is None for field in _NAMING)


def _homes(acts: Sequence[Act]) -> list[int]:
    """The agency whose chain takes each act; what belongs to no agency stands in the province's."""
    if all(act.agency_id for act in acts):
        return [act.agency_id for act in acts]
    province = root_agency_id()
    return [act.agency_id or province for act in acts]


def root_agency_id() -> int:
    """The province's own agency: the first of its kind, or the first of all before there is one."""
    provinces = Agency.objects.filter(kind=AgencyKind.PROVINCE).order_by("pk")
    found = provinces.first() or Agency.objects.order_by("pk").first()
    if found is None:
        raise RuntimeError("An act cannot be written down before there is an agency.")
    return found.pk


def _lock_chains(agencies: list[int]) -> dict[int, Chain]:
    """The chains of these agencies, locked in this order; missing ones begin here.

    New chains are inserted before any old one is locked: a work that inserts holds nothing that
    one which locks waits for, so the two cannot wait for each other.
    """
    known = set(Chain.objects.filter(pk__in=agencies).values_list("pk", flat=True))
    if len(known) < len(agencies):
        new = [Chain(agency_id=pk) for pk in agencies if pk not in known]
        Chain.objects.bulk_create(new, ignore_conflicts=True)
    locked = Chain.objects.select_for_update(no_key=True).filter(pk__in=agencies)
    return {chain.pk: chain for chain in locked.order_by("agency_id")}


def _move_ends(chains: Iterable[Chain]) -> None:
    """One plain statement: `bulk_update` builds hundreds of CASE branches for the same."""
    rows = [(chain.pk, chain.seq, chain.head) for chain in chains]
    agencies, seqs, heads = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_chain SET seq = moved.seq, head = moved.head "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS moved(agency_id, seq, head) "
            "WHERE journal_chain.agency_id = moved.agency_id",
            [agencies, seqs, heads],
        )


def _next_entry(chain: Chain, act: Act, actors: dict[int, Appointment], at: datetime) -> Entry:
    """The act as the chain's next link; moves the chain's end onto it."""
    actor = actors[act.actor.pk] if act.actor is not None else None
    entry = Entry(
        agency_id=chain.pk,
        seq=chain.seq + 1,
        at=at,
        actor=actor,
        person=actor.person.name if actor else "",
        acting_as=acting_as(actor) if actor else "",
        action=act.name,
        label=act.label,
        subject_type=act.subject_type,
        subject_id=act.subject_id,
        subject_label=act.subject_label,
        state_before=act.state_before,
        state_after=act.state_after,
        detail=plain(dict(act.detail)),
        address=origin.current().address[:_ADDRESS_LENGTH],
        device=origin.current().device[:_DEVICE_LENGTH],
        previous=chain.head,
    )
    entry.hash = entry_hash(entry)
    chain.seq, chain.head = entry.seq, entry.hash
    return entry


def acting_as(actor: Appointment) -> str:
    """`Trưởng phòng, Phòng Khoa giáo - Văn xã, Văn phòng UBND tỉnh`."""
    unit = [actor.unit.name] if actor.unit else []
    return ", ".join([actor.title.name, *unit, actor.agency.name])
