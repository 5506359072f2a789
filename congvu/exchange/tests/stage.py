"""The province on the test axis with one neighbour: the stage of the tests of one installation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from congvu.core import clock
from congvu.directory.models import Agency, Role
from congvu.directory.tests.factories import AppointmentFactory, TitleFactory
from congvu.documents.actions.issuing import number_seal_and_issue
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.tests import cast
from congvu.documents.tests.cast import PIN, Province, make_province
from congvu.documents.tests.way import signed
from congvu.exchange import edxml as x
from congvu.exchange.actions import polling, recipients, sending, taking
from congvu.exchange.models import Line, Packet, Partner, Recipient
from congvu.exchange.testaxis.app import Application
from congvu.exchange.tests.axis import Neighbour, line_to, make_axis, serving, system
from congvu.exchange.types import LineKind
from congvu.files.tests import samples

NEIGHBOUR = x.Organ("H41.02", "Sở Nội vụ tỉnh Nghệ An")
FARTHER = x.Organ("H41.03", "Sở Y tế tỉnh Nghệ An")


@dataclass
class Stage:
    """The province on an axis, and one neighbour there."""

    province: Province
    axis: Application
    line: Line
    neighbour: Neighbour
    partner: Partner

    @property
    def own(self) -> list[str]:
        return [self.province.first.agency.code, self.province.second.agency.code]

    def work(self) -> None:
        """Everything that is due, as the worker does it."""
        Packet.objects.update(next_at=clock.now())
        sending.send_due(self._fresh())
        polling.poll(self._fresh())
        taking.take_due(self._fresh())
        sending.send_due(self._fresh())

    def _fresh(self) -> Line:
        Line.objects.update(opened_until=None)
        return Line.objects.get(pk=self.line.pk)

    def state(self) -> str:
        return Recipient.objects.get(partner=self.partner).state

    def sent(self, **given: Any) -> x.Document:
        """A document issued to the neighbour, as the neighbour gets it."""
        self.issue(**given)
        self.work()
        [found] = self.neighbour.take()
        assert isinstance(found.message, x.Document)
        return found.message

    def issue(self, document: Outgoing | None = None) -> Outgoing:
        document = signed(self.province, document)
        recipients.choose(document, [self.partner])
        number_seal_and_issue(document, actor=self.province.clerk, pin=PIN, agencies=[])
        return document


@pytest.fixture(params=[LineKind.VXP, LineKind.LGSP])
def stage(request: Any, tmp_path: Path, settings: Any) -> Iterator[Stage]:
    settings.DATA_DIR = tmp_path / "data"
    yield from staged(tmp_path, request.param)


@pytest.fixture
def inbound(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Where nobody signs: without the keys that take most of a test's time."""
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(cast, "give_key", lambda _owner: None)
    yield from staged(tmp_path, LineKind.VXP)


@pytest.fixture
def vxp(tmp_path: Path, settings: Any) -> Iterator[Stage]:
    settings.DATA_DIR = tmp_path / "data"
    yield from staged(tmp_path, LineKind.VXP)


def staged(folder: Path, kind: str) -> Iterator[Stage]:
    province = make_province()
    inside = [(one.code, one.name) for one in Agency.objects.all()]
    outside = [(one.id, one.name) for one in (NEIGHBOUR, FARTHER)]
    axis = make_axis(folder / "axis", [system("ta", *inside), system("ban", *outside)])
    with serving(axis) as address:
        line = line_to(address, province.agency, "ta", kind)
        line.save()
        polling.sync_directory(line)
        neighbour = Neighbour(line_to(address, province.agency, "ban", kind), NEIGHBOUR)
        partner = Partner.objects.get(code=NEIGHBOUR.id)
        yield Stage(province, axis, line, neighbour, partner)


def came(stage: Stage, **given: Any) -> Incoming:
    """A document of the neighbour's, taken in at the first department."""
    stage.neighbour.send(stage.neighbour.document(stage.own[:1], **given), [samples.pdf()])
    stage.work()
    return Incoming.objects.get()


def administrator(stage: Stage) -> Any:
    return AppointmentFactory(
        agency=stage.province.agency,
        title=TitleFactory(name="Quản trị tỉnh"),
        role=Role.PROVINCE_ADMINISTRATOR,
    )


def codes_of(found: list[x.Read]) -> list[str]:
    return [one.message.code for one in found if isinstance(one.message, x.Status)]
