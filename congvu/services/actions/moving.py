"""Open dossiers moved to a later version of their procedure: first tried, then done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment
from congvu.services import deadlines, policy
from congvu.services.actions import steps
from congvu.services.actions.telling import happened
from congvu.services.definitions import Content, check
from congvu.services.models import Definition, Dossier
from congvu.services.queries.referring import by_dossier
from congvu.services.queries.versions import content_of
from congvu.services.types import OPEN, DefinitionState

_MOST = 500


@dataclass(frozen=True)
class Change:
    """What moving would do to one dossier; with `problems` it stays where it is."""

    dossier: Dossier
    problems: tuple[str, ...]
    step_before: str
    step_after: str
    due_before: datetime | None
    due_after: datetime | None


def dry_run(before: Definition, after: Definition) -> list[Change]:
    """What would change for each open dossier of the earlier version; nothing is changed.

    At most 500 at a time, the oldest first.
    """
    rows = before.dossiers.filter(state__in=OPEN).select_related("apology", "agency")
    return [_change(one, before, after) for one in rows.order_by("pk")[:_MOST]]


def _change(dossier: Dossier, before: Definition, after: Definition) -> Change:
    old, new = content_of(before), content_of(after)
    earlier, later = old.step(dossier.step), new.step(dossier.step)
    return Change(
        dossier=dossier,
        problems=tuple(_problems(dossier, new)),
        step_before=earlier.name if earlier else "",
        step_after=later.name if later else "",
        due_before=dossier.due_at,
        due_after=_due(dossier, new),
    )


def _problems(dossier: Dossier, new: Content) -> list[str]:
    found = []
    if dossier.step and new.step(dossier.step) is None:
        found.append("Phiên bản mới không có bước mà hồ sơ đang ở.")
    kept = {code: value for code, value in dossier.answers.items() if new.field(code)}
    _, wrong = check(new, kept, by_dossier(dossier).known)
    for code, sentence in wrong.items():
        field = new.field(code.partition("[")[0])
        found.append(f"{field.label if field else code}: {sentence}")
    given = set(dossier.papers.filter(superseded_at=None).values_list("code", flat=True))
    needed = [one for one in new.asked_papers(dossier.answers) if one.required]
    return [*found, *(f"Thiếu giấy tờ “{one.name}”." for one in needed if one.code not in given)]


def _due(dossier: Dossier, new: Content) -> datetime | None:
    if dossier.accepted_at is None:
        return None
    found = deadlines.reckon(dossier.accepted_at, new.term, steps.spans(dossier)).due
    # What the applicant was promised is never taken back by a new version.
    promised = dossier.due_at
    return min(found, promised) if found and promised else found


@command("Chuyển hồ sơ đang giải quyết sang phiên bản mới", who=policy.may_edit)
def move_open(after: Definition, *, actor: Appointment, before: Definition) -> int:
    """Move those without problems, each under its lock; how many were moved."""
    if after.state != DefinitionState.PUBLISHED or after.procedure_id != before.procedure_id:
        raise Conflict("Chỉ chuyển sang phiên bản đang áp dụng của cùng thủ tục.")
    moved = 0
    for pk in [one.dossier.pk for one in dry_run(before, after) if not one.problems]:
        moved += _move(pk, before, after, actor)
    return moved


def _move(pk: int, before: Definition, after: Definition, actor: Appointment) -> bool:
    rows = Dossier.objects.select_for_update(no_key=True, of=("self",))
    dossier = rows.filter(pk=pk, definition=before, state__in=OPEN).first()
    if dossier is None:
        return False
    change = _change(dossier, before, after)
    if change.problems:
        return False
    new = content_of(after)
    kept = {code: value for code, value in dossier.answers.items() if new.field(code)}
    dossier.answers, _ = check(new, kept, by_dossier(dossier).known)
    dossier.definition = after
    if step := new.step(dossier.step):
        dossier.step_role, dossier.step_unit = step.role, step.unit
    dossier.due_at = change.due_after if dossier.accepted_at else None
    dossier.save()
    happened(
        dossier,
        "move_version",
        f"Chuyển sang phiên bản {after.number} của thủ tục",
        actor=actor,
        words=f"{clock.today():%d/%m/%Y}",
        public=False,
    )
    return True
