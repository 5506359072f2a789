"""Fields that refer to an answered dossier: which of them somebody may name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from congvu.core import clock
from congvu.services.definitions import Known
from congvu.services.models import Citizen, Dossier, Draft
from congvu.services.queries.places import place_of
from congvu.services.types import ANSWERED

_MOST = 100


@dataclass(frozen=True)
class Referring:
    """Who refers: to what was answered to the same account; where there is none (at the desk, by
    another portal), to the same number of an identity card or tax code.
    """

    citizen: Citizen | None
    identity: str

    @property
    def known(self) -> Known:
        """What the answers of their dossier are held against."""
        return Known(place_of, self.name_of)

    def name_of(self, code: str) -> str:
        """What it is; empty where there is none such, or it is another's."""
        one = self._answered().filter(code=code[:40]).first() if code else None
        return f"{code}, {_called(one)}" if one else ""

    def offered(self) -> list[tuple[str, str]] | None:
        """Codes and names to choose among; `None` where the code is typed."""
        if self.citizen is None:
            return None
        rows = self._answered().order_by("-finished_at")[:_MOST]
        return [(str(one.code), f"{one.code}, {_called(one)}") for one in rows]

    def _answered(self) -> QuerySet[Dossier]:
        rows = Dossier.objects.filter(state__in=ANSWERED).select_related("procedure", "agency")
        if self.citizen is not None:
            return rows.filter(citizen=self.citizen)
        return rows.filter(applicant_identity=self.identity) if self.identity else rows.none()


def by_draft(draft: Draft) -> Referring:
    """Whoever the draft is written for."""
    return Referring(draft.citizen, draft.contact.get("identity", ""))


def by_dossier(dossier: Dossier) -> Referring:
    """Whoever filed it."""
    return Referring(dossier.citizen, dossier.applicant_identity)


def _called(one: Dossier) -> str:
    day = f" ngày {clock.local(one.finished_at):%d/%m/%Y}" if one.finished_at else ""
    return f"{one.procedure.name}, {one.agency.name} giải quyết xong{day}"
