"""Making a draft: its fields and text, its attachments."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db import IntegrityError, transaction

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.directory.types import SigningRight
from congvu.documents import policy
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.steps import step_out
from congvu.documents.models import Attachment, Incoming, Outgoing
from congvu.documents.rendering import empty_body, images_of, text_of
from congvu.documents.types import Circulation, OutgoingState, Relation, Source, Urgency
from congvu.files.models import StoredFile
from congvu.secrecy.actions import check_text

OPEN = {OutgoingState.DRAFT, OutgoingState.SENT_BACK}


@dataclass(frozen=True)
class Fields:
    """What a draft says; `right` is in whose stead the signer signs,
    `due_on` the day by which receivers are asked to act."""

    kind: str
    abstract: str = ""
    urgency: str = Urgency.NORMAL
    circulation: str = Circulation.OPEN
    body: dict[str, Any] = field(default_factory=empty_body)
    legal_bases: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    due_on: date | None = None
    signer: Appointment | None = None
    right: SigningRight | None = None


@dataclass(frozen=True)
class Beginning:
    """What a draft begins from: fields, and the issued document that it will follow."""

    fields: Fields | None = None
    earlier: Outgoing | None = None
    relation: Relation | Literal[""] = ""


@outgoing.creation("Soạn dự thảo", end=OutgoingState.DRAFT, who=policy.may_draft)
def draft(
    *,
    actor: Appointment,
    kind: str = "letter",
    form_key: uuid.UUID | None = None,
    reply_to: Incoming | None = None,
    upload: StoredFile | None = None,
    body: dict[str, Any] | None = None,
    beginning: Beginning | None = None,
) -> Outgoing:
    """A new draft of the actor's; with `upload`, the page is that PDF and nothing is set anew."""
    begun = beginning or Beginning()
    document = Outgoing(
        agency=actor.agency,
        unit=actor.unit,
        drafter=actor,
        holder=actor,
        held_since=clock.now(),
        kind=kind,
        form_key=form_key or uuid.uuid4(),
        reply_to=reply_to,
        source=Source.UPLOAD if upload else Source.EDITOR,
        upload=upload,
        body=body or empty_body(),
        abstract=_about(reply_to),
        addressees=[reply_to.issuer_name] if reply_to else [],
        recipients=["Như trên"],
        earlier=begun.earlier,
        relation=begun.relation,
    )
    if begun.fields is not None:
        fill(document, begun.fields)
    document.save()
    step_out(document, "draft", "Soạn dự thảo", actor=actor)
    return document


def _about(reply_to: Incoming | None) -> str:
    return f"trả lời {reply_to.code} của {reply_to.issuer_name}"[:500] if reply_to else ""


def start_draft(*, actor: Appointment, form_key: uuid.UUID, **given: Any) -> Outgoing:
    """As `draft`, once per form: sending the same form again gives the same draft."""
    existing = Outgoing.objects.filter(form_key=form_key, drafter=actor).first()
    if existing:
        return existing
    try:
        with transaction.atomic():
            return draft(actor=actor, form_key=form_key, **given)
    except IntegrityError:
        return Outgoing.objects.get(form_key=form_key, drafter=actor)


@outgoing.action("Sửa dự thảo", start=OPEN, who=policy.is_drafter, told=False)
def edit(document: Outgoing, *, actor: Appointment, fields: Fields) -> None:
    """Keep what was typed. Saved as one types, so the journal hears only of submissions."""
    fill(document, fields)


def one_line(text: str) -> str:
    """After the gate has read it as it was typed: a stamp is a line of its own."""
    return " ".join(text.split())


def fill(document: Outgoing, fields: Fields) -> None:
    """Put the fields into the draft in memory; nothing is kept."""
    document.kind = fields.kind
    document.abstract = one_line(fields.abstract)
    document.urgency = fields.urgency
    document.circulation = fields.circulation
    document.legal_bases = list(fields.legal_bases)
    document.addressees = list(fields.addressees)
    document.recipients = list(fields.recipients)
    document.due_on = fields.due_on
    document.signer = fields.signer
    document.signing_form = fields.right.form if fields.right else ""
    document.signing_lines = list(fields.right.lines) if fields.right else []
    if document.source == Source.EDITOR:
        document.body = fields.body


def save_draft(document: Outgoing, *, actor: Appointment, fields: Fields) -> None:
    """Through the secrecy gate, then kept; raises `Refused` with the field it concerns."""
    check_text({"nội dung": text_of(fields.body)}, actor=actor, door=edit.label, field="body")
    check_images(document, fields.body)
    edit(document, actor=actor, fields=fields)


def check_images(document: Outgoing, body: dict[str, Any]) -> None:
    """Only pictures that the drafter uploaded come into the text; raises `Refused`."""
    wanted = set(images_of(body)) - set(images_of(document.body or empty_body()))
    own = StoredFile.objects.filter(pk__in=wanted, uploaded_by=document.drafter_id)
    if wanted and own.count() != len(wanted):
        raise Refused(
            "Có ảnh trong nội dung không phải do ông/bà tải lên; xin chèn lại ảnh đó. "
            "Các nội dung khác vẫn còn.",
            field="body",
        )


@outgoing.action("Đính kèm tài liệu", start=OPEN, who=policy.is_drafter)
def attach(
    document: Outgoing, *, actor: Appointment, file: StoredFile, title: str = ""
) -> Attachment:
    """Add a file that goes with the document; the same file twice stays one."""
    attachment, _ = Attachment.objects.get_or_create(
        outgoing=document,
        file=file,
        defaults={"title": title or file.name, "position": document.attachments.count()},
    )
    return attachment


@outgoing.action("Bỏ tài liệu đính kèm", start=OPEN, who=policy.is_drafter)
def detach(document: Outgoing, *, actor: Appointment, attachment: Attachment) -> None:
    Attachment.objects.filter(pk=attachment.pk, outgoing=document).delete()


@outgoing.action(
    "Hủy dự thảo", start=OPEN, end=OutgoingState.CANCELLED, who=policy.is_drafter, danger=True
)
def cancel(document: Outgoing, *, actor: Appointment) -> None:
    """The draft leaves the lists; nothing of it is destroyed."""
    document.holder = None
    step_out(document, "cancel", "Hủy dự thảo", actor=actor)
