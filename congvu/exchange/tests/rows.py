"""Rows for tests that need no signed document."""

from __future__ import annotations

import uuid
from datetime import timedelta

from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import Outgoing
from congvu.documents.types import OutgoingState, RegisterKind
from congvu.exchange.actions.recipients import note
from congvu.exchange.models import Line, Packet, Partner, Recipient
from congvu.exchange.types import SENT, Direction, PacketKind, PacketState
from congvu.files.actions import keep
from congvu.files.tests import samples


def signed_out(office: Office) -> Outgoing:
    """A signed document that waits for the clerk."""
    file = keep(
        samples.pdf(), name="a.pdf", media_type="application/pdf", agency=office.agency, actor=None
    )
    return Outgoing.objects.create(
        agency=office.agency,
        drafter=office.specialist,
        signer=office.leader,
        kind="letter",
        abstract="phối hợp công tác",
        state=OutgoingState.SIGNED,
        notation="STN-VP",
        year=clock.today().year,
        signed=file,
        form_key=uuid.uuid4(),
    )


def sent_to(line: Line, office: Office, *, document_id: str, code: str) -> Recipient:
    """A document that went to the agency outside ten minutes ago."""
    document = signed_out(office)
    register = usual_register(office.agency, RegisterKind.OUTGOING)
    then = clock.now() - timedelta(minutes=10)
    Outgoing.objects.filter(pk=document.pk).update(
        state=OutgoingState.ISSUED,
        register=register,
        number=document.pk,
        dated_on=clock.today(),
        issued=document.signed,
        issued_at=then,
    )
    packet = Packet.objects.create(
        line=line,
        direction=Direction.OUT,
        kind=PacketKind.DOCUMENT,
        document_id=document_id,
        sender=office.agency.code,
        outgoing=document,
        state=PacketState.SENT,
        done_at=then,
    )
    partner, _ = Partner.objects.get_or_create(line=line, code=code, defaults={"name": code})
    recipient = Recipient.objects.create(
        outgoing=document, partner=partner, packet=packet, state="sent"
    )
    note(recipient, SENT, at=then)
    return recipient
