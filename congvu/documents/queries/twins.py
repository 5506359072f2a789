"""Documents that seem to have come already (NĐ 30/2020, Annex VI, III.1.h)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from congvu.core.text import fold
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.types import IncomingState

_ENDED = (IncomingState.RETURNED, IncomingState.RECALLED)
_MOST = 20
_SHORT = {"ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "vp": "van phong"}


@dataclass(frozen=True)
class Written:
    """What a document says of itself, as far as it is known."""

    number: str
    notation: str
    issuer_name: str
    dated_on: date | None = None
    origin: Outgoing | None = None

    @classmethod
    def on(cls, document: Incoming) -> Written:
        """What the document itself says."""
        return cls(
            document.number,
            document.notation,
            document.issuer_name,
            document.dated_on,
            document.origin,
        )


def twins_of(written: Written, *, agency_id: int, but: int | None = None) -> list[Incoming]:
    """Those of the agency with the same origin, or the same number, notation and issuer.

    A code comes back each year (Article 15), so that another year is another document. What was
    sent back or recalled is none any more. One query over an index, at most a few rows.
    """
    same = Q(number__in=_numbers(written.number), notation__iexact=written.notation.strip())
    if written.origin is not None:
        same |= Q(origin=written.origin)
    rows = Incoming.objects.filter(same, agency=agency_id).exclude(state__in=_ENDED)
    found = rows.order_by("pk")[:_MOST]
    return [one for one in found if one.pk != but and _is_twin(one, written)]


def named(twin: Incoming) -> str:
    """What people are told of it."""
    entered = f", số đến {twin.arrival_number}" if twin.arrival_number else ", chưa vào sổ"
    return f"{twin.code} của {twin.issuer_name}{entered}"


def _is_twin(one: Incoming, written: Written) -> bool:
    if written.origin is not None and one.origin_id == written.origin.pk:
        return True
    same_year = written.dated_on is None or one.dated_on.year == written.dated_on.year
    return same_year and _plain(one.issuer_name) == _plain(written.issuer_name)


def _numbers(number: str) -> set[str]:
    """`5`, `05` and `005` are one number."""
    bare = number.strip().lstrip("0")
    return {number.strip(), bare, bare.zfill(2), bare.zfill(3)}


def _plain(issuer: str) -> str:
    """`UBND tỉnh` and `Ủy ban nhân dân tỉnh` are one issuer."""
    return " ".join(_SHORT.get(word, word) for word in fold(issuer).replace(".", " ").split())
