"""A paper or result of an earlier dossier is used again: the same file, never a copy.

Its owner chooses it; officials see what was attached to their dossier and nothing else. Each use
is kept for its owner to see: for which dossier, when, and which agency read it.
"""

from __future__ import annotations

from typing import cast

from django.core.cache import cache

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Appointment
from congvu.services.models import Dossier, Draft, DraftPaper, Paper, PaperUse, Result
from congvu.services.queries.drafts import check_room
from congvu.services.queries.kept import PAPER, ended_of, own_kept
from congvu.services.types import UseKind

_HOUR = 3600


def use_again(draft: Draft, code: str, key: str) -> DraftPaper:
    """Put one's own earlier paper or result among the draft's. Raises `Refused` on the paper."""
    if draft.citizen is None:
        raise NotFound  # nobody at the desk chooses for a citizen
    check_room(draft, code)
    try:
        kept = own_kept(key, citizen=draft.citizen)
    except Refused as refused:
        raise Refused(refused.sentence, field=code) from refused
    origin = {"of_paper_id": kept.pk} if kept.kind == PAPER else {"of_result_id": kept.pk}
    with work():
        made, _ = DraftPaper.objects.get_or_create(
            draft=draft, code=code, file=kept.file, defaults=origin
        )
        draft.save(update_fields=["changed_at"])
    return made


def note_filed(dossier: Dossier, papers: list[DraftPaper]) -> None:
    """In the filing's transaction: those used again say of what, and their owner's log hears."""
    for one in papers:
        if one.of_result is not None and (ended := ended_of(one.of_result)):
            raise Refused(f"“{one.of_result.name}” {ended}; ông/bà gửi giấy tờ khác thay vào.")
        if one.of_paper_id is None and one.of_result_id is None:
            continue
        dossier.papers.filter(code=one.code, file=one.file_id).update(
            of_paper=one.of_paper_id, of_result=one.of_result_id
        )
        PaperUse.objects.create(
            citizen_id=cast("int", dossier.citizen_id),
            paper_id=one.of_paper_id,
            result_id=one.of_result_id,
            kind=UseKind.ATTACHED,
            dossier=dossier,
            agency_id=dossier.agency_id,
            at=clock.now(),
        )


def note_opened(*, paper: Paper | None = None, result: Result | None = None) -> None:
    """Its owner has opened it."""
    dossier = (paper or result).dossier  # type: ignore[union-attr] # one of them is there
    if dossier.citizen_id is not None:
        _keep(paper, result, dossier, UseKind.OPENED, None)


def note_read(
    *, actor: Appointment, paper: Paper | None = None, result: Result | None = None
) -> None:
    """An agency has read it for a dossier: told to its owner, once an hour for each agency."""
    one = paper or result
    assert one is not None  # noqa: S101 - as above
    known = f"services:use:{type(one).__name__}:{one.pk}:{actor.agency_id}"
    if one.dossier.citizen_id is not None and cache.add(known, 1, _HOUR):
        _keep(paper, result, one.dossier, UseKind.READ, actor)


def _keep(
    paper: Paper | None,
    result: Result | None,
    dossier: Dossier,
    kind: str,
    actor: Appointment | None,
) -> None:
    """What was used again counts for what it was at first."""
    paper_id, result_id = paper.pk if paper else None, result.pk if result else None
    if paper is not None and (paper.of_paper_id or paper.of_result_id):
        paper_id, result_id = paper.of_paper_id, paper.of_result_id
    PaperUse.objects.create(
        citizen_id=cast("int", dossier.citizen_id),
        paper_id=paper_id,
        result_id=result_id,
        kind=kind,
        dossier=dossier,
        agency_id=actor.agency_id if actor else None,
        at=clock.now(),
    )
