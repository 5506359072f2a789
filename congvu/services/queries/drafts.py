"""Dossiers that are being written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Appointment
from congvu.services.definitions import check
from congvu.services.models import Citizen, Draft, DraftPaper
from congvu.services.queries.referring import by_draft
from congvu.services.queries.versions import content_of
from congvu.services.types import ApplicantKind, Contact

_MOST_FILES = 20


def own_draft(token: uuid.UUID, *, citizen: Citizen) -> Draft:
    """One's own draft; `NotFound` for anybody else's."""
    rows = Draft.objects.select_related("definition__procedure__field", "agency", "citizen")
    found = rows.filter(token=token, citizen=citizen).first()
    if found is None:
        raise NotFound
    return found


def desk_draft(token: uuid.UUID, *, actor: Appointment) -> Draft:
    """A draft that the officer writes for somebody; `NotFound` for another's."""
    rows = Draft.objects.select_related("definition__procedure__field", "agency", "desk")
    found = rows.filter(token=token, desk=actor).first()
    if found is None:
        raise NotFound
    return found


def drafts_of(citizen: Citizen) -> list[Draft]:
    """What is not yet filed, the last changed first."""
    rows = _begun(citizen.drafts.all()).select_related("definition__procedure", "agency")
    return list(rows.order_by("-changed_at")[:50])


def drafts_at(actor: Appointment) -> list[Draft]:
    """What the officer writes for others and has not yet filed, the last changed first."""
    rows = _begun(Draft.objects.filter(desk=actor)).select_related("definition__procedure")
    return list(rows.order_by("-changed_at")[:20])


def _begun(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """Unfiled ones in which something stands: who only looked in has left nothing to go on with."""
    handed_in = Exists(DraftPaper.objects.filter(draft=OuterRef("pk")))
    something = ~Q(typed={}) | ~Q(done=[]) | ~Q(contact={}) | handed_in
    return drafts.filter(something, dossier=None)


def check_room(draft: Draft, code: str) -> None:
    """Raises `Refused` (on the paper) where the draft holds as many files as one may."""
    if draft.papers.count() >= _MOST_FILES:
        raise Refused(f"Mỗi hồ sơ nhận tối đa {_MOST_FILES} tệp.", field=code)


def checked(draft: Draft) -> tuple[dict[str, object], dict[str, str]]:
    """All its answers as they would be filed, and what is wrong or missing, by field."""
    return check(content_of(draft.definition), draft.answers, by_draft(draft).known)


def contact_of(draft: Draft, answers: Mapping[str, object]) -> Contact:
    """Who files: at the desk who was written down, else the account's owner."""
    if draft.citizen is None:
        return Contact(**{"name": "", **draft.contact})
    one = draft.citizen
    content = content_of(draft.definition)
    named = str(answers.get(content.applicant) or "") if content.applicant else ""
    return Contact(
        name=one.name or named or one.phone or one.email,
        identity=one.identity,
        phone=one.phone,
        email=one.email,
        address=one.address,
        kind=one.kind or ApplicantKind.CITIZEN,
    )


def known_of(draft: Draft) -> dict[str, object]:
    """What the filer's account tells already, under the names that fields may be filled from."""
    one = draft.citizen
    if one is None:
        given = Contact(**draft.contact) if draft.contact else Contact("")
        return {"name": given.name, "identity": given.identity, "phone": given.phone,
                "email": given.email}  # fmt: skip
    address = {"place": one.place, "detail": one.detail} if one.place else None
    return {
        "name": one.name,
        "identity": one.identity,
        "phone": one.phone,
        "email": one.email,
        "address": address,
    }
