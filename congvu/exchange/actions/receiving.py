"""A packet comes in: looked at, kept as it came, and answered; the same one always alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField, QuerySet
from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.core.prepared import Given, Prepared, one_of
from congvu.exchange import edxml as x
from congvu.exchange import jws
from congvu.exchange.keys import fingerprint, own_signer
from congvu.exchange.models import Line, Packet, Partner
from congvu.exchange.queries.parties import own_agencies, partner_of
from congvu.exchange.types import (
    Direction,
    LineKind,
    PacketKind,
    PacketState,
    Verdict,
    Waiting,
)
from congvu.files.actions import deposit


def receive(line: Line, path: Path, *, axis_id: str) -> Packet:
    """Keep the packet at `path` and queue what follows; its `receipt` is signed.

    The line's own name for it (`axis_id`) makes it one however often it comes. Raises
    `FormatError` for what cannot be taken: nothing is kept then. An unknown sender's is held.
    """
    packet = looked_at(line, path, axis_id)
    deposit(path, sha256=packet.sha256)
    try:
        _keep(line, [packet])
    except IntegrityError:
        again = known(line, axis_id)
        if again is None:
            raise
        return again
    return packet


def receive_several(line: Line, paths: Sequence[tuple[str, Path]]) -> list[Packet | x.FormatError]:
    """As `receive` for each, by the line's name for it, kept together; refusals are returned.

    The files are given up: nobody writes in them afterwards.
    """
    names = [name for name, _ in paths]
    found: dict[str, Packet | x.FormatError] = {**known_of(line, names)}
    fresh: dict[str, tuple[Packet, Path]] = {}
    named = _Named()
    for name, path in paths:
        if name in found or name in fresh:
            continue
        try:
            fresh[name] = looked_at(line, path, name, named), path
        except x.FormatError as refused:
            found[name] = refused
        else:
            deposit(path, sha256=fresh[name][0].sha256, mine=True)
    try:
        _keep(line, [packet for packet, _ in fresh.values()])
        found |= {name: packet for name, (packet, _) in fresh.items()}
    except IntegrityError:
        # Another request brings one of them at the same time.
        found |= {name: receive(line, path, axis_id=name) for name, (_, path) in fresh.items()}
    return [found[name] for name in names]


def _keep(line: Line, packets: list[Packet]) -> None:
    """Write them down, all or none, and wake who takes them in."""
    if not packets:
        return
    with transaction.atomic():
        Packet.objects.bulk_create(packets)
        if any(one.state == PacketState.RECEIVED for one in packets):
            wake_taker(line.pk)


class _Named:
    """Whom the packets of one request name: asked once, for they come from few and go to few."""

    def __init__(self) -> None:
        self._own: dict[tuple[str, ...], bool] = {}
        self._partners: dict[str, Partner] = {}

    def any_own(self, codes: tuple[str, ...]) -> bool:
        if codes not in self._own:
            self._own[codes] = bool(own_agencies(codes))
        return self._own[codes]

    def partner(self, code: str) -> Partner | None:
        found = self._partners.get(code) or partner_of(code)
        if found is not None:
            self._partners[code] = found
        return found


def looked_at(line: Line, path: Path, axis_id: str, named: _Named | None = None) -> Packet:
    """The packet as it will be kept; raises `FormatError` for what cannot be taken."""
    named = named or _Named()
    with path.open("rb") as file:
        found = x.read(file, keep=False)
    if line.kind == LineKind.OWN and found.sha256 != axis_id:
        raise x.FormatError(x.Fault.FILE, "Gói tin nhận được không đúng mã băm.")
    verdict = _verdict(line, found)
    if line.kind == LineKind.OWN and verdict != Verdict.VALID:
        raise x.FormatError(x.Fault.FORMAT, f"{Verdict(verdict).label}; không tiếp nhận.")
    _check_receivers(line, found.message, named)
    sender = _sender(line, found.message, named)
    return _row(line, found, axis_id, verdict, held=sender.held)


def note_refused(line: Line, waiting: Waiting, broken: x.FormatError) -> None:
    """What an axis holds for us and we cannot take, for the operator to see.

    It is not fetched again before they say so (`taking_again`). Nothing of it is kept: the row has
    no hash.
    """
    Packet.objects.get_or_create(
        line=line,
        direction=Direction.IN,
        axis_id=waiting.axis_id,
        defaults={
            "kind": waiting.kind,
            "document_id": waiting.axis_id,
            "state": PacketState.REFUSED,
            "fault": broken.fault,
            "error": broken.words[:500],
            "done_at": clock.now(),
        },
    )


def known(line: Line, axis_id: str) -> Packet | None:
    """The packet that this already is."""
    return _KNOWN.first(line=line.pk, axis_id=axis_id)


def known_of(line: Line, names: Sequence[str]) -> dict[str, Packet]:
    """By the line's names those that are here already."""
    return {one.axis_id: one for one in _KNOWN_OF.rows(line=line.pk, names=list(names))}


def _known() -> QuerySet[Packet]:
    axis_id: Any = Given("axis_id", CharField())
    rows = Packet.objects.filter(line=Given("line"), direction=Direction.IN, axis_id=axis_id)
    return rows.order_by("pk")[:1]


_KNOWN = Prepared(_known)
_KNOWN_OF = Prepared(
    lambda: Packet.objects.filter(
        one_of("names", "axis_id"), line=Given("line"), direction=Direction.IN
    ).order_by()
)


def _verdict(line: Line, found: x.Read) -> str:
    """What the packet's signature is worth: another installation's is known, others' are not."""
    if found.worth is x.Worth.NONE:
        return Verdict.NONE
    if found.worth is x.Worth.BROKEN:
        return Verdict.INVALID
    ours = found.certificate and line.fingerprint == fingerprint(found.certificate)
    return Verdict.VALID if ours and found.worth is x.Worth.SOUND else Verdict.UNKNOWN


def _check_receivers(line: Line, message: x.Message, named: _Named) -> None:
    """Behind an axis others have their part; another installation sends us what is all ours."""
    if not isinstance(message, x.Document):
        return
    codes = tuple(one.id for one in message.receivers)
    if not named.any_own(codes):
        raise x.FormatError(x.Fault.RECEIVER_UNKNOWN, "Đơn vị nhận không thuộc hệ thống này.")
    if line.kind == LineKind.OWN:
        for one in codes:
            if not named.any_own((one,)):
                words = f"Đơn vị nhận không thuộc hệ thống này: {one}."
                raise x.FormatError(x.Fault.RECEIVER_UNKNOWN, words)


def _sender(line: Line, message: x.Message, named: _Named) -> Partner:
    """The agency outside that sends; one that nobody knows is written down and held."""
    organ = message.sender
    found = named.partner(organ.id)
    if found is None:
        code = x.new_form(organ.id)[:35]
        found, _ = Partner.objects.get_or_create(
            code=code,
            defaults={"line": line, "name": organ.name[:200] or code, "held": True},
        )
    if found.line_id != line.pk:
        raise x.FormatError(
            x.Fault.SENDER_UNKNOWN, "Đơn vị gửi không đăng ký trên đường liên thông này."
        )
    return found


def _row(line: Line, found: x.Read, axis_id: str, verdict: str, *, held: bool) -> Packet:
    message, now = found.message, clock.now()
    packet = Packet(
        line=line,
        direction=Direction.IN,
        sender=message.sender.id[:35],
        state=PacketState.HELD if held else PacketState.RECEIVED,
        sha256=found.sha256,
        size=found.size,
        axis_id=axis_id,
        verdict=verdict,
        created_at=now,
        next_at=now,
    )
    if isinstance(message, x.Document):
        packet.kind, packet.business = PacketKind.DOCUMENT, message.business.type
        packet.document_id, code = message.document_id[:200], str(message.code)
        packet.words = message.business.reason
    else:
        packet.kind, packet.code, packet.said_at = PacketKind.STATUS, message.code, message.at
        packet.document_id = (message.reply.document_id or message.reply.code)[:200]
        packet.words, code = message.description, message.reply.code
    packet.document_code = code[:60]
    packet.receipt = receipt_of(packet)
    return packet


def receipt_of(packet: Packet) -> str:
    """Our signed word that the packet came, when, and in what state it was."""
    return jws.sign(
        {
            "type": "receipt",
            "id": packet.axis_id,
            "sha256": packet.sha256,
            "size": packet.size,
            "document": packet.document_id,
            "sender": packet.sender,
            "verdict": packet.verdict,
            "at": packet.created_at.isoformat(timespec="milliseconds"),
        },
        own_signer(),
    )


def wake_taker(line_id: int) -> None:
    """Queue the taking in with the running transaction."""
    app.configure_task("exchange.take_line").defer(line_id=line_id)
