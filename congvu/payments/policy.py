"""Who may do what with money: pure yes/no rules.

There is no accountant among the roles: the clerk keeps the books, the one-stop desk takes cash,
a leader decides on money that goes back, and administrators set up the ways of paying.
"""

from __future__ import annotations

from congvu.directory.models import Appointment, Role
from congvu.directory.policy import administers
from congvu.payments.models import (
    BankStatement,
    Channel,
    Difference,
    Payable,
    Receipt,
    Refund,
)

SEEING = (Role.CLERK, Role.DESK_OFFICER, Role.LEADER)
KEEPING = (Role.CLERK,)
TAKING = (Role.CLERK, Role.DESK_OFFICER)
DECIDING = (Role.LEADER,)
SETTING_UP = (Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR)
WATCHING = (Role.PROVINCE_ADMINISTRATOR,)
_Kept = Payable | Refund | BankStatement | Difference | Receipt


def is_installation(actor: Appointment | None, _subject: object) -> bool:
    """What only gateways, jobs and other apps bring about; no person does it by hand."""
    return actor is None


def asks(actor: Appointment) -> bool:
    """Whoever handles an applicant's matter may ask for its fees."""
    return actor.role in {*TAKING, Role.SPECIALIST, Role.UNIT_HEAD}


def takes_cash(actor: Appointment | None, payable: Payable) -> bool:
    return actor is not None and _in(actor, payable, TAKING)


def keeps_books(actor: Appointment | None, subject: _Kept) -> bool:
    return actor is not None and _in(actor, subject, KEEPING)


def cancels(actor: Appointment | None, payable: Payable) -> bool:
    """The clerk, or the app that has asked for it."""
    return actor is None or keeps_books(actor, payable)


def asks_refunds(actor: Appointment) -> bool:
    return actor.role in TAKING


def decides(actor: Appointment | None, refund: Refund) -> bool:
    """A leader, and never the person who asked."""
    return (
        actor is not None
        and _in(actor, refund, DECIDING)
        and actor.person_id != refund.asked_person_id
    )


def imports(actor: Appointment) -> bool:
    return actor.role in KEEPING


def sees(actor: Appointment, subject: _Kept) -> bool:
    return _in(actor, subject, SEEING)


def sets_up(actor: Appointment, channel: Channel) -> bool:
    return administers(actor, channel.agency_id)


def watches(actor: Appointment, _subject: object) -> bool:
    """Refused notices belong to no agency: who keeps the installation looks at them."""
    return actor.role in WATCHING


def _in(actor: Appointment, subject: _Kept, roles: tuple[Role, ...]) -> bool:
    return actor.role in roles and actor.agency_id == subject.agency_id
