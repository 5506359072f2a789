"""Who must, and who may: pure rules on accounts."""

from __future__ import annotations

from collections.abc import Iterable

from congvu.accounts.models import User
from congvu.directory.models import Appointment, Person, Role
from congvu.directory.policy import may_edit_person

_SIGN_SEAL_OR_ADMINISTER = frozenset(
    {Role.LEADER, Role.CLERK, Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR}
)


def needs_second_factor(appointments: Iterable[Appointment], *, may_sign: bool) -> bool:
    """Whether one who holds these appointments must carry a second factor.

    Leaders sign, clerks seal, administrators administer; whoever else was given a signing right
    (`may_sign`: KT., TL., TUQ. or Q. in force) signs as well.
    """
    return may_sign or any(a.role in _SIGN_SEAL_OR_ADMINISTER for a in appointments)


def may_manage_account(actor: Appointment, subject: User | Person) -> bool:
    """Those who may correct the person's data may open, close and reset the person's account."""
    person = subject.person if isinstance(subject, User) else subject
    return person is not None and may_edit_person(actor, person)
