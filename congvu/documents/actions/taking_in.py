"""A document from outside the installation arrives at one of its agencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from congvu.core import clock
from congvu.core.actions import Act, tell, work
from congvu.directory.models import Agency, Appointment, Role
from congvu.documents.models import Incoming, IncomingAttachment, IncomingStep
from congvu.documents.types import IncomingState, Urgency
from congvu.files.models import StoredFile
from congvu.notices.actions import notify


@dataclass(frozen=True)
class FromOutside:
    """What came with the document; `file` is the very one that was signed.

    `verdict` is that of its signatures (`valid`, `invalid`, `unknown`), `attachments` are further
    files with their titles.
    """

    file: StoredFile
    issuer_name: str
    number: str
    notation: str
    dated_on: date
    kind: str
    abstract: str
    urgency: str = Urgency.NORMAL
    signer_name: str = ""
    verdict: str = "unknown"
    attachments: tuple[tuple[StoredFile, str], ...] = ()


def take_in(agency: Agency, given: FromOutside, *, words: str = "") -> Incoming:
    """It waits for the agency's clerks, who are told; `words` stand in its way."""
    now = clock.now()
    with work():
        document = Incoming.objects.create(
            agency=agency,
            issuer_name=given.issuer_name[:200],
            number=given.number[:11],
            notation=given.notation[:30],
            dated_on=given.dated_on,
            kind=given.kind,
            abstract=given.abstract[:500],
            urgency=given.urgency,
            signer_name=given.signer_name[:50],
            file=given.file,
            verdict=given.verdict,
            verified_at=now,
            arrived_at=now,
        )
        IncomingAttachment.objects.bulk_create(
            IncomingAttachment(incoming=document, file=file, title=title[:200], position=at)
            for at, (file, title) in enumerate(given.attachments)
        )
        IncomingStep.objects.create(
            incoming=document, action="arrive", label="Văn bản liên thông đến", words=words, at=now
        )
        tell(_act(document))
        _tell_clerks(document)
    return document


def note_from_outside(document: Incoming, *, label: str, words: str = "") -> None:
    """What the issuer has done since (replaced it, changed its data): a step, and whoever has to
    do with it is told.
    """
    with work():
        IncomingStep.objects.create(
            incoming=document, action="followed", label=label, words=words, at=clock.now()
        )
        people = list(_clerks(document))
        people += [document.holder] if document.holder else []
        shares = document.assignments.select_related("assignee")
        people += [share.assignee for share in shares]
        notify(
            people,
            text=f"{label}: {document.label}",
            url=reverse("documents:incoming", args=[document.pk]),
            kind="followed",
        )


def _act(document: Incoming) -> Act:
    return Act(
        name="incoming.take_in",
        label="Nhận văn bản liên thông",
        agency_id=document.agency_id,
        actor=None,
        subject_type=Incoming._meta.label_lower,
        subject_id=document.pk,
        subject_label=document.label,
        state_after=IncomingState.ARRIVED,
        detail={"verdict": document.verdict},
    )


def _clerks(document: Incoming) -> list[Appointment]:
    rows = Appointment.objects.in_force().filter(agency=document.agency_id, role=Role.CLERK)
    return list(rows)


def _tell_clerks(document: Incoming) -> None:
    notify(
        _clerks(document),
        text=f"Văn bản mới đến: {document.code} của {document.issuer_name}, {document.abstract}",
        url=reverse("documents:incoming_list", args=["arrived"]),
        kind="arrival",
        urgent=document.urgency != Urgency.NORMAL,
    )
