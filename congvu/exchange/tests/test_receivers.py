"""One bad receiver is nobody else's: parted packets, and a circuit for each receiver."""

from __future__ import annotations

import itertools
import json
import threading
from datetime import timedelta
from typing import Any

import pytest

from congvu.core import clock
from congvu.core.outside import Unreachable
from congvu.documents.actions import withdrawing
from congvu.documents.actions.issuing import number_seal_and_issue
from congvu.documents.models import Outgoing
from congvu.documents.tests.cast import PIN
from congvu.documents.tests.way import signed, written
from congvu.exchange import edxml as x
from congvu.exchange.actions import failing, leasing, recipients, sending
from congvu.exchange.models import Line, Packet, Partner, Recipient
from congvu.exchange.providers import provider_of
from congvu.exchange.providers.base import ROOM, SMALL
from congvu.exchange.providers.vxp import Vxp
from congvu.exchange.queries.circuits import OPENS_AFTER
from congvu.exchange.queries.watching import lines_with_work
from congvu.exchange.tests.stage import FARTHER, NEIGHBOUR, Stage
from congvu.exchange.tests.test_operating import administrator, operators_page
from congvu.exchange.types import PacketState

pytestmark = pytest.mark.django_db


def mark(stage: Stage, code: str, **marks: str) -> None:
    """Write the marks beside the agency in the axis's directory."""
    place = stage.axis.axis.folder / "systems.json"
    systems = json.loads(place.read_text())
    agencies = [agency for one in systems for agency in one["agencies"]]
    [found] = [one for one in agencies if one["code"] == code]
    found.update(marks)
    place.write_text(json.dumps(systems))


def issue_to(stage: Stage, *codes: str, number: int = 0) -> Outgoing:
    document = signed(stage.province, written(stage.province, abstract=f"việc số {number}"))
    recipients.choose(document, list(Partner.objects.filter(code__in=codes)))
    number_seal_and_issue(document, actor=stage.province.clerk, pin=PIN, agencies=[])
    return document


def states(document: Outgoing) -> dict[str, str]:
    rows = Recipient.objects.filter(outgoing=document)
    return dict(rows.values_list("partner__code", "state"))


def taken(stage: Stage) -> list[x.Document]:
    return [one.message for one in stage.neighbour.take() if isinstance(one.message, x.Document)]


@pytest.mark.parametrize(("marks", "fault"), [({"deleted": "1"}, 18), ({"locked": "1"}, 23)])
def test_a_refusal_over_one_receiver_lets_the_others_have_theirs(
    vxp: Stage, marks: dict[str, str], fault: int
) -> None:
    mark(vxp, FARTHER.id, **marks)
    document = issue_to(vxp, NEIGHBOUR.id, FARTHER.id)
    vxp.work()
    assert states(document) == {NEIGHBOUR.id: "sent", FARTHER.id: "failed"}
    [message] = taken(vxp)
    assert [one.id for one in message.receivers] == [NEIGHBOUR.id]
    dead = Packet.objects.get(state=PacketState.DEAD)
    assert (dead.fault, dead.receiver) == (fault, Partner.objects.get(code=FARTHER.id))
    page = operators_page(vxp)
    assert f"Gói tin văn bản {document.code} gửi {FARTHER.name}" in page
    mark(vxp, FARTHER.id, deleted="", locked="")
    sending.send_again(dead, actor=administrator(vxp))
    vxp.work()
    assert states(document) == {NEIGHBOUR.id: "sent", FARTHER.id: "sent"}
    [message] = taken(vxp)
    assert [one.id for one in message.receivers] == [FARTHER.id]


def test_two_workers_that_are_both_refused_part_a_packet_once(vxp: Stage) -> None:
    issue_to(vxp, NEIGHBOUR.id, FARTHER.id)
    for same in [Packet.objects.get(), Packet.objects.get()]:
        failing.refused(same, fault=18, words="Đơn vị nhận không tồn tại.")
    counted = Packet.objects.order_by("pk").values_list("state", "receiver__code")
    assert list(counted) == [
        ("cancelled", None),
        ("waiting", NEIGHBOUR.id),
        ("waiting", FARTHER.id),
    ]


def test_a_recall_that_one_receiver_stops_reaches_the_others(vxp: Stage) -> None:
    document = issue_to(vxp, NEIGHBOUR.id, FARTHER.id)
    vxp.work()
    [sent] = taken(vxp)
    mark(vxp, FARTHER.id, locked="1")
    withdrawing.decide_recall(document, actor=vxp.province.chairman, words="Gửi nhầm nơi nhận.")
    withdrawing.recall(document, actor=vxp.province.clerk)
    vxp.work()
    [recall] = taken(vxp)
    assert recall.business.type is x.BusinessType.REVOKE
    assert [one.id for one in recall.receivers] == [NEIGHBOUR.id]
    vxp.neighbour.send(vxp.neighbour.status(sent, x.StatusCode.CHANGE_ACCEPTED))
    vxp.work()
    assert states(document) == {NEIGHBOUR.id: "recalled", FARTHER.id: "recall_asked"}
    assert Packet.objects.get(state=PacketState.DEAD).fault == 23


def test_a_recall_goes_to_each_who_has_it_while_one_is_still_waited_for(vxp: Stage) -> None:
    mark(vxp, FARTHER.id, locked="1")
    document = issue_to(vxp, NEIGHBOUR.id, FARTHER.id)
    vxp.work()
    Packet.objects.filter(state=PacketState.DEAD).update(
        state=PacketState.WAITING, next_at=clock.now() + timedelta(hours=1)
    )
    Recipient.objects.filter(partner__code=FARTHER.id).update(state="waiting")
    taken(vxp)
    withdrawing.decide_recall(document, actor=vxp.province.chairman, words="Gửi nhầm nơi nhận.")
    withdrawing.recall(document, actor=vxp.province.clerk)
    sending.send_due(vxp._fresh())
    [recall] = taken(vxp)
    assert [one.id for one in recall.receivers] == [NEIGHBOUR.id]


def troubled(stage: Stage) -> list[Outgoing]:
    """The farther agency is locked; so many letters to it died that its circuit is open."""
    mark(stage, FARTHER.id, locked="1")
    letters = [issue_to(stage, FARTHER.id, number=number) for number in range(OPENS_AFTER)]
    stage.work()
    assert {states(one)[FARTHER.id] for one in letters} == {"failed"}
    return letters


def test_a_receiver_that_refuses_again_and_again_rests_alone(vxp: Stage) -> None:
    with clock.fixed(clock.now()):  # its rest of two seconds does not end on a slow machine
        troubled(vxp)
        document = issue_to(vxp, NEIGHBOUR.id, FARTHER.id, number=8)
        last = issue_to(vxp, FARTHER.id, number=9)
        vxp.work()
        assert states(document) == {NEIGHBOUR.id: "sent", FARTHER.id: "waiting"}
        assert states(last) == {FARTHER.id: "waiting"}
        assert vxp._fresh().failures == 0
        assert lines_with_work(clock.now())[0] == []
        page = operators_page(vxp)
        assert "Nơi nhận đang gặp lỗi" in page
        assert f"3 lần lỗi liên tiếp: Đơn vị nhận đã khóa: {FARTHER.id}." in page


def test_one_packet_tries_a_rested_receiver_and_its_success_closes_the_circuit(
    vxp: Stage,
) -> None:
    troubled(vxp)
    documents = [issue_to(vxp, FARTHER.id, number=number) for number in range(7, 10)]
    Packet.objects.filter(state=PacketState.WAITING).update(next_at=clock.now())
    rested = clock.now() + timedelta(minutes=20)
    with clock.fixed(rested):
        [probe] = leasing.lease(vxp.line, state=PacketState.WAITING, most=5)
        leasing.give_back([probe])
        mark(vxp, FARTHER.id, locked="")
        sending.send_due(vxp._fresh())
    assert [states(one)[FARTHER.id] for one in documents] == ["sent"] * 3
    assert Partner.objects.get(code=FARTHER.id).failures == 0
    assert "Nơi nhận đang gặp lỗi" not in operators_page(vxp)


def test_an_operator_who_sends_again_closes_the_circuit(vxp: Stage) -> None:
    [first, *_] = troubled(vxp)
    waits = issue_to(vxp, FARTHER.id, number=9)
    mark(vxp, FARTHER.id, locked="")
    sending.send_again(Packet.objects.get(outgoing=first), actor=administrator(vxp))
    vxp.work()
    assert (states(first), states(waits)) == ({FARTHER.id: "sent"}, {FARTHER.id: "sent"})


def test_a_receiver_at_which_only_its_own_packets_time_out_rests_alone(
    vxp: Stage, monkeypatch: Any
) -> None:
    """The line answers in between: it is not the line."""
    farther = Partner.objects.get(code=FARTHER.id)
    send = Vxp.send

    def slow(self: Vxp, parcel: Any, opened: Any) -> Any:
        with opened() as file:
            to = x.read(file, keep=False).message
        if any(one.id == FARTHER.id for one in to.receivers):
            raise Unreachable("Máy chủ bên kia không trả lời kịp.")
        return send(self, parcel, opened)

    monkeypatch.setattr(Vxp, "send", slow)
    with clock.fixed(clock.now()):
        for number in range(OPENS_AFTER):
            to_farther = issue_to(vxp, FARTHER.id, number=number)
            issue_to(vxp, NEIGHBOUR.id, number=number + 50)
            for _ in range(2):
                sending.send_due(vxp._fresh())
            Packet.objects.filter(outgoing=to_farther).update(next_at=clock.now())
    farther.refresh_from_db()
    assert farther.failures >= OPENS_AFTER
    assert farther.opened_until is not None
    line = vxp._fresh()
    assert (line.failures, line.opened_until) == (0, None)
    assert Packet.objects.filter(state=PacketState.SENT).count() == OPENS_AFTER


def test_one_lost_answer_holds_up_no_other_receiver(vxp: Stage, monkeypatch: Any) -> None:
    """The next packets do not wait for the next sweep; the line is tried with one at a time."""
    asked = losing(monkeypatch, times=1)
    lost = issue_to(vxp, FARTHER.id, number=1)
    behind = issue_to(vxp, FARTHER.id, number=2)
    other = [issue_to(vxp, NEIGHBOUR.id, number=number) for number in (3, 4)]
    with clock.fixed(clock.now()):
        assert sending.send_due(vxp._fresh()) == 3
    assert asked[:2] == [FARTHER.id, NEIGHBOUR.id]
    assert sorted(asked[2:]) == sorted([FARTHER.id, NEIGHBOUR.id])  # at once
    assert states(lost) == {FARTHER.id: "waiting"}
    assert states(behind) == {FARTHER.id: "sent"}
    assert [states(one) for one in other] == [{NEIGHBOUR.id: "sent"}] * 2
    assert (vxp._fresh().failures, vxp._fresh().error) == (0, "")


def test_a_dead_line_is_left_alone_after_three_attempts(vxp: Stage, monkeypatch: Any) -> None:
    asked = losing(monkeypatch, times=100)
    for number in range(1, 7):
        issue_to(vxp, NEIGHBOUR.id, FARTHER.id, number=number)
    with clock.fixed(clock.now()):
        for _ in range(2):
            assert sending.send_due(Line.objects.get(pk=vxp.line.pk)) == 0
    assert len(asked) == OPENS_AFTER
    line = Line.objects.get(pk=vxp.line.pk)
    assert (line.failures, line.opened_until is None) == (OPENS_AFTER, False)
    attempts = Packet.objects.order_by("pk").values_list("attempts", "leased_until")
    assert list(attempts) == [(1, None)] * 3 + [(0, None)] * 3


def test_a_line_that_answers_is_given_more_at_once(vxp: Stage, monkeypatch: Any) -> None:
    """One, then two, then four, which are all under way before the first is answered."""
    for number in range(1, 8):
        issue_to(vxp, NEIGHBOUR.id, number=number)
    send, gate, begun = Vxp.send, threading.Barrier(4, timeout=20), itertools.count(1)

    def waiting_for_three_others(self: Vxp, parcel: Any, opened: Any) -> Any:
        if next(begun) > 3:
            gate.wait()
        return send(self, parcel, opened)

    monkeypatch.setattr(Vxp, "send", waiting_for_three_others)
    assert sending.send_due(vxp._fresh()) == 7
    assert set(Packet.objects.values_list("state", "attempts")) == {(PacketState.SENT, 1)}


def test_of_those_under_way_at_once_a_lost_one_is_the_line_s_fault_no_more(
    vxp: Stage, monkeypatch: Any
) -> None:
    """The others were answered: the line is well, and the lost one goes again by itself."""
    documents = [issue_to(vxp, NEIGHBOUR.id, number=number) for number in range(1, 4)]
    send = Vxp.send

    def without_the_second(self: Vxp, parcel: Any, opened: Any) -> Any:
        with opened() as file:
            if x.read(file, keep=False).message.subject == "việc số 2":
                raise Unreachable("Máy chủ bên kia không trả lời kịp.")
        return send(self, parcel, opened)

    monkeypatch.setattr(Vxp, "send", without_the_second)
    with clock.fixed(clock.now()):
        assert sending.send_due(Line.objects.get(pk=vxp.line.pk)) == 2
    assert [states(one)[NEIGHBOUR.id] for one in documents] == ["sent", "waiting", "sent"]
    line = Line.objects.get(pk=vxp.line.pk)
    assert (line.failures, line.opened_until) == (0, None)
    assert Partner.objects.get(code=NEIGHBOUR.id).failures == 0
    monkeypatch.undo()
    Packet.objects.filter(state=PacketState.WAITING).update(next_at=clock.now())
    vxp.work()
    assert [states(one)[NEIGHBOUR.id] for one in documents] == ["sent"] * 3
    assert len(taken(vxp)) == 3


def test_a_large_packet_takes_the_line_for_itself(vxp: Stage) -> None:
    together, large = provider_of(vxp.line).together, SMALL + 1
    assert together([large, 1]) == 1
    assert together([1, large, 1]) == 1
    assert together([SMALL] * 8) == ROOM // SMALL
    assert together([1] * 8) == 8


def losing(monkeypatch: Any, *, times: int) -> list[str]:
    """Nobody answers so often; the first receiver of each attempt, as they come."""
    send, asked = Vxp.send, []

    def silent(self: Vxp, parcel: Any, opened: Any) -> Any:
        with opened() as file:
            asked.append(x.read(file, keep=False).message.receivers[0].id)
        if len(asked) <= times:
            raise Unreachable("Máy chủ bên kia không trả lời kịp.")
        return send(self, parcel, opened)

    monkeypatch.setattr(Vxp, "send", silent)
    return asked
