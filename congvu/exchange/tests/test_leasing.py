"""Workers that die, and several at once: what they held is nobody's fault, and done by one."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from congvu.core import clock
from congvu.core.outside import Unreachable
from congvu.documents.models import Incoming
from congvu.exchange.actions import failing, leasing, polling, sending, taking
from congvu.exchange.actions.fetching import in_groups
from congvu.exchange.models import Line, Packet
from congvu.exchange.providers import provider_of
from congvu.exchange.queries.circuits import OPENS_AFTER
from congvu.exchange.testaxis.app import Faults
from congvu.exchange.tests.stage import Stage
from congvu.exchange.types import PacketState, Waiting
from congvu.files.tests import samples

pytestmark = pytest.mark.django_db


def sent(stage: Stage, count: int) -> None:
    """So many documents of the neighbour's on the axis."""
    for number in range(count):
        named = {"document_id": f"H41.02,2020/04/01,{number}/SNV"}
        stage.neighbour.send(stage.neighbour.document(stage.own[:1], **named), [samples.pdf()])


def fetched(stage: Stage, count: int) -> None:
    """As many fetched from there, not yet taken in."""
    sent(stage, count)
    assert polling.poll(stage.line) == count


def test_dying_at_one_packet_is_not_counted_against_the_others(inbound: Stage) -> None:
    fetched(inbound, 3)
    for _ in range(taking.MOST_STARTS + 5):
        Packet.objects.update(leased_until=None, next_at=clock.now())
        held = leasing.lease(inbound.line, state=PacketState.RECEIVED, most=10)
        assert leasing.begin(held[0])  # here the worker dies
    Packet.objects.update(leased_until=None, next_at=clock.now())
    taking.take_due(inbound.line)
    assert Incoming.objects.count() == 2
    given_up = Packet.objects.get(state=PacketState.REFUSED)
    assert "nhiều lần không thành công" in given_up.error


def test_a_slow_workers_packet_is_taken_in_by_one_only(inbound: Stage) -> None:
    fetched(inbound, 1)
    [slow] = leasing.lease(inbound.line, state=PacketState.RECEIVED, most=10)
    later = clock.now() + leasing.LEASE * 2
    with clock.fixed(later):
        [other] = leasing.lease(inbound.line, state=PacketState.RECEIVED, most=10)
    assert not leasing.begin(slow)
    assert leasing.begin(other)


def test_waits_double_up_to_a_quarter_of_an_hour_and_are_spread() -> None:
    for attempts in range(1, 15):
        usual = min(2.0**attempts, 900)
        found = {leasing.wait_after(attempts).total_seconds() for _ in range(50)}
        assert usual * 0.8 <= min(found) < max(found) <= usual * 1.2


class Asked(leasing.Turn):
    """A turn that is over when it was asked so often."""

    def __init__(self, times: int) -> None:
        super().__init__()
        object.__setattr__(self, "left", iter([False] * times))

    def is_over(self) -> bool:
        return bool(next(self.left, True))  # type: ignore[attr-defined]


def test_a_turn_ends_and_the_rest_is_left_to_others(inbound: Stage) -> None:
    fetched(inbound, 3)
    assert taking.take_due(inbound.line, turn=Asked(2)) == 1
    assert taking.take_due(inbound.line) == 2


def test_what_was_lent_to_be_sent_goes_back_untried(vxp: Stage) -> None:
    vxp.issue()
    assert sending.send_due(vxp.line, turn=Asked(1)) == 0
    packet = Packet.objects.get()
    assert (packet.state, packet.attempts, packet.leased_until) == (PacketState.WAITING, 0, None)
    assert sending.send_due(vxp.line) == 1


def test_one_that_cannot_be_fetched_holds_up_none_behind_it(inbound: Stage) -> None:
    sent(inbound, 6)
    kept = inbound.axis.axis.folder / "files"
    first = min(kept.iterdir(), key=lambda one: one.stat().st_mtime_ns)
    first.rename(inbound.axis.axis.folder / "gone")
    assert polling.poll(inbound.line) == 5
    assert Line.objects.get(pk=inbound.line.pk).error


def test_an_axis_that_lets_nothing_be_fetched_is_left_alone(
    inbound: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(inbound, polling.PATIENCE + 2)
    asked = []

    def cut(_self: Any, one: Waiting, _target: Any) -> None:
        asked.append(one.axis_id)
        raise Unreachable("Máy chủ bên kia ngắt kết nối giữa chừng.")

    with monkeypatch.context() as broken:
        broken.setattr(type(provider_of(inbound.line)), "fetch", cut)
        assert polling.poll(inbound.line) == 0
    assert len(set(asked)) == len(asked) == polling.PATIENCE
    assert polling.poll(inbound.line) == polling.PATIENCE + 2


def test_documents_are_waited_for_two_at_once_and_statuses_eight(
    inbound: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(inbound, 4)
    met, provider = threading.Barrier(2, timeout=20), type(provider_of(inbound.line))
    fetch = provider.fetch

    def together(self: Any, one: Waiting, target: Any) -> None:
        met.wait()
        fetch(self, one, target)

    monkeypatch.setattr(provider, "fetch", together)
    assert polling.poll(inbound.line) == 4
    waiting = [Waiting(f"{n}", "edoc" if n < 3 else "status") for n in range(20)]
    groups = list(in_groups(waiting))
    assert [(group[0].kind, len(group)) for group in groups] == [
        ("edoc", 2), ("status", 8), ("edoc", 1), ("status", 8), ("status", 1),
    ]  # fmt: skip
    flat = [one for group in groups for one in group]
    assert sorted(flat, key=lambda one: one.kind) == waiting  # each kind in its order


def test_a_list_that_is_lost_on_the_way_is_asked_for_again(
    inbound: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(inbound, 3)
    provider = type(provider_of(inbound.line))
    waiting, lost = provider.waiting, iter([True, True])

    def listed(self: Any, since: Any) -> Any:
        if next(lost, False):
            raise Unreachable("Máy chủ bên kia không trả lời kịp.")
        return waiting(self, since)

    monkeypatch.setattr(provider, "waiting", listed)
    assert polling.poll(inbound.line) == 3
    assert Line.objects.get(pk=inbound.line.pk).error == ""


def test_several_that_meet_one_silence_count_it_once(vxp: Stage) -> None:
    vxp.axis.faults = Faults(drop=1.0)
    vxp.issue()
    packet = Packet.objects.get()
    with clock.fixed(clock.now()):
        for _ in range(12):
            failing.failed([(packet, "Máy chủ bên kia không trả lời kịp.")])
        line = Line.objects.get(pk=vxp.line.pk)
        assert line.failures == OPENS_AFTER
        assert line.opened_until is not None
        assert line.opened_until < clock.now() + leasing.LEASE
