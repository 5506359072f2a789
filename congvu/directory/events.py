"""What the directory announces, inside the transaction of the change."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.directory.models import Absence, Agency, Appointment, Delegation, Person


@dataclass(frozen=True)
class AgencyChanged:
    """An agency was created, corrected, closed or reopened."""

    agency: Agency


@dataclass(frozen=True)
class PersonChanged:
    """A person's name, address or standing was corrected."""

    person: Person


@dataclass(frozen=True)
class AppointmentGiven:
    """A person took a post."""

    appointment: Appointment


@dataclass(frozen=True)
class AppointmentEnded:
    """A post has a last day now; `appointment.until` may lie ahead."""

    appointment: Appointment


@dataclass(frozen=True)
class HandedOver:
    """What lay with the giver passes to the receiver now."""

    giver: Appointment
    receiver: Appointment


@dataclass(frozen=True)
class DelegationChanged:
    """A right to sign was given or revoked."""

    delegation: Delegation


@dataclass(frozen=True)
class AbsenceTaken:
    """Somebody will be away, and another stands in; `by` announced it, often they themselves."""

    absence: Absence
    by: Appointment | None
