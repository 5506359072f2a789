"""A document from outside the installation arrives at one of its agencies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from congvu.core import clock
from congvu.core.acts import tell, work
from congvu.directory.models import Agency
from congvu.documents.actions.arriving import arrival_act, clerks_of, tell_clerks
from congvu.documents.actions.incoming import tell_of_answer
from congvu.documents.models import Incoming, IncomingAttachment, IncomingStep, Outgoing
from congvu.documents.types import Urgency
from congvu.files.models import StoredFile
from congvu.notices.actions import notify


@dataclass(frozen=True)
class FromOutside:
    """What came with the document; `file` is the very one that was signed.

    `verdict` is that of its signatures and of what was said with them (`valid`, `invalid`,
    `unknown`), `attachments` are further files with their titles.
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
    due_on: date | None = None
    steering: int | None = None
    paper_follows: bool = False
    places: tuple[str, ...] = ()
    remarks: str = ""
    """What speaks against its signatures, for those who enter it."""


_MOST_PLACES = 200


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
            due_on=given.due_on,
            steering=given.steering,
            paper_follows=given.paper_follows,
            places=[one[:200] for one in given.places if one.strip()][:_MOST_PLACES],
            signer_name=given.signer_name[:50],
            file=given.file,
            verdict=given.verdict,
            verified_at=now,
            arrived_at=now,
        )
        _attach(document, given.attachments)
        IncomingStep.objects.create(
            incoming=document, action="arrive", label="Văn bản liên thông đến", words=words, at=now
        )
        tell(arrival_act(document, name="incoming.take_in", label="Nhận văn bản liên thông"))
        tell_clerks([agency.pk], of=document)
    return document


def _attach(document: Incoming, files: Collection[tuple[StoredFile, str]]) -> None:
    first = document.attachments.count()
    IncomingAttachment.objects.bulk_create(
        IncomingAttachment(incoming=document, file=file, title=title[:200], position=at)
        for at, (file, title) in enumerate(files, first)
    )


def note_answer(document: Incoming, answered: Outgoing) -> None:
    """It answers a document of the agency's own, whose drafter and issuer hear so."""
    with work():
        document.answers.add(answered)
        tell_of_answer(answered, document)


def note_from_outside(
    document: Incoming,
    *,
    label: str,
    words: str = "",
    files: Collection[tuple[StoredFile, str]] = (),
) -> None:
    """What the issuer has done since (replaced it, changed its data): a step, and whoever has to
    do with it is told. New files stand after those that came first, which stay as they came.
    """
    with work():
        _attach(document, [(file, f"Cập nhật: {title}") for file, title in files])
        IncomingStep.objects.create(
            incoming=document, action="followed", label=label[:100], words=words, at=clock.now()
        )
        people = list(clerks_of([document.agency_id]))
        people += [document.holder] if document.holder else []
        shares = document.assignments.select_related("assignee")
        people += [share.assignee for share in shares]
        notify(
            people,
            text=f"{label}: {document.label}",
            url=reverse("documents:incoming", args=[document.pk]),
            kind="followed",
        )
