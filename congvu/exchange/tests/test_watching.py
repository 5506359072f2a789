"""The figures of the operations page, with known data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from congvu.accounts.tests.factories import account_for, client_of
from congvu.core import clock
from congvu.directory.models import Role
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory
from congvu.exchange.edxml.writing import ZONE
from congvu.exchange.models import Line, Packet, Partner
from congvu.exchange.queries.circuits import troubled
from congvu.exchange.queries.watching import figures, throughput
from congvu.exchange.types import Direction, PacketKind, PacketState

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 4, 3, 9, 30, tzinfo=ZONE)


def line(office: Office, name: str, **given: Any) -> Line:
    return Line.objects.create(
        agency=office.agency, kind="vxp", name=name, address="https://truc.vn", **given
    )


def packet(of: Line, state: str, *, ago: timedelta = timedelta(), **given: Any) -> Packet:
    """A packet of that age; it was settled then, if it is."""
    settled = state not in {PacketState.WAITING, PacketState.RECEIVED, PacketState.HELD}
    incoming = state in {PacketState.RECEIVED, PacketState.TAKEN, PacketState.HELD}
    return Packet.objects.create(
        line=of,
        direction=Direction.IN if incoming else Direction.OUT,
        kind=PacketKind.DOCUMENT,
        document_id="văn bản",
        sender="H41",
        state=state,
        axis_id=f"{Packet.objects.count()}",
        created_at=NOW - ago,
        done_at=NOW - ago if settled else None,
        **given,
    )


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def scene(office: Office) -> tuple[Line, Line]:
    """A busy line, whose circuit is open, and one on which nothing happens."""
    busy = line(office, "Trục", opened_until=NOW + MINUTE, failures=4, error="Không trả lời.")
    quiet = line(office, "Yên")
    for state, ages in {
        PacketState.WAITING: (5 * MINUTE, 3 * HOUR, MINUTE),
        PacketState.RECEIVED: (2 * HOUR, MINUTE),
        PacketState.DEAD: (2 * HOUR, 30 * HOUR),
        PacketState.HELD: (HOUR,),
        PacketState.SENT: (10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 61 * MINUTE, 23 * HOUR),
        PacketState.TAKEN: (59 * MINUTE, 25 * HOUR),
        PacketState.CANCELLED: (MINUTE,),
    }.items():
        for ago in ages:
            packet(busy, state, ago=ago)
    return busy, quiet


def test_queues_ages_failures_and_the_last_hour_of_each_line(scene: tuple[Line, Line]) -> None:
    with clock.fixed(NOW):
        first, second = figures()
        assert (first.line, first.waiting, first.oldest) == (scene[0], 3, NOW - 3 * HOUR)
        assert (first.to_take, first.dead, first.held) == (2, 2, 1)
        assert (first.sent_hour, first.taken_hour, first.open) == (3, 1, True)
        assert (second.line, second.waiting, second.oldest, second.dead, second.open) == (
            scene[1], 0, None, 0, False,
        )  # fmt: skip
    with clock.fixed(NOW + 2 * MINUTE):
        assert not figures()[0].open


def test_throughput_counts_each_hour_of_the_clock(scene: tuple[Line, Line]) -> None:
    with clock.fixed(NOW):
        hours = throughput()
    assert [one.begins.hour for one in hours] == [*range(10, 24), *range(10)]
    counted = {one.begins.hour: (one.sent, one.taken, one.height) for one in hours}
    assert counted.pop(9) == (2, 0, 67)
    assert counted.pop(8) == (2, 1, 100)
    assert counted.pop(10) == (1, 0, 33)
    assert set(counted.values()) == {(0, 0, 0)}


def test_the_page_says_them(scene: tuple[Line, Line], office: Office) -> None:
    ruler = AppointmentFactory(
        agency=office.agency,
        title=TitleFactory(name="Quản trị tỉnh"),
        role=Role.PROVINCE_ADMINISTRATOR,
    )
    account_for(ruler, factor=True)
    client = client_of(ruler)
    with clock.fixed(NOW):
        page = client.get("/lien-thong/").content.decode()
    for words in (
        "Tạm nghỉ, sẽ thử lại",
        "Không trả lời.",
        ">06:30 hôm nay</time>",
        "gửi 3, nhận 1",
        "gửi 0, nhận 0",
        'value="67" aria-label="09 giờ: gửi 2, nhận 0"',
        'value="100" aria-label="08 giờ: gửi 2, nhận 1"',
    ):
        assert words in page


def test_receivers_in_trouble_with_what_waits_for_them(scene: tuple[Line, Line]) -> None:
    worst, rested, well = (
        Partner.objects.create(
            line=scene[0], code=f"H41.{number}", name=f"Sở {number}", failures=failures,
            opened_until=NOW + rest,
        )
        for number, failures, rest in ((1, 9, HOUR), (2, 3, -HOUR), (3, 2, -HOUR))
    )  # fmt: skip
    for ago in (HOUR, 2 * HOUR):
        packet(scene[0], PacketState.WAITING, ago=ago, receiver=worst)
    packet(scene[0], PacketState.DEAD, receiver=rested)
    packet(scene[0], PacketState.WAITING, receiver=well)
    with clock.fixed(NOW):
        found = [(one.partner, one.waiting, one.oldest, one.open) for one in troubled()]
    assert found == [(worst, 2, NOW - 2 * HOUR, True), (rested, 0, None, False)]
