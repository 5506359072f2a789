"""Issuers by a few letters, or by the notation of their documents; what they wrote about before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from congvu.core.text import fold
from congvu.directory.queries import agency_of_notation, search_agencies
from congvu.documents.doctypes import DOCUMENT_TYPES
from congvu.documents.models import Incoming, KnownIssuer

SHOWN = 8
_LOOKED_THROUGH = 400  # the agency's last documents, read from one index
_KNOWN = 300
_TYPES = {fold(one.abbreviation) for one in DOCUMENT_TYPES} - {""}


@dataclass(frozen=True)
class Issuer:
    """An issuer as the clerks wrote it down, and who signed for it last."""

    name: str
    signer_name: str = ""


def issuers_named(words: str, *, agency_id: int) -> list[str]:
    """Names with these words: first those met before, the latest first, then the province's own."""
    met = KnownIssuer.objects.filter(agency=agency_id)
    for word in fold(words).split()[:8]:
        met = met.filter(folded__contains=word)
    names = dict.fromkeys(met.values_list("name", flat=True)[: SHOWN * 4])
    own = search_agencies(words).values_list("name", flat=True)[:SHOWN]
    return list(names | dict.fromkeys(own))[:SHOWN]


def issuer_of(notation: str, *, agency_id: int) -> Issuer | None:
    """The one issuer whose documents bear this notation; `None` where it may be several.

    A notation not met before still names its agency (NĐ 30/2020, Annex I, II.3): `SNV-TCBC` is of
    whom `SNV-CCHC` is, or of the one agency of the province whose notation is `SNV`.
    """
    wanted = fold(notation)[:30]
    if not wanted:
        return None
    rows = list(KnownIssuer.objects.filter(agency=agency_id).order_by("-used_at")[:_KNOWN])
    same = [row for row in rows if row.notation == wanted]
    own = _agency_part(notation)
    met = same or [row for row in rows if _agency_part(row.notation) == own]
    if met:
        one = met[0]
        signer = one.signer_name if same else ""
        alone = all(row.folded == one.folded for row in met)
        return Issuer(one.name, signer) if alone else None
    agency = agency_of_notation(own)
    return Issuer(agency.name) if agency else None


def _agency_part(notation: str) -> str:
    """The agency in a notation, folded: the first part of a letter's, the last of another's."""
    parts = fold(notation).split("-")
    return parts[-1] if parts[0] in _TYPES else parts[0]


def notations_met(*, agency_id: int) -> list[tuple[str, str]]:
    """Notations of the agency's last documents with their issuers, the latest first."""
    found: dict[str, str] = {}
    for notation, issuer in _last(agency_id).values_list("notation", "issuer_name"):
        found.setdefault(notation, issuer)
    return list(found.items())[:_KNOWN]


def abstracts_met(words: str, *, notation: str, agency_id: int) -> list[str]:
    """Abstracts of the agency's last documents that begin with the words, else that hold them.

    Those under the same notation come first: reports, invitations and reminders come back with
    few words changed.
    """
    wanted, under = fold(words), fold(notation)
    ranked: dict[str, tuple[int, str]] = {}
    for abstract, bears in _last(agency_id).values_list("abstract", "notation"):
        folded = fold(abstract)
        fits = _fit(folded, wanted)
        if fits is None or folded == wanted:
            continue
        ranked.setdefault(folded, (fits + 2 * (fold(bears) != under), abstract))
    best = sorted(ranked.values(), key=lambda one: one[0])
    return [abstract for _, abstract in best[:SHOWN]]


def _fit(folded: str, wanted: str) -> int | None:
    """0 where the text begins with what is wanted, 1 where it holds every word, else `None`."""
    if folded.startswith(wanted):
        return 0
    return 1 if all(word in folded for word in wanted.split()) else None


def _last(agency_id: int) -> Any:
    rows = Incoming.objects.filter(agency=agency_id).order_by("-arrived_at", "-pk")
    return rows[:_LOOKED_THROUGH]
