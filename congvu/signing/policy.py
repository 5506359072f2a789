"""Who may use a key, and who keeps an agency's seal."""

from __future__ import annotations

from congvu.directory.models import Appointment, Role
from congvu.directory.policy import administers, administers_province
from congvu.signing.models import HeldKey, SealUse


def may_use(actor: Appointment, key: HeldKey) -> bool:
    """The person whose key it is; for a seal, whoever was given its use and holds the post."""
    if key.person_id is not None:
        return actor.person_id == key.person_id
    if key.seal_of_id is None:
        return False
    uses = SealUse.objects.filter(
        agency_id=key.seal_of_id, appointment_id=actor.pk, ended_at__isnull=True
    )
    held = Appointment.objects.in_force().filter(pk=actor.pk, agency_id=key.seal_of_id)
    return uses.exists() and held.exists()


def may_take_out(actor: Appointment, key: HeldKey) -> bool:
    """Only the person whose own key it is; an agency's seal never leaves as a file."""
    return key.person_id is not None and actor.person_id == key.person_id


def may_keep(actor: Appointment, key: HeldKey) -> bool:
    """Who may change picture and PIN: the user of the key, or the keeper of an agency's seal."""
    return may_use(actor, key) or may_administer(actor, key)


def may_administer(actor: Appointment, key: HeldKey) -> bool:
    """Unlocking, and an agency's seal: its administrators."""
    return administers(actor, key.agency_id)


def may_bring(actor: Appointment, key: HeldKey) -> bool:
    """Bringing a certificate: one's own, or the seal of an agency that one administers."""
    if key.person_id is not None:
        return actor.person_id == key.person_id
    return may_administer(actor, key)


def may_give_seal(actor: Appointment, use: SealUse) -> bool:
    """An agency's administrator says which of its clerks use the seal (NĐ 30/2020, Article 32)."""
    return administers(actor, use.agency_id)


def may_be_given(appointment: Appointment, agency_id: int) -> bool:
    """Only the agency's own clerks keep and use its seal."""
    return appointment.agency_id == agency_id and appointment.role == Role.CLERK


def may_keep_trust(actor: Appointment, _anchor: object) -> bool:
    """The province says whom its verification trusts."""
    return administers_province(actor)
