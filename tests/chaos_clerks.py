"""The clerks of one installation in the chaos: they issue and register, whatever breaks around.

`N SEED FOLDER` issues N documents to agencies of the other side and deals with what comes, until
the folder has a file `peace`; `report` prints what this side believes and has, as JSON. They use
the product's own actions; a database that has just been killed is asked again. `serve` does what is
due by all lines, for a side that has no process tree. `certificate` prints this side's own, `join
ADDRESS PEM AGENCIES` registers the other side's.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
import django

django.setup()

from django.db import DatabaseError, InterfaceError, connection  # noqa: E402
from django.db.models import Q, QuerySet  # noqa: E402
from procrastinate.exceptions import ConnectorException  # noqa: E402

from congvu.core import clock  # noqa: E402
from congvu.core.refused import Refused  # noqa: E402
from congvu.directory.models import Agency, Appointment, Role  # noqa: E402
from congvu.documents.actions import incoming as acts  # noqa: E402
from congvu.documents.actions import withdrawing  # noqa: E402
from congvu.documents.actions.issuing import Sealed, assign_number, issue  # noqa: E402
from congvu.documents.actions.numbering import usual_register  # noqa: E402
from congvu.documents.actions.recalling import agree_to_recall, refuse_recall  # noqa: E402
from congvu.documents.models import Incoming, Outgoing  # noqa: E402
from congvu.documents.types import (  # noqa: E402
    IncomingState,
    OutgoingState,
    RegisterKind,
    Relation,
)
from congvu.exchange.actions import leasing, polling, sending, taking  # noqa: E402
from congvu.exchange.actions.lines import LineFields, save_line  # noqa: E402
from congvu.exchange.actions.recipients import choose  # noqa: E402
from congvu.exchange.edxml import BusinessType  # noqa: E402
from congvu.exchange.folding import folded  # noqa: E402
from congvu.exchange.keys import own_certificate_pem  # noqa: E402
from congvu.exchange.models import Arrival, Line, Packet, Partner, Recipient  # noqa: E402
from congvu.exchange.types import SENT, Direction, LineKind  # noqa: E402
from congvu.files.actions import keep  # noqa: E402
from congvu.files.models import StoredFile  # noqa: E402
from congvu.files.tests import samples  # noqa: E402

R = TypeVar("R")
_PATIENCE = 120.0


def again(run: Callable[[], R]) -> R:
    """Until the database answers."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return run()
        except (DatabaseError, InterfaceError, ConnectorException):
            if time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(0.3)


class Office:
    """Those who work in one agency, and what they send."""

    def __init__(self, agency: Agency, dice: random.Random) -> None:
        people = {one.role: one for one in Appointment.objects.filter(agency=agency).whole()}
        self.agency, self.dice = agency, dice
        self.clerk, self.leader = people[Role.CLERK], people[Role.LEADER]
        self.specialist = people[Role.SPECIALIST]
        self.file = self._file()

    def _file(self) -> StoredFile:
        content = samples.pdf()
        return keep(
            content, name="van-ban.pdf", media_type="application/pdf", agency=self.agency,
            actor=None,
        )  # fmt: skip

    def issue(self, partners: list[Partner], key: uuid.UUID) -> None:
        """One document to one to three agencies outside, and to all that have what it replaces or
        corrects; a second try goes on from the first.
        """
        document = Outgoing.objects.filter(form_key=key).first() or self._signed(key)
        if document.state == OutgoingState.SIGNED:
            choose(document, self.dice.sample(partners, self.dice.randint(1, 3)))
            register = usual_register(self.agency, RegisterKind.OUTGOING)
            assign_number(document, actor=self.clerk, register=register)
        if document.state == OutgoingState.NUMBERED:
            issue(document, actor=self.clerk, sealed=Sealed(self.file, (), "valid"))

    def _signed(self, key: uuid.UUID) -> Outgoing:
        """One in seven replaces or corrects an earlier one."""
        earlier = self._standing().first() if self.dice.random() < 0.15 else None
        return Outgoing.objects.create(
            agency=self.agency,
            drafter=self.specialist,
            signer=self.leader,
            kind="letter",
            abstract="phối hợp thực hiện nhiệm vụ",
            state=OutgoingState.SIGNED,
            notation=f"{self.agency.notation}-VP",
            year=clock.today().year,
            signed=self.file,
            earlier=earlier,
            relation=self.dice.choice(list(Relation)) if earlier else "",
            form_key=key,
        )

    def _standing(self) -> QuerySet[Outgoing]:
        """Own documents that nobody has taken back, replaced or corrected."""
        rows = Outgoing.objects.filter(agency=self.agency, state=OutgoingState.ISSUED)
        return rows.filter(recall=None, later=None).order_by("?")

    def deal(self) -> bool:
        """Something with one document that came; whether there was one."""
        waiting = Q(state__in=[IncomingState.ARRIVED, IncomingState.REGISTERED])
        document = (
            Incoming.objects.filter(waiting | Q(recall_asked_at__isnull=False), agency=self.agency)
            .order_by("?")[:1]
            .first()
        )
        if document is None:
            return False
        with contextlib.suppress(Refused):  # it was recalled meanwhile
            self._deal(document)
        return True

    def _deal(self, document: Incoming) -> None:
        if document.recall_asked_at and self.dice.random() < 0.8:
            agree_to_recall(document, actor=self.clerk)
        elif document.recall_asked_at:
            refuse_recall(document, actor=self.clerk, words="Đã giải quyết xong theo văn bản.")
        elif document.state == IncomingState.REGISTERED:
            acts.put_on_file(document, actor=self.leader)
        elif self.dice.random() < 0.1:
            acts.return_to_sender(document, actor=self.clerk, words="Không thuộc thẩm quyền.")
        else:
            acts.register(document, actor=self.clerk, to=self.leader, anyway="Thử nghiệm lớn.")

    def recall(self) -> None:
        """Take one of the own documents back."""
        document = self._standing().first()
        if document is not None:
            withdrawing.decide_recall(document, actor=self.leader, words="Ban hành nhầm nội dung.")
            withdrawing.recall(document, actor=self.clerk)


def work(count: int, seed: str, folder: Path) -> None:
    """Issue so many, say so by a file, and deal with what comes until there is peace."""
    dice = random.Random(seed)  # noqa: S311 - names, not secrets
    offices = again(lambda: [Office(one, dice) for one in Agency.objects.order_by("pk")])
    partners = again(lambda: list(Partner.objects.select_related("line")))
    for _ in range(count):
        office, key = dice.choice(offices), uuid.uuid4()
        again(_unless_refused(partial(office.issue, partners, key)))
        again(dice.choice(offices).deal)
        if dice.random() < 0.03:
            again(_unless_refused(dice.choice(offices).recall))
    (folder / "issued").touch()
    quiet = 0
    while not ((folder / "peace").exists() and quiet > 3):
        dealt = [again(one.deal) for one in offices]
        quiet = 0 if any(dealt) else quiet + 1
        time.sleep(0 if any(dealt) else 0.2)


def serve() -> None:
    """The worker of a light installation: everything that is due, again and again, in a hurry."""
    leasing.FIRST_WAIT, leasing.LONGEST_WAIT = 0.2, 2.0
    leasing.LEASE = timedelta(seconds=4)
    while True:
        again(_turn)
        time.sleep(0.1)


def _turn() -> None:
    for line in Line.objects.filter(active=True):
        sending.send_due(line)
        polling.poll(line)
        taking.take_due(line)


def _unless_refused(run: Callable[[], None]) -> Callable[[], None]:
    def tried() -> None:
        with contextlib.suppress(Refused):
            run()

    return tried


def report() -> dict[str, Any]:
    """Keys are document and receiver; `came` lists the state of every incoming row there."""
    sent = {
        f"{one.packet.document_id}|{one.partner.code}": one.state
        for one in Recipient.objects.select_related("packet", "partner")
        if one.packet
    }
    came: dict[str, list[str]] = {}
    rows = Arrival.objects.select_related("agency", "incoming").prefetch_related("statuses")
    asked = set(
        Packet.objects.filter(direction=Direction.IN, business=BusinessType.REVOKE).values_list(
            "document_id", flat=True
        )
    )
    for one in rows:
        recalled = one.incoming and one.incoming.state == IncomingState.RECALLED
        codes = {SENT, *(each.code for each in one.statuses.all())}
        if one.document_id in asked and codes & {"15", "16"}:
            codes.add("13")  # else the answer is to a correction
        state = folded(codes)
        right = bool(recalled) == (state == "recalled")
        came.setdefault(f"{one.document_id}|{one.agency.code}", []).append(
            str(state) if right else f"{state}, but the document says otherwise"
        )
    for extra in Incoming.objects.filter(paper=False, origin=None, arrival_outside=None):
        came.setdefault(f"{extra.code}|{extra.agency.code}", []).append("without an arrival")
    return {"sent": sent, "came": came}


def join(address: str, certificate: str, agencies: str) -> None:
    """The line to the other installation, and who is there."""
    line = Line(agency=Agency.objects.order_by("pk")[0])
    fields = LineFields(
        kind=LineKind.OWN,
        name="Tỉnh bên",
        address=address,
        certificate=Path(certificate).read_bytes(),
    )
    save_line(line, actor=None, fields=fields)
    for one in json.loads(agencies):
        Partner(line=line, code=one["code"], name=one["name"]).save()


def main() -> None:
    match sys.argv[1:]:
        case ["certificate"]:
            print(own_certificate_pem().decode())  # noqa: T201 - what it is for
        case ["join", address, certificate, agencies]:
            join(address, certificate, agencies)
        case ["report"]:
            print(json.dumps(report()))  # noqa: T201 - what it is for
        case ["serve", _]:
            serve()
        case [count, seed, folder]:
            work(int(count), seed, Path(folder))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
