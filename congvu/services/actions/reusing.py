"""A paper or result of an earlier dossier is used again: the same file, never a copy.

Its owner chooses it; officials see what was attached to their dossier and nothing else. Each use
is kept for its owner to see: for which dossier, when, and which agency read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.core.cache import cache

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Appointment
from congvu.services.models import Citizen, Dossier, Draft, DraftPaper, Paper, PaperUse, Result
from congvu.services.queries.drafts import check_room
from congvu.services.queries.kept import Kept, key_of, own_kept
from congvu.services.types import UseKind

_HOUR = 3600


def use_again(draft: Draft, code: str, key: str) -> DraftPaper:
    """Put one's own earlier paper or result among the draft's. Raises `Refused` on the paper."""
    if draft.citizen is None:
        raise NotFound  # nobody at the desk chooses for a citizen
    check_room(draft, code)
    kept = chosen_again(draft.citizen, code, key)
    with work():
        made, _ = DraftPaper.objects.get_or_create(
            draft=draft, code=code, file=kept.file, defaults=kept.origin
        )
        draft.save(update_fields=["changed_at"])
    return made


def chosen_again(citizen: Citizen, code: str, key: str) -> Kept:
    """What the citizen chose for a paper. Raises `Refused` on the paper."""
    try:
        return own_kept(key, citizen=citizen)
    except Refused as refused:
        raise Refused(refused.sentence, field=code) from refused


def of_draft(draft: Draft, papers: Iterable[DraftPaper]) -> list[tuple[str, Kept]]:
    """Those of a draft that are used again, by paper. Raises `Refused` for what has ended since."""
    found = []
    for one in papers:
        again = one.of_paper or one.of_result
        if again is not None and draft.citizen is not None:
            found.append((one.code, chosen_again(draft.citizen, one.code, key_of(again))))
    return found


def for_mending(
    dossier: Dossier, citizen: Citizen, again: Iterable[tuple[str, str]]
) -> list[tuple[str, Kept]]:
    """What was chosen for papers that are to be replaced. Raises `Refused` on the paper."""
    found = [(code, chosen_again(citizen, code, key)) for code, key in again]
    for code, kept in found:
        if dossier.papers.filter(code=code, file=kept.file, superseded_at=None).exists():
            raise Refused(
                f"“{kept.name}” chính là tệp cơ quan yêu cầu thay; ông/bà chọn giấy tờ khác.",
                field=code,
            )
    return found


def note_attached(dossier: Dossier, again: Iterable[tuple[str, Kept]]) -> None:
    """In the transaction that attached them: the dossier's papers say of what they are, and their
    owner's log hears.
    """
    for code, kept in again:
        rows = dossier.papers.filter(code=code, file=kept.file, superseded_at=None)
        rows.update(**kept.origin)
        PaperUse.objects.create(
            citizen_id=cast("int", dossier.citizen_id),
            **{name.removeprefix("of_"): pk for name, pk in kept.origin.items()},
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
