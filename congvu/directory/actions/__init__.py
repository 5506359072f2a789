"""Everything that can happen to the directory; every change stands in the journal."""

from congvu.directory.actions.appointments import (
    create_title,
    edit_title,
    end_appointment,
    give_appointment,
    hand_over,
)
from congvu.directory.actions.delegations import give_delegation, revoke_delegation
from congvu.directory.actions.people import create_person, edit_person
from congvu.directory.actions.places import (
    close_agency,
    close_unit,
    create_agency,
    create_unit,
    edit_agency,
    edit_unit,
    reopen_agency,
    reopen_unit,
)

__all__ = [
    "close_agency",
    "close_unit",
    "create_agency",
    "create_person",
    "create_title",
    "create_unit",
    "edit_agency",
    "edit_person",
    "edit_title",
    "edit_unit",
    "end_appointment",
    "give_appointment",
    "give_delegation",
    "hand_over",
    "reopen_agency",
    "reopen_unit",
    "revoke_delegation",
]
