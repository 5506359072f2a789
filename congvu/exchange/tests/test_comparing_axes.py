"""What the axis has and knows, against what stands here: found, explained, mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.accounts.tests.factories import account_for, client_of
from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.documents.models import Incoming
from congvu.exchange import edxml as x
from congvu.exchange import jobs
from congvu.exchange.actions import reconciling
from congvu.exchange.models import Arrival, Difference, Line, Packet, Partner, Recipient
from congvu.exchange.providers.vxp import Vxp
from congvu.exchange.tests.rows import sent_to
from congvu.exchange.tests.stage import FARTHER, NEIGHBOUR, Stage, came, codes_of
from congvu.exchange.tests.test_operating import administrator
from congvu.exchange.types import Carried, DifferenceKind, PacketState
from congvu.files.tests import samples

pytestmark = pytest.mark.django_db


def found_of(stage: Stage) -> list[tuple[str, str]]:
    return [(one.kind, one.receiver) for one in reconciling.reconcile(stage.line)]


def test_each_state_on_the_axis_is_explained(
    inbound: Stage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {"done": "not_told", "fail": "failed_there", "initial": "not_fetched"}
    told = {}
    for number, status in enumerate([*known, ""], 11):
        row = sent_to(inbound.line, office, document_id=f"số {number}", code=f"H41.{number}")
        Packet.objects.filter(pk=row.packet_id).update(
            axis_id=str(number), done_at=clock.now() - timedelta(hours=2)
        )
        told[str(number)] = [Carried(f"000.00.{number}.H41", status)] if status else []
    fresh = sent_to(inbound.line, office, document_id="vừa gửi", code="H41.20")
    Packet.objects.filter(pk=fresh.packet_id).update(axis_id="20")
    answered = sent_to(inbound.line, office, document_id="đã trả lời", code="H41.21")
    Packet.objects.filter(pk=answered.packet_id).update(axis_id="21")
    Recipient.objects.filter(pk=answered.pk).update(state="registered")
    monkeypatch.setattr(Vxp, "carried", lambda _, axis_id: told[axis_id])
    assert found_of(inbound) == [
        ("not_told", "H41.11"),
        ("failed_there", "H41.12"),
        ("not_fetched", "H41.13"),
        ("not_there", "H41.14"),
    ]
    again = Packet.objects.get(document_id="số 14")
    assert (again.state, Packet.objects.filter(state=PacketState.WAITING).count()) == (
        PacketState.WAITING,
        1,
    )


def test_what_the_axis_lost_goes_again_and_becomes_no_second_document(vxp: Stage) -> None:
    vxp.issue()
    vxp.work()
    vxp.axis.axis._database.execute("DELETE FROM waiting")
    Packet.objects.update(done_at=clock.now() - timedelta(hours=2))
    assert found_of(vxp) == [(DifferenceKind.NOT_THERE, NEIGHBOUR.id)]
    before = Packet.objects.get().sha256
    vxp.work()
    [found] = vxp.neighbour.take()
    assert found.sha256 == before
    Packet.objects.update(done_at=clock.now() - timedelta(hours=2))
    assert found_of(vxp) == [(DifferenceKind.NOT_TOLD, NEIGHBOUR.id)]
    assert isinstance(found.message, x.Document)
    vxp.neighbour.send(vxp.neighbour.status(found.message, x.StatusCode.ARRIVED))
    vxp.work()
    assert found_of(vxp) == []
    assert not Difference.objects.exists()


def test_what_was_given_to_us_and_is_not_here_is_fetched_again(inbound: Stage) -> None:
    came(inbound)
    Arrival.objects.all()[0].statuses.all().delete()
    Arrival.objects.all().delete()
    Packet.objects.filter(direction="in").delete()
    Incoming.objects.all().delete()
    jobs.reconcile_line(line_id=inbound.line.pk)
    [difference] = Difference.objects.all()
    assert (difference.kind, difference.receiver) == (DifferenceKind.NOT_HERE, "")
    inbound.work()
    assert Incoming.objects.get().code == "12/SNV"
    assert codes_of(inbound.neighbour.take()) == ["01", "01"]
    assert found_of(inbound) == []


def test_what_the_axis_does_not_know_that_we_took_is_confirmed(inbound: Stage) -> None:
    came(inbound)
    inbound.axis.axis._database.execute("UPDATE waiting SET status = 'initial' WHERE system = 'ta'")
    assert found_of(inbound) == []  # it may be on its way
    Packet.objects.update(created_at=clock.now() - timedelta(hours=2))
    assert found_of(inbound) == [(DifferenceKind.NOT_CONFIRMED, "")]
    assert found_of(inbound) == []
    assert Incoming.objects.count() == 1


def test_the_operator_reads_what_differs_and_why(inbound: Stage, office: Office) -> None:
    row = sent_to(inbound.line, office, document_id="H47,2026/11/27,01/UBND", code=FARTHER.id)
    Packet.objects.filter(pk=row.packet_id).update(
        axis_id="7", done_at=clock.now() - timedelta(hours=2)
    )
    assert Partner.objects.filter(code=FARTHER.id).count() == 1
    ruler = administrator(inbound)
    account_for(ruler, factor=True)
    operator = client_of(ruler)
    url = f"/lien-thong/duong/{inbound.line.pk}/doi-chieu/"
    page = operator.post(url, follow=True).content.decode()
    assert "Đối chiếu xong: 1 điểm lệch." in page
    assert "H47,2026/11/27,01/UBND" in page
    assert str(DifferenceKind.NOT_THERE.label) in page


def test_nobody_is_told_that_both_sides_agree_before_they_were_compared(inbound: Stage) -> None:
    ruler = administrator(inbound)
    account_for(ruler, factor=True)
    operator = client_of(ruler)
    page = operator.get("/lien-thong/").content.decode()
    assert "Chưa đối chiếu đường liên thông nào." in page
    assert "Chưa đối chiếu lần nào" in page
    assert "Hai bên khớp nhau." not in page
    reconciling.reconcile(inbound.line)
    page = operator.get("/lien-thong/").content.decode()
    assert "Hai bên khớp nhau." in page
    assert "Đối chiếu lần cuối" in page


def test_at_night_each_line_is_compared_by_itself(inbound: Stage) -> None:
    """One that is silent keeps no other from being compared."""
    other = Line.objects.create(
        agency=inbound.line.agency,
        kind="vxp",
        name="Trục thứ hai",
        address="https://truc.example.vn",
    )
    jobs.reconcile(timestamp=0)
    waiting = ProcrastinateJob.objects.filter(task_name="exchange.reconcile_line")
    assert sorted(one.args["line_id"] for one in waiting) == sorted([inbound.line.pk, other.pk])


def test_a_platform_tells_what_it_holds_but_not_what_became_of_ours(stage: Stage) -> None:
    stage.neighbour.send(stage.neighbour.document(stage.own[:1]), [samples.pdf()])
    stage.work()
    stage.issue()
    stage.work()
    Packet.objects.update(done_at=clock.now() - timedelta(hours=2))
    kinds = {"vxp": [("not_fetched", NEIGHBOUR.id)], "lgsp": []}
    assert found_of(stage) == kinds[stage.line.kind]
