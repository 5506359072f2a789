"""Portals that file by program: their tokens, and what they file."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Refused
from congvu.core.text import nfc
from congvu.directory.models import Agency, Appointment
from congvu.files.models import StoredFile
from congvu.services import identity, policy
from congvu.services.actions.drafts import take_file
from congvu.services.actions.filing import file
from congvu.services.definitions import check
from congvu.services.models import Definition, Dossier, Portal, Procedure
from congvu.services.queries.referring import Referring
from congvu.services.queries.versions import content_of
from congvu.services.types import (
    ApplicantKind,
    Channel,
    Contact,
    DefinitionState,
    Delivery,
    Submission,
)


def may_keep(actor: Appointment, _portal: Portal) -> bool:
    return policy.edits_catalogue(actor)


@command("Cấp mã cho cổng nộp hồ sơ", who=may_keep, records=("name",))
def admit(portal: Portal, *, actor: Appointment, name: str) -> str:
    """A new portal; gives its token, which is shown once and kept nowhere."""
    portal.name = " ".join(nfc(name).split())[:120]
    if not portal.name:
        raise Refused("Xin ghi tên cổng.", field="name")
    token = secrets.token_urlsafe(32)
    portal.hash = hash_of(token)
    portal.save()
    return token


@command("Ngừng cổng nộp hồ sơ", who=may_keep)
def end(portal: Portal, *, actor: Appointment) -> None:
    portal.active = False
    portal.save(update_fields=["active"])


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Invalid(Refused):
    """What was sent is no dossier: `errors` say why, by path."""

    status = 422

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("Hồ sơ gửi đến chưa đúng.")
        self.errors = dict(errors)


def file_for(
    portal: Portal, *, body: str, uploads: Mapping[str, list[UploadedFile[bytes]]]
) -> Dossier:
    """File what the portal sent, once for its key; raises `Invalid` by the checks of pages."""
    data = _read(body)
    key = _key(data, portal)
    known = Dossier.objects.filter(form_key=key).first()
    if known is not None:
        return known
    definition, agency = _where(data)
    told: dict[str, str] = {}
    contact = _contact(data.get("applicant"), told)
    referring = Referring(None, contact.identity)
    answers, wrong = check(content_of(definition), data.get("answers") or {}, referring.known)
    wrong |= told
    if wrong:
        raise Invalid(wrong)
    try:
        submission = Submission(
            key=key,
            agency=agency,
            contact=contact,
            answers=answers,
            papers=_papers(uploads, agency),
            channel=Channel.ONLINE,
            delivery=_delivery(data.get("delivery")),
            delivery_address=str(data.get("delivery_address") or "")[:400],
        )
        made = file(definition, actor=None, submission=submission)
    except Invalid:
        raise
    except Refused as refused:
        raise Invalid({refused.field or "": refused.sentence}) from refused
    Portal.objects.filter(pk=portal.pk).update(used_at=clock.now())
    return made


def _read(body: str) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise Invalid({"": "Phần “dossier” không phải JSON."}) from broken
    if not isinstance(data, dict) or not isinstance(data.get("answers", {}), dict):
        raise Invalid({"": "Phần “dossier” phải là một nhóm mục, trong đó có “answers”."})
    return data


def _delivery(given: object) -> int:
    return given if isinstance(given, int) and given in Delivery.values else Delivery.DESK


def _key(data: Mapping[str, Any], portal: Portal) -> uuid.UUID:
    """The portal's own key of the dossier, apart from every other portal's."""
    given = str(data.get("key") or "")
    if not given or len(given) > 100:
        raise Invalid({"key": "Thiếu khóa của hồ sơ (tối đa 100 ký tự)."})
    return uuid.uuid5(uuid.NAMESPACE_URL, f"portal:{portal.pk}:{given}")


def _where(data: Mapping[str, Any]) -> tuple[Definition, Agency]:
    rows = Procedure.objects.filter(active=True, current__isnull=False)
    procedure = rows.filter(code=str(data.get("procedure"))).first()
    if procedure is None:
        raise Invalid({"procedure": "Không có thủ tục mang mã này."})
    agency = Agency.objects.filter(code=str(data.get("agency")), active=True).first()
    if agency is None:
        raise Invalid({"agency": "Không có cơ quan mang mã này."})
    versions = Definition.objects.select_related("procedure__field", "procedure__agency")
    return versions.get(procedure=procedure, state=DefinitionState.PUBLISHED), agency


def _contact(given: object, wrong: dict[str, str]) -> Contact:
    data: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    kind = data.get("kind") if data.get("kind") in ApplicantKind.values else 1
    name = " ".join(nfc(str(data.get("name") or "")).split())
    if not name or len(name) > 120:
        wrong["applicant.name"] = "Thiếu họ tên người nộp (tối đa 120 ký tự)."
    found: dict[str, str] = {}
    for key, clean in (("identity", identity.number_of(int(kind or 1))), ("phone", identity.phone)):
        try:
            found[key] = clean(str(data.get(key) or ""))
        except ValueError as sentence:
            wrong[f"applicant.{key}"] = str(sentence)
    email = str(data.get("email") or "")[:120]
    address = nfc(str(data.get("address") or ""))[:400]
    return Contact(name=name, email=email, address=address, kind=int(kind or 1), **found)


def _papers(
    uploads: Mapping[str, list[UploadedFile[bytes]]], agency: Agency
) -> tuple[tuple[str, StoredFile], ...]:
    found = []
    for code, files in uploads.items():
        for one in files[:10]:
            try:
                found.append((code, take_file(one, agency)[0]))
            except Refused as refused:
                raise Invalid({code: refused.sentence}) from refused
    return tuple(found)
