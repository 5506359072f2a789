"""What was refused is taken again, once its cause is mended: the same row, so that it stays one."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from django.db.models import QuerySet

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.outside import Unreachable
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment
from congvu.exchange import policy
from congvu.exchange.actions.receiving import looked_at, wake_taker
from congvu.exchange.edxml import FormatError
from congvu.exchange.models import Packet
from congvu.exchange.providers import provider_of
from congvu.exchange.providers.base import Rejected
from congvu.exchange.types import Direction, PacketState, Waiting
from congvu.files.actions import deposit
from congvu.files.queries import open_deposit, staging

_MOVED_ON = "Gói tin này đã chuyển trạng thái; xin xem lại danh sách."


def take_again(packet: Packet, *, actor: Appointment | None) -> None:
    """What is kept of it is looked at anew; what was not is fetched from the axis once more.

    Raises `Conflict` with the reason where it is refused as before; the row says it too.
    """
    if packet.sha256:
        look_again(packet, actor=actor)
        return
    provider, waiting = provider_of(packet.line), Waiting(packet.axis_id, packet.kind)
    with tempfile.NamedTemporaryFile(dir=staging(), prefix="packet-") as target:
        try:
            provider.fetch(waiting, cast("BinaryIO", target))
        except (Unreachable, Rejected) as silent:
            raise Conflict(f"Chưa lấy lại được: {silent.words}") from None
        target.flush()
        fresh = _fresh(packet, Path(target.name))
        deposit(Path(target.name), sha256=fresh.sha256)
    keep_again(packet, actor=actor, fresh=fresh)
    with suppress(Unreachable, Rejected):  # it is ours now; the comparison confirms it later
        provider.confirm(waiting, taken=True)


def _fresh(packet: Packet, path: Path) -> Packet:
    """The packet as it would be kept if it came now."""
    try:
        return looked_at(packet.line, path, packet.axis_id)
    except FormatError as still:
        _refused(packet).update(fault=still.fault, error=still.words[:500], done_at=clock.now())
        raise Conflict(f"Vẫn không tiếp nhận được: {still.words}") from None


def _refused(packet: Packet) -> QuerySet[Packet]:
    return Packet.objects.filter(pk=packet.pk, direction=Direction.IN, state=PacketState.REFUSED)


@command("Lấy lại gói tin", who=policy.operates)
def keep_again(packet: Packet, *, actor: Appointment | None, fresh: Packet) -> None:
    """What was fetched takes the place of its refusal."""
    if not _refused(packet).select_for_update(no_key=True, of=("self",)).exists():
        raise Conflict(_MOVED_ON)
    fresh.pk = packet.pk
    fresh.save(force_update=True)
    wake_taker(packet.line_id)


@command("Xử lý lại gói tin", who=policy.operates)
def look_again(packet: Packet, *, actor: Appointment | None) -> None:
    """What is kept of it goes through everything anew, unless its sender was told that it may not
    come in: then the sender sends anew.
    """
    try:
        open_deposit(packet.sha256).close()
    except FileNotFoundError:
        raise Conflict("Nội dung gói tin không được giữ; xin nơi gửi gửi lại.") from None
    changed = (
        _refused(packet)
        .filter(arrivals=None)
        .update(
            state=PacketState.RECEIVED,
            attempts=0,
            next_at=clock.now(),
            done_at=None,
            fault=0,
            error="",
        )
    )
    if not changed:
        raise Conflict(_MOVED_ON)
    wake_taker(packet.line_id)
