"""What can be asked about keys, seals and signatures."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet

from congvu.core import clock
from congvu.core.refused import NotFound
from congvu.directory.models import Agency, Appointment, Person, Role
from congvu.signing import policy
from congvu.signing.models import HeldKey, RevocationList, SealUse, TrustAnchor, Verdict
from congvu.signing.pdf.apart import verify_apart
from congvu.signing.pdf.trust import Trust
from congvu.signing.types import Check, FileVerdict, Result

MAX_VERIFIED = 100 * 1024 * 1024


def verify(pdf: bytes) -> FileVerdict:
    """What the file's signatures are worth under the present trust list; kept by its SHA-256.

    A kept verdict is given again until a certificate or a revocation list runs out.
    """
    digest = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > MAX_VERIFIED:
        reason = "Tệp lớn hơn 100 MB nên không kiểm tra chữ ký số tại đây."
        check = Check("file", "Đọc tệp", Result.UNKNOWN, reason)
        return FileVerdict(digest, len(pdf), (), (check,), {}, clock.now())
    trust = current_trust()
    mark = hashlib.sha256(b"".join((*trust.roots, b"|", *trust.lists))).hexdigest()
    kept = Verdict.objects.filter(sha256=digest, trust=mark).first()
    if kept is not None and _still_good(FileVerdict.from_json(kept.content)):
        return FileVerdict.from_json(kept.content)
    verdict = verify_apart(pdf, trust=trust, now=clock.now())
    Verdict.objects.update_or_create(
        sha256=digest,
        trust=mark,
        defaults={"content": verdict.as_json(), "checked_at": clock.now()},
    )
    return verdict


def _still_good(verdict: FileVerdict) -> bool:
    """Whether nothing that the verdict rests on has run out since it was given."""
    ends = [one.valid_until for one in verdict.signatures]
    ends += RevocationList.objects.values_list("next_update", flat=True)
    checked, now = verdict.checked_at, clock.now()
    return checked is not None and not any(end and checked < end <= now for end in ends)


def current_trust() -> Trust:
    """The roots and revocation lists that verification goes by."""
    roots = TrustAnchor.objects.filter(active=True).order_by("sha256")
    lists = RevocationList.objects.order_by("issuer")
    return Trust(
        tuple(bytes(one.certificate) for one in roots), tuple(bytes(one.content) for one in lists)
    )


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


def seal_uses(agency: Agency) -> QuerySet[SealUse]:
    """Who may use the agency's seal now."""
    return SealUse.objects.filter(agency=agency, ended_at__isnull=True).select_related(
        "appointment__person", "appointment__title", "appointment__agency", "appointment__unit"
    )


def clerks(agency: Agency) -> QuerySet[Appointment]:
    """The agency's clerks in force, who may be given its seal."""
    return Appointment.objects.in_force().whole().filter(agency=agency, role=Role.CLERK)


def page_of(actor: Appointment) -> dict[str, Any]:
    """What the page of keys shows."""
    keys = list(visible_to(actor).filter(active=True))
    keeps_seal = actor.role in {Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR}
    return {
        "own": [one for one in keys if one.person_id == actor.person_id],
        "seals": [one for one in keys if one.seal_of_id],
        "locked": [one for one in keys if one.locked and policy.may_administer(actor, one)],
        "keeps_seal": keeps_seal,
        "uses": seal_uses(actor.agency) if keeps_seal else (),
    }
