"""Documents of an office in the states that an address may ask for, without their way there."""

from __future__ import annotations

from datetime import timedelta

from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.documents.models import Copy, Outgoing, OutgoingParticipant, Register
from congvu.documents.rendering import empty_body
from congvu.documents.types import OutgoingState, RegisterKind
from congvu.exchange.models import Line, Packet, Partner
from congvu.files.actions import keep
from congvu.files.models import StoredFile
from congvu.signing.models import LastingCopy

_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def file_of(office: Office, name: str = "van-ban.pdf") -> StoredFile:
    return keep(_PAGE, name=name, media_type="application/pdf", agency=office.agency, actor=None)


def outgoing_in(office: Office, state: str, **more: object) -> Outgoing:
    file = file_of(office)
    held = {
        OutgoingState.DRAFT: office.specialist,
        OutgoingState.SUBMITTED: office.head,
    }.get(OutgoingState(state))
    document = Outgoing.objects.create(
        agency=office.agency,
        unit=office.unit,
        drafter=office.specialist,
        signer=office.leader,
        signing_lines=["GIÁM ĐỐC"],
        state=state,
        kind="letter",
        abstract="thử quyền truy cập",
        body=empty_body(),
        notation="STN-NV",
        year=clock.today().year,
        prepared=None if state == OutgoingState.DRAFT else file,
        **({"holder": held} | more),
    )
    OutgoingParticipant.objects.create(outgoing=document, appointment=office.specialist)
    return document


def issued(office: Office) -> Outgoing:
    year = clock.today().year
    register, _ = Register.objects.get_or_create(
        agency=office.agency, kind=RegisterKind.OUTGOING, year=year, name="Văn bản đi"
    )
    return outgoing_in(
        office,
        OutgoingState.ISSUED,
        signed=file_of(office),
        issued=file_of(office),
        issued_at=clock.now(),
        register=register,
        number=Outgoing.objects.filter(register=register).count() + 1,
        dated_on=clock.today(),
    )


def exchange_pages(office: Office) -> dict[str, dict[str, object]]:
    """A line, an agency behind it, a packet that could not be sent and one that was refused."""
    line = Line.objects.create(
        agency=office.agency, kind="vxp", name="Trục thử", address="http://127.0.0.1:9/vxp"
    )
    partner = Partner.objects.create(line=line, code="H41.02", name="Sở Nội vụ")
    dead = Packet.objects.create(
        line=line, direction="out", kind="edoc", document_id="H47", sender="H47", state="dead"
    )
    refused = Packet.objects.create(
        line=line, direction="in", kind="edoc", document_id="H41", sender="H41", state="refused"
    )
    rows = [
        *((name, line.pk) for name in ("line", "reconcile")),
        *((name, partner.pk) for name in ("partner", "accept_sender", "end_partner")),
        ("send_again", dead.pk),
        ("take_again", refused.pk),
    ]
    pages: dict[str, dict[str, object]] = {f"exchange:{name}": {"pk": pk} for name, pk in rows}
    return pages | {"exchange:packet": {"sha256": "0" * 64}, "exchange:compare": {"after": 0}}


def copy_of(office: Office, source: Outgoing) -> Copy:
    register = Register.objects.create(
        agency=office.agency, kind=RegisterKind.COPIES, year=clock.today().year, name="Bản sao"
    )
    return Copy.objects.create(
        agency=office.agency,
        kind="certified_copy",
        outgoing=source,
        register=register,
        number=1,
        notation="SY-STN",
        file=file_of(office),
        decided_by=office.leader,
        made_by=office.clerk,
    )


def stamp(document: Outgoing) -> None:
    """As if it were under an archive stamp."""
    assert document.issued is not None
    lapses_at = clock.now() + timedelta(days=300)
    LastingCopy.objects.create(
        original=document.issued.sha256, file=document.issued, lapses_at=lapses_at
    )
