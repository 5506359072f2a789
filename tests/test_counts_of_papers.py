"""As `test_counts`, for the lists of an agency's papers, read by its clerk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.agenda.actions import plan
from congvu.agenda.types import Plan
from congvu.core import clock
from congvu.directory.tests.factories import AppointmentFactory, Office, UnitFactory
from congvu.documents.models import (
    CaseFile,
    CaseFileEntry,
    CaseFileTransfer,
    Copy,
    DraftTemplate,
    HeldNumber,
    Incoming,
    IncomingAccess,
    IncomingParticipant,
    PastImport,
    Register,
)
from congvu.documents.tests.test_incoming_pages import arrived
from congvu.documents.types import CaseFileState, IncomingState, RegisterKind
from tests.papers_of import file_of, issued

pytestmark = pytest.mark.django_db


def register_of(office: Office, kind: str, name: str = "Sổ chung") -> Register:
    found, _ = Register.objects.get_or_create(
        agency=office.agency, kind=kind, year=clock.today().year, name=name
    )
    return found


def somebody(office: Office) -> object:
    return AppointmentFactory(agency=office.agency, unit=UnitFactory(agency=office.agency))


def more_copies(office: Office, count: int) -> None:
    register = register_of(office, RegisterKind.COPIES)
    for _ in range(count):
        Copy.objects.create(
            agency=office.agency, kind="certified_copy", outgoing=issued(office),
            register=register, number=Copy.objects.count() + 1, notation="SY-STN",
            file=file_of(office), decided_by=somebody(office), made_by=somebody(office),
        )  # fmt: skip


def more_held(office: Office, count: int) -> None:
    register = register_of(office, RegisterKind.OUTGOING)
    for _ in range(count):
        HeldNumber.objects.create(
            agency=office.agency, register=register, number=HeldNumber.objects.count() + 1,
            day=clock.today(), about="Quyết định", reason="Văn bản giấy", held_by=somebody(office),
        )  # fmt: skip


def more_templates(office: Office, count: int) -> None:
    for _ in range(count):
        DraftTemplate.objects.create(
            agency=office.agency, name=f"Mẫu {DraftTemplate.objects.count()}", kind="letter",
            kept_by=somebody(office), signer=somebody(office),
        )  # fmt: skip


def more_registers(office: Office, count: int) -> None:
    for _ in range(count):
        register_of(office, RegisterKind.INCOMING, f"Sổ {Register.objects.count()}")


def more_entered(office: Office, count: int) -> None:
    register = register_of(office, RegisterKind.INCOMING)
    for _ in range(count):
        number = Incoming.objects.count() + 1
        arrived(
            office, str(number), state=IncomingState.REGISTERED, register=register,
            arrival_number=number, registered_at=clock.now(), holder=somebody(office),
            registered_by=somebody(office),
        )  # fmt: skip


def case_file_of(office: Office) -> CaseFile:
    return CaseFile.objects.create(
        agency=office.agency, year=clock.today().year, code=f"{CaseFile.objects.count():02d}.TN",
        title="Hồ sơ", unit=UnitFactory(agency=office.agency), keeper=somebody(office),
        started_on=clock.today(), state=CaseFileState.OPEN,
    )  # fmt: skip


def more_case_files(office: Office, count: int) -> None:
    for _ in range(count):
        case_file_of(office)


def more_filed(office: Office, count: int) -> None:
    more_entered(office, count)
    case_file = CaseFile.objects.first() or case_file_of(office)
    for document in Incoming.objects.filter(filed=None)[:count]:
        CaseFileEntry.objects.create(
            case_file=case_file, incoming=document, position=case_file.entries.count() + 1,
            dated_on=document.dated_on, added_by=somebody(office),
        )  # fmt: skip


def more_transfers(office: Office, count: int) -> None:
    for _ in range(count):
        CaseFileTransfer.objects.create(
            agency=office.agency, number=CaseFileTransfer.objects.count() + 1,
            year=clock.today().year, giver=somebody(office), receiver=somebody(office),
            at=clock.now(),
        )  # fmt: skip


def more_imports(office: Office, count: int) -> None:
    for _ in range(count):
        PastImport.objects.create(
            agency=office.agency, register=register_of(office, RegisterKind.INCOMING),
            name="2019.xlsx", pack=f"pack-{PastImport.objects.count()}",
            created_by=somebody(office),
        )  # fmt: skip


def more_meetings(office: Office, count: int) -> None:
    for _ in range(count):
        now = clock.now()
        meeting = Plan(now, now + timedelta(hours=1), "Giao ban", "Hội trường", somebody(office))
        plan(actor=office.clerk, plan=meeting, clash_known=True)


def more_openings(office: Office, count: int) -> None:
    document = Incoming.objects.first() or arrived(office)
    for number in range(count):
        one = somebody(office)
        IncomingParticipant.objects.create(incoming=document, appointment=one)
        hour = clock.now() - timedelta(hours=number)
        IncomingAccess.objects.create(incoming=document, appointment=one, hour=hour, at=hour)


More = Callable[[Office, int], None]
LISTS: list[tuple[str, More, int]] = [
    ("documents:copies", more_copies, 12),
    ("documents:held_numbers", more_held, 12),
    ("documents:templates", more_templates, 12),
    ("documents:registers", more_registers, 12),
    ("documents:register", more_entered, 14),
    ("documents:case_files", more_case_files, 12),
    ("documents:case_file", more_filed, 14),
    ("documents:case_file_transfers", more_transfers, 12),
    ("documents:past_imports", more_imports, 12),
    ("agenda:week", more_meetings, 14),
    ("documents:incoming_access", more_openings, 14),
]
OF = {
    "documents:register": Register,
    "documents:case_file": CaseFile,
    "documents:incoming_access": Incoming,
}


@pytest.mark.parametrize(("name", "more", "most"), LISTS, ids=[row[0] for row in LISTS])
def test_a_long_list_of_papers_costs_what_a_short_one_does(
    office: Office, name: str, more: More, most: int
) -> None:
    more(office, 3)
    args = [OF[name].objects.order_by("pk").values_list("pk", flat=True)[0]] if name in OF else []
    url, client = reverse(name, args=args), client_of(office.clerk)
    client.get(url)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    short = cost()
    more(office, 20)
    assert cost() == short
    assert short <= most
