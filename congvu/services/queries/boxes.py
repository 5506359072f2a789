"""The officials' lists of dossiers: which there are, along which index, page by page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from congvu.core import prepared
from congvu.core.paging import PAGE, branch, keyed, page_of_ids, place_of
from congvu.core.prepared import Prepared, one_of
from congvu.core.statements import run
from congvu.directory.models import Appointment, Role, Unit
from congvu.services.models import Consultation, Dossier
from congvu.services.queries.catalogue import folded_words, query_words, words_query
from congvu.services.types import OPEN, WORKING, DossierState

_HITS = 2000
_NEAR = (300, 1500)
"""So many of the newest are looked through first; so many where those promise a page."""
_LETTERS = re.compile(r"[a-z][a-z0-9]*")
_STATE = DossierState


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
_STATES = {
    "moi": (_STATE.FILED,),
    "dang-xu-ly": WORKING,
    "cho-dan": (_STATE.SUPPLEMENT, _STATE.PAYMENT),
    "tra-ket-qua": (_STATE.DONE,),
    "da-xong": (_STATE.RETURNED, _STATE.REFUSED, _STATE.STOPPED, _STATE.WITHDRAWN),
}


def branches(name: str, *, actor: Appointment) -> list[QuerySet[Any]]:
    """The rows of a box as `paging` joins them: each branch along an index of its own."""
    if name == "cho-toi":
        return _mine(actor)
    rows = Dossier.objects.filter(agency=actor.agency_id)
    if name == "qua-han":
        late = rows.filter(state__in=WORKING, due_at__lt=prepared.now_of(actor))
        return [branch(late, "due_at")]
    return [branch(rows.filter(state=state), "filed_at") for state in _STATES.get(name, OPEN)]


def _mine(actor: Appointment) -> list[QuerySet[Any]]:
    """What this role is expected to do now: what it holds, its queue, at the desk what is new."""
    working = Dossier.objects.filter(state__in=WORKING)
    loose = working.filter(holder=None, agency=actor.agency_id, step_role=actor.role)
    unit = Unit.objects.filter(pk=actor.unit_id or 0).values("notation")[:1]
    held = working.filter(holder=actor.pk, agency=actor.agency_id, step_role=actor.role)
    found = [held, loose.filter(step_unit=""), loose.filter(step_unit=unit)]
    if actor.role == Role.DESK_OFFICER:
        rows = Dossier.objects.filter(agency=actor.agency_id)
        found += [rows.filter(state=state) for state in (_STATE.FILED, _STATE.DONE)]
    return [branch(one, "filed_at") for one in found]


def waiting(_actor: Appointment) -> list[prepared.List]:
    """What the number beside the place in the rail counts."""
    return [(branches, "cho-toi")]


def counts(actor: Appointment) -> dict[str, int]:
    """How many lie in each box, to 100; one query. Of what is done nothing is counted."""
    counted = [one.key for one in BOXES[:-1]]
    found = prepared.counts_of([(branches, key) for key in counted], actor=actor)
    return {**dict(zip(counted, found, strict=True)), BOXES[-1].key: 0}


def page(
    key: str, *, actor: Appointment, words: str = "", after: str = ""
) -> tuple[list[Dossier], str]:
    """A page of a box, or of all that the words are found in, and the key of the next.

    Oldest first where somebody waits, else newest. Two queries, four with words.
    """
    query = words_query(words, mark=f"coquan{actor.agency_id}", whole=True)
    if query is None:
        rising = key != "da-xong"
        ids, following = prepared.page_of((branches, key), actor=actor, after=after, rising=rising)
    else:
        ids, following = _of_code(words, actor=actor), ""
        if not ids:
            near = _near(words, actor=actor, after=after)
            ids, following = near or _found(query, actor=actor, after=after)
    found = {one.pk: one for one in _ROWS.rows(ids=ids)} if ids else {}
    return [found[pk] for pk in ids if pk in found], following


_SHOWN = (
    *("code", "reference", "applicant_name", "state", "step", "filed_at", "due_at"),
    *("procedure__name", "definition__procedure", "definition__number", "definition__state"),
)
_ROWS = Prepared(
    lambda: (
        Dossier.objects.filter(one_of("ids"))
        .select_related("procedure", "definition")
        .only(*_SHOWN)
        .order_by()
    )
)


def _of_code(words: str, *, actor: Appointment) -> list[int]:
    """The one whose code or reference was typed whole, with all its dots and dashes."""
    given = words.strip().upper()
    rows = Dossier.objects.filter(Q(code=given) | Q(reference=given), agency=actor.agency_id)
    return list(rows.order_by().values_list("pk", flat=True))


def _found(query: SearchQuery, *, actor: Appointment, after: str) -> tuple[list[int], str]:
    """The newest that fit. Few are taken from the index of words and sorted; of very many the
    newest lie close together, and sorting a hundred thousand would take seconds: they are met
    from the end of the agency's own.
    """
    marked = Dossier.objects.annotate(found=SearchVector("folded", config="simple"))
    hits: list[int] = list(
        marked.filter(found=query).order_by().values_list("pk", flat=True)[: _HITS + 1]
    )
    rows = Dossier.objects.filter(agency=actor.agency_id)
    if len(hits) <= _HITS:
        return page_of_ids([branch(rows.filter(pk__in=hits), "filed_at")], after=after)
    fitting = rows.annotate(found=SearchVector("folded", config="simple")).filter(found=query)
    with transaction.atomic(), connection.cursor() as database:
        # The planner expects a few to fit, and would read all of the agency's to sort them.
        database.execute("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        found = page_of_ids([branch(fitting, "filed_at")], after=after)
        database.execute("SET LOCAL enable_bitmapscan = on; SET LOCAL enable_sort = on")
    return found


_NEWEST = f"""SELECT filed_at, id FROM (
    SELECT filed_at, id, folded FROM {Dossier._meta.db_table}
    WHERE agency_id = %(agency)s {{}} ORDER BY filed_at DESC, id DESC LIMIT {{}}
) near
WHERE folded ~ ALL (%(patterns)s::text[])
    AND to_tsvector('simple', coalesce(folded, '')) @@ to_tsquery('simple', %(asked)s)
ORDER BY filed_at DESC, id DESC LIMIT {PAGE + 1}"""  # noqa: S608 - made of constants
_FURTHER = "AND (filed_at, id) < (%(at)s::timestamptz, %(of)s)"


def _near(words: str, *, actor: Appointment, after: str) -> tuple[list[int], str] | None:
    """A page of what is so common that the newest few of the agency's own fill it: no index of
    words is as quick. `None` where they do not.
    """
    found = folded_words(words)
    asked = query_words(found, mark=f"coquan{actor.agency_id}", whole=True)
    # What fits holds each word where no letter stands before it: cheap to see, refuses nearly all.
    patterns = [f"(^|[^a-z]){word}" for word in found if _LETTERS.fullmatch(word)]
    values: dict[str, object] = {
        "agency": actor.agency_id, "patterns": patterns, "asked": asked,
    }  # fmt: skip
    place = place_of(after)
    if place is not None:
        values |= {"at": place[0], "of": place[1]}
    for many in _NEAR:
        rows = run(_NEWEST.format(_FURTHER if place else "", many), values)
        if len(rows) > PAGE:
            return keyed(rows, PAGE)
        if len(rows) * _NEAR[-1] <= PAGE * many:
            return None
    return None


def consultations_waiting(actor: Appointment) -> list[Consultation]:
    """What the actor's agency was asked and has not answered, the most urgent first."""
    return prepared.rows_for(_asked, actor=actor)


def _asked(actor: Appointment) -> QuerySet[Consultation]:
    rows = Consultation.objects.filter(agency=actor.agency_id, answered_at=None)
    shown = ("question", "due_at", "dossier__code", "dossier__reference", "dossier__agency__name")
    return rows.select_related("dossier__agency").only(*shown).order_by("due_at")[:PAGE]
