"""Everything that can be asked of the directory."""

from congvu.directory.queries.places import (
    administered_agencies,
    administered_agency,
    administered_unit,
    agency_named,
    agency_page,
    root_agency_id,
    search_agencies,
    search_units,
    tree,
    units_of,
)
from congvu.directory.queries.signing import head_of, signing_right
from congvu.directory.queries.staff import (
    administered_appointment,
    administered_delegation,
    administered_people,
    administered_person,
    appointments_in,
    contact_page,
    delegating_appointment,
    delegations_of,
    person_card,
    posts_of,
    search_people,
)

__all__ = [
    "administered_agencies",
    "administered_agency",
    "administered_appointment",
    "administered_delegation",
    "administered_people",
    "administered_person",
    "administered_unit",
    "agency_named",
    "agency_page",
    "appointments_in",
    "contact_page",
    "delegating_appointment",
    "delegations_of",
    "head_of",
    "person_card",
    "posts_of",
    "root_agency_id",
    "search_agencies",
    "search_people",
    "search_units",
    "signing_right",
    "tree",
    "units_of",
]
