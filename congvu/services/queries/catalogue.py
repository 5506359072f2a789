"""The catalogue of procedures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, Q, QuerySet

from congvu.core.refused import NotFound
from congvu.core.text import fold
from congvu.directory.models import Agency, AgencyKind
from congvu.services.models import Definition, Field, Portal, Procedure
from congvu.services.types import DefinitionState

PAGE = 20
EDITED = 100
_WORD = re.compile(r"[\w.]+")


@dataclass(frozen=True)
class Found:
    """A page of procedures, how many there are (the public's counted to 1,000), the next page."""

    rows: list[Procedure]
    count: int
    next: int


def folded_words(words: str) -> list[str]:
    """The words as the index has them; twelve at most."""
    return [one for word in _WORD.findall(fold(words))[:12] if (one := word.strip("."))]


def words_query(words: str, *, mark: str = "", whole: bool = False) -> SearchQuery | None:
    """All words, each as the beginning of one, marks and case aside; nothing for no words.

    `mark` is a word of our own in the index, which must stand there whole. With `whole` so must
    all but the last: among a million rows the index gathers all beginnings before it compares.
    """
    asked = query_words(folded_words(words), mark=mark, whole=whole)
    return SearchQuery(asked, search_type="raw", config="simple") if asked else None


def query_words(found: list[str], *, mark: str = "", whole: bool = False) -> str:
    """The same, as `to_tsquery` takes it; empty for no words."""
    if not found:
        return ""
    ends = ["" if whole else ":*"] * (len(found) - 1) + [":*"]
    terms = [f"'{one}'{end}" for one, end in zip(found, ends, strict=True)]
    return " & ".join([f"'{mark}'", *terms] if mark else terms)


def by_words(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Those whose `folded` holds all the words; by its index."""
    query = words_query(words)
    if query is None:
        return rows
    found: QuerySet[Any] = rows.annotate(found=SearchVector("folded", config="simple"))
    return found.filter(found=query)


def search(words: str = "", *, field: str = "", level: str = "", page: int = 1) -> Found:
    """Active procedures with a published version; those filed most often first. Two queries."""
    rows = Procedure.objects.filter(active=True, current__isnull=False)
    if field:
        rows = rows.filter(field__code=field)
    if level in {"2", "3", "4"}:
        rows = rows.filter(level=int(level))
    rows = by_words(rows, words)
    begin = (page - 1) * PAGE
    ordered = rows.select_related("field", "agency").order_by("-filings", "name", "id")
    found = list(ordered[begin : begin + PAGE + 1])
    more = len(found) > PAGE
    return Found(found[:PAGE], rows.order_by().values("pk")[:1000].count(), page + 1 if more else 0)


def fields_with_counts() -> list[tuple[Field, int]]:
    """The fields that have procedures, with how many."""
    counted = Field.objects.annotate(
        n=Count("procedures", filter=Q(procedures__active=True, procedures__current__isnull=False))
    )
    return [(one, one.n) for one in counted if one.n]


def procedure(code: str) -> Procedure:
    """An active procedure by its code, with its published version; `NotFound`."""
    rows = Procedure.objects.select_related("field", "agency", "current")
    found = rows.filter(code=code, active=True, current__isnull=False).first()
    if found is None:
        raise NotFound("Không có thủ tục nào mang mã này, hoặc thủ tục đã thôi thực hiện.")
    return found


def any_procedure(code: str) -> Procedure:
    """A procedure by its code, active or not; for its editors."""
    found = Procedure.objects.select_related("field", "agency", "current").filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def for_editing(words: str = "", *, page: int = 1) -> Found:
    """Procedures by name, those without versions too, a hundred to a page. Two queries."""
    rows = by_words(Procedure.objects.all(), words)
    whole = rows.select_related("field", "agency", "current").defer("current__data")
    begin = (page - 1) * EDITED
    found = list(whole.order_by("name", "id")[begin : begin + EDITED + 1])
    more = len(found) > EDITED
    return Found(found[:EDITED], rows.order_by().values("pk").count(), page + 1 if more else 0)


def with_versions(words: str = "") -> Iterator[Procedure]:
    """All of them, by code, each with the whole of its published version; one query."""
    rows = by_words(Procedure.objects.all(), words)
    yield from rows.select_related("field", "agency", "current").order_by("code").iterator(200)


def versions(procedure: Procedure) -> list[Definition]:
    rows = procedure.definitions.defer("data")
    return list(rows.select_related("made_by__person", "published_by__person"))


def version(procedure: Procedure, number: int) -> Definition:
    found = procedure.definitions.filter(number=number).first()
    if found is None:
        raise NotFound
    found.procedure = procedure
    return found


def draft_of(procedure: Procedure) -> Definition | None:
    """The version that is being written, if there is one."""
    return procedure.definitions.filter(state=DefinitionState.DRAFT).first()


def receivers(procedure: Procedure) -> list[Agency]:
    """The agencies that take dossiers of the procedure: its one, or all of its kind."""
    if procedure.agency is not None:
        return [procedure.agency]
    rows = Agency.objects.filter(active=True, kind=procedure.handled_by).select_related("parent")
    return list(rows.order_by("parent__position", "position", "name"))


def receiver_label(agency: Agency) -> str:
    """`UBND xã Trà Mai (huyện Nam Trà My)`."""
    if agency.kind != AgencyKind.COMMUNE or agency.parent is None:
        return agency.name
    return f"{agency.name} ({agency.parent.name.removeprefix('Ủy ban nhân dân ')})"


def handled_by(agency: Agency, words: str = "") -> list[Procedure]:
    """The first fifty procedures that the agency takes dossiers of."""
    rows = Procedure.objects.filter(active=True, current__isnull=False)
    rows = rows.filter(Q(agency=agency) | Q(agency=None, handled_by=agency.kind))
    return list(by_words(rows, words).select_related("field").order_by("-filings", "name")[:50])


def portal(pk: int) -> Portal:
    found = Portal.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
