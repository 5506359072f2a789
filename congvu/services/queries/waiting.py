"""How many dossiers wait for somebody, beside the place in the rail: bounded, by indexes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from congvu.core.paging import branch
from congvu.core.prepared import List
from congvu.directory.models import Role, Unit
from congvu.services.models import Dossier
from congvu.services.types import WORKING, DossierState


def for_me(name: str, *, actor: Any) -> Sequence[QuerySet[Any]]:  # noqa: ARG001 - as every list is built
    """The branches of “Chờ tôi”: what I hold, what lies in my queue, at the desk what is new.

    As `dossiers.box` has it; each reads one index, and no further than is counted.
    """
    here = Dossier.objects.filter(agency=actor.agency_id)
    mine = Subquery(Unit.objects.filter(pk=actor.unit_id).values("notation"))
    steps = here.filter(state__in=WORKING, step_role=actor.role)
    steps = steps.filter(Q(step_unit="") | Q(step_unit=mine))
    found = [steps.filter(holder=actor.pk), steps.filter(holder=None)]
    if actor.role == Role.DESK_OFFICER:
        found += [here.filter(state=one) for one in (DossierState.FILED, DossierState.DONE)]
    return [branch(one, at="filed_at", of="id") for one in found]


def waiting(_actor: Any) -> Sequence[List]:
    return [(for_me, "cho-toi")]
