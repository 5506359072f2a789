"""What can be asked about keys, seals and signatures."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from congvu.core.refused import NotFound
from congvu.directory.models import Agency, Appointment, Person, Role
from congvu.files.models import StoredFile
from congvu.signing import policy
from congvu.signing.models import HeldKey, KeyPlace, LastingCopy, SealUse, TrustAnchor
from congvu.signing.queries.verdicts import (
    MAX_VERIFIED,
    certificates_of,
    kept_verdict,
    verdict_of,
    verify,
)

__all__ = [
    "MAX_VERIFIED",
    "anchors",
    "certificates_of",
    "clerks",
    "kept_verdict",
    "key",
    "key_of",
    "own_held_key",
    "page_of",
    "places",
    "seal_uses",
    "verdict_of",
    "verify",
    "visible_to",
]


def key_of(owner: Person | Agency) -> HeldKey | None:
    """The key in use of a person, or of an agency's seal."""
    keys = HeldKey.objects.filter(active=True)
    if isinstance(owner, Person):
        return keys.filter(person=owner).first()
    return keys.filter(seal_of=owner).first()


def visible_to(actor: Appointment) -> QuerySet[HeldKey]:
    """One's own keys, the seals that one may use, and those of the agency that one administers."""
    keys = HeldKey.objects.select_related("person", "seal_of")
    own = keys.filter(person=actor.person_id)
    if actor.role in {Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR}:
        return (
            own | keys.filter(seal_of=actor.agency_id) | keys.filter(person__agency=actor.agency_id)
        )
    given = SealUse.objects.filter(appointment=actor, ended_at__isnull=True)
    return own | keys.filter(seal_of__in=given.values("agency"))


def key(pk: int, *, actor: Appointment) -> HeldKey:
    """One of the actor's keys; `NotFound` for others'."""
    found = visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def own_held_key(pk: int, *, actor: Appointment) -> HeldKey:
    """A key of the actor's own that is held here; `NotFound` for every other."""
    found = key(pk, actor=actor)
    if found.elsewhere or not policy.may_take_out(actor, found):
        raise NotFound
    return found


def seal_uses(agency: Agency) -> QuerySet[SealUse]:
    """Who may use the agency's seal now."""
    return SealUse.objects.filter(agency=agency, ended_at__isnull=True).select_related(
        "appointment__person", "appointment__title", "appointment__agency", "appointment__unit"
    )


def clerks(agency: Agency) -> QuerySet[Appointment]:
    """The agency's clerks in force, who may be given its seal."""
    return Appointment.objects.in_force().whole().filter(agency=agency, role=Role.CLERK)


def lasting_of(file: StoredFile) -> LastingCopy | None:
    """The archive's form of what was issued as this file; nothing where there is no archive stamp.

    Its `renewed` says whether it is another file by now.
    """
    rows = LastingCopy.objects.filter(original=file.sha256).select_related("file__blob")
    return rows.first()


def anchors() -> QuerySet[TrustAnchor]:
    """The province's trust list."""
    return TrustAnchor.objects.filter(active=True)


def places() -> list[tuple[str, str]]:
    """Where keys may be besides here, as the installation is set up."""
    found = [(KeyPlace.HSM, settings.PKCS11_LIBRARY), (KeyPlace.CLOUD, settings.CSC_URL)]
    return [(str(place), str(place.label)) for place, there in found if there]


def page_of(actor: Appointment) -> dict[str, Any]:
    """What the page of keys shows."""
    keys = list(visible_to(actor).filter(active=True))
    keeps_seal = actor.role in {Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR}
    return {
        "own": [one for one in keys if one.person_id == actor.person_id],
        "seals": [one for one in keys if one.seal_of_id],
        "locked": [one for one in keys if one.locked and policy.may_administer(actor, one)],
        "keeps_seal": keeps_seal,
        "places": places(),
        "keeps_trust": policy.may_keep_trust(actor, None),
        "uses": seal_uses(actor.agency) if keeps_seal else (),
    }
