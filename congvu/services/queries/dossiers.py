"""Dossiers: a citizen's own, those of an agency, following without an account."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, transaction
from django.db.models import CharField, Count, Q, QuerySet, Value

from congvu.core import clock
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.services import identity, policy
from congvu.services.models import Citizen, Consultation, Dossier, Result, Slip
from congvu.services.queries.catalogue import words_query
from congvu.services.types import OPEN, WORKING, DossierState

PAGE = 30
_HITS = 2000
_WHOLE = (
    "agency__parent", "procedure__field", "definition__procedure", "holder__person",
    "holder__title", "citizen", "desk__person", "declaration__blob", "apology",
)  # fmt: skip


def of_citizen(citizen: Citizen, *, after: int = 0) -> list[Dossier]:
    """One's own, the last filed first; a page and one more."""
    rows = citizen.dossiers.select_related("procedure", "agency")
    if after:
        rows = rows.filter(pk__lt=after)
    return list(rows.order_by("-pk")[: PAGE + 1])


def own(reference: str, *, citizen: Citizen) -> Dossier:
    """One's own dossier by its reference; `NotFound` for anybody else's."""
    found = Dossier.objects.select_related(*_WHOLE).filter(reference=reference).first()
    if found is None or found.citizen_id != citizen.pk:
        raise NotFound
    return found


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


def dossier(pk: int, *, actor: Appointment) -> Dossier:
    """One dossier; `NotFound` for those who do not handle it, or give an opinion on it."""
    found = visible_to(actor).select_related(*_WHOLE).filter(pk=pk).first()
    if found is None:
        asked = Consultation.objects.filter(dossier=pk, agency=actor.agency_id)
        if not policy.works_with_dossiers(actor) or not asked.exists():
            raise NotFound
        found = Dossier.objects.select_related(*_WHOLE).get(pk=pk)
    return found


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


@dataclass(frozen=True)
class Box:
    """A list of the desk: its key in addresses, its name."""

    key: str
    label: str


BOXES = (
    Box("cho-toi", "Chờ tôi"),
    Box("moi", "Chờ tiếp nhận"),
    Box("dang-xu-ly", "Đang xử lý"),
    Box("qua-han", "Quá hạn"),
    Box("cho-dan", "Chờ người nộp"),
    Box("tra-ket-qua", "Chờ trả kết quả"),
    Box("da-xong", "Đã xong"),
)


def box(key: str, *, actor: Appointment) -> QuerySet[Dossier]:
    """The dossiers of a box; served by the indexes on state, queue and due moment."""
    rows = visible_to(actor)
    state = DossierState
    if key == "cho-toi":
        return _mine(rows, actor)
    if key == "qua-han":
        return rows.filter(state__in=WORKING, due_at__lt=clock.now())
    states = {
        "moi": [state.FILED],
        "dang-xu-ly": list(WORKING),
        "cho-dan": [state.SUPPLEMENT, state.PAYMENT],
        "tra-ket-qua": [state.DONE],
        "da-xong": [state.RETURNED, state.REFUSED, state.STOPPED, state.WITHDRAWN],
    }
    return rows.filter(state__in=states.get(key, list(OPEN)))


def _mine(rows: QuerySet[Dossier], actor: Appointment) -> QuerySet[Dossier]:
    """What this role is expected to do now: its queue, what it holds, at the desk what is new."""
    unit = actor.unit.notation if actor.unit_id and actor.unit else ""
    queue = Q(state__in=WORKING, step_role=actor.role, step_unit__in=["", unit]) & (
        Q(holder=None) | Q(holder=actor)
    )
    if policy.is_desk(actor):
        queue |= Q(state__in=[DossierState.FILED, DossierState.DONE])
    return rows.filter(queue)


def page_of(
    key: str, *, actor: Appointment, words: str = "", after: int = 0
) -> tuple[list[Dossier], int]:
    """A page of a box, oldest first where somebody waits, else newest; and the next key."""
    query = words_query(words, mark=f"coquan{actor.agency_id}")
    rows = box(key, actor=actor) if query is None else visible_to(actor)
    rising = key != "da-xong" and query is None
    if after:
        rows = rows.filter(pk__gt=after) if rising else rows.filter(pk__lt=after)
    shown = rows.select_related("procedure", "holder__person").order_by("pk" if rising else "-pk")
    found = list(shown[: PAGE + 1]) if query is None else _newest(shown, query)
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0


def _newest(rows: QuerySet[Dossier], query: SearchQuery) -> list[Dossier]:
    """The newest that fit. Few are taken from the index and sorted; of very many the newest lie
    close together, and sorting a hundred thousand would take seconds: they are met from the end.
    """
    marked = Dossier.objects.annotate(found=SearchVector("folded", config="simple"))
    hits: list[int] = list(
        marked.filter(found=query).order_by().values_list("pk", flat=True)[: _HITS + 1]
    )
    if len(hits) <= _HITS:
        return list(rows.filter(pk__in=hits)[: PAGE + 1])
    fitting = rows.annotate(found=SearchVector("folded", config="simple")).filter(found=query)
    with transaction.atomic(), connection.cursor() as database:
        database.execute("SET LOCAL enable_bitmapscan = off")
        found: list[Dossier] = list(fitting[: PAGE + 1])
        database.execute("SET LOCAL enable_bitmapscan = on")
    return found


def counts(actor: Appointment) -> dict[str, int]:
    """How many lie in each box, to 100; one query. Of what is done nothing is counted."""
    parts = [_counted(box(one.key, actor=actor), one.key) for one in BOXES[:-1]]
    found = {row["key"]: row["n"] for row in parts[0].union(*parts[1:], all=True)}
    return {one.key: found.get(one.key, 0) for one in BOXES}


def _counted(rows: QuerySet[Dossier], key: str) -> QuerySet[Any, dict[str, Any]]:
    first = rows.order_by().values("pk")[:100]
    named = Value(key, output_field=CharField())
    keyed: QuerySet[Any, Any] = Dossier.objects.filter(pk__in=first).order_by()
    found: QuerySet[Any, dict[str, Any]] = (
        keyed.annotate(key=named).values("key").annotate(n=Count("pk")).values("key", "n")
    )
    return found


def consultations_waiting(actor: Appointment) -> list[Consultation]:
    """What the actor's agency was asked and has not answered."""
    rows = Consultation.objects.filter(agency=actor.agency_id, answered_at=None)
    return list(
        rows.select_related("dossier__procedure", "dossier__agency").order_by("due_at")[:100]
    )


def consultation(pk: int, *, actor: Appointment) -> Consultation:
    rows = Consultation.objects.select_related("dossier__procedure", "dossier__agency", "agency")
    found = rows.filter(pk=pk, agency=actor.agency_id).first()
    if found is None:
        raise NotFound
    return found
