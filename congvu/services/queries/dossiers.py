"""Dossiers: a citizen's own, those of an agency, following without an account."""

from __future__ import annotations

import uuid

from django.db.models import CharField, Q, QuerySet

from congvu.core.paging import branch, page_of_ids
from congvu.core.prepared import Given, Prepared, one_of
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.services import identity, policy
from congvu.services.models import Citizen, Consultation, Dossier, Result, Slip


def _whole() -> QuerySet[Dossier]:
    """With what its pages name.

    No more tables at once than PostgreSQL plans exactly (join_collapse_limit, 8): beyond that it
    guesses among orders, for ten times as long as the answer takes.
    """
    named = ("agency__parent", "procedure__field", "definition", "citizen", "apology")
    left_out = ("definition__data", "folded", "procedure__folded")
    return Dossier.objects.select_related(*named).defer(*left_out)


_ONE = Prepared(lambda: _whole().filter(pk=Given("dossier")))
_ONE_OWN = Prepared(lambda: _whole().filter(reference=Given("reference", CharField())))
_PEOPLE = Prepared(
    lambda: Appointment.objects.filter(one_of("ids")).select_related("person", "title")
)


def of_citizen(citizen: Citizen, *, after: str = "") -> tuple[list[Dossier], str]:
    """A page of one's own, the last filed first, and the key of the next; two queries."""
    ids, following = page_of_ids([branch(citizen.dossiers.all(), "filed_at")], after=after)
    found = Dossier.objects.select_related("procedure", "agency").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found], following


def own(reference: str, *, citizen: Citizen) -> Dossier:
    """One's own dossier by its reference; `NotFound` for anybody else's."""
    found = _ONE_OWN.first(reference=reference)
    if found is None or found.citizen_id != citizen.pk:
        raise NotFound
    return _with_people(found)


def followed(code: str, phone: str) -> Dossier:
    """Whoever knows both code and phone may follow; `NotFound` says not which is wrong."""
    missing = NotFound(
        "Không có hồ sơ nào khớp cả mã và số điện thoại. Ông/bà xem lại trên giấy tiếp nhận.",
        field="code",
    )
    try:
        number = identity.phone(phone)
    except ValueError:
        raise missing from None
    given = code.strip().upper()
    rows = Dossier.objects.select_related("procedure", "agency__parent", "definition", "apology")
    found = rows.filter(Q(code=given) | Q(reference=given)).first()
    if found is None or not found.applicant_phone or found.applicant_phone != number:
        raise missing
    return found


def visible_to(actor: Appointment) -> QuerySet[Dossier]:
    """Those of the agency that the actor works in, for roles that work with dossiers."""
    if not policy.works_with_dossiers(actor):
        return Dossier.objects.none()
    return Dossier.objects.filter(agency=actor.agency_id)


def _with_people(found: Dossier) -> Dossier:
    """It, with who holds it and who took it in; one query."""
    found.definition.procedure = found.procedure
    ids = [one for one in (found.holder_id, found.desk_id) if one]
    people = {one.pk: one for one in _PEOPLE.rows(ids=ids)} if ids else {}
    found.holder, found.desk = people.get(found.holder_id or 0), people.get(found.desk_id or 0)
    return found


def dossier(pk: int, *, actor: Appointment) -> Dossier:
    """One dossier; `NotFound` for those who do not handle it, or give an opinion on it."""
    found = _ONE.first(dossier=pk) if policy.works_with_dossiers(actor) else None
    if found is None:
        raise NotFound
    if found.agency_id != actor.agency_id:
        asked = Consultation.objects.filter(dossier=pk, agency=actor.agency_id)
        if not asked.exists():
            raise NotFound
    return _with_people(found)


def slip(token: uuid.UUID, dossier: Dossier) -> Slip:
    found = dossier.slips.filter(token=token).first()
    if found is None:
        raise NotFound
    return found


def result(pk: int, dossier: Dossier) -> Result:
    """One of the dossier's that has its file."""
    found = dossier.results.filter(pk=pk, file__isnull=False).first()
    if found is None:
        raise NotFound
    return found


def consultation(pk: int, *, actor: Appointment) -> Consultation:
    rows = Consultation.objects.select_related("dossier__procedure", "dossier__agency", "agency")
    found = rows.filter(pk=pk, agency=actor.agency_id).first()
    if found is None:
        raise NotFound
    return found
