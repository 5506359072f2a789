"""Kept templates of an agency: a document's shape is kept, renamed, dropped, begun from."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction

from congvu.core.actions import command
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Appointment
from congvu.directory.queries.signing import signing_right
from congvu.documents import policy
from congvu.documents.actions.drafting import Beginning, Fields, start_draft
from congvu.documents.models import DraftTemplate, Outgoing
from congvu.documents.rendering import empty_body


def keep_as_template(document: Outgoing, *, actor: Appointment, name: str) -> DraftTemplate:
    """Keep the shape of a document that the actor may see."""
    if document.agency_id != actor.agency_id:
        raise NotFound
    template = DraftTemplate(
        agency=document.agency,
        kind=document.kind,
        abstract=document.abstract,
        legal_bases=document.legal_bases,
        addressees=document.addressees,
        recipients=document.recipients,
        body=document.body,
        signer=document.signer,
        signing_lines=document.signing_lines,
        kept_by=actor,
    )
    name_template(template, actor=actor, name=name)
    return template


@command("Lưu mẫu văn bản", who=policy.keeps_templates, records=("name",))
def name_template(template: DraftTemplate, *, actor: Appointment, name: str) -> None:
    """A new template, or another name for one that stands."""
    template.name = " ".join(name.split())
    if not template.name:
        raise Refused("Xin đặt tên cho mẫu.", field="name")
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as taken:
        raise Refused("Cơ quan đã có mẫu mang tên này.", field="name") from taken


@command("Bỏ mẫu văn bản", who=policy.keeps_templates)
def drop_template(template: DraftTemplate, *, actor: Appointment) -> None:
    """Documents that began from it stay as they are."""
    template.delete()


def draft_from(template: DraftTemplate, *, actor: Appointment, form_key: uuid.UUID) -> Outgoing:
    """A draft with all that the template holds, once per form."""
    if template.agency_id != actor.agency_id:
        raise NotFound
    return start_draft(
        actor=actor,
        form_key=form_key,
        kind=template.kind,
        beginning=Beginning(_fields(template)),
    )


def _fields(template: DraftTemplate) -> Fields:
    """The kept signer with the kept form of signing, where the right still stands."""
    rights = signing_right(template.signer, template.kind) if template.signer else []
    right = next((one for one in rights if list(one.lines) == template.signing_lines), None)
    return Fields(
        kind=template.kind,
        abstract=template.abstract,
        body=template.body or empty_body(),
        legal_bases=tuple(template.legal_bases),
        addressees=tuple(template.addressees),
        recipients=tuple(template.recipients),
        signer=template.signer if rights else None,
        right=right or next(iter(rights), None),
    )
