"""What a receiver does with a document: registers it, directs it, hands it down, finishes it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from congvu.core import clock
from congvu.demo.documents.scene import Scene, dice_for, hour
from congvu.demo.documents.words import (
    DIRECTING,
    DONE,
    HANDING,
    PASSING_BACK,
    REPORTING,
    RETURNING,
)
from congvu.demo.people import Staff
from congvu.demo.timeline import Story
from congvu.directory.models import Appointment
from congvu.documents.actions import assignments, passing_back
from congvu.documents.actions import incoming as acts
from congvu.documents.actions.giving import Share
from congvu.documents.models import Assignment, Incoming
from congvu.documents.types import IncomingState, Part, Urgency
from congvu.workdays.queries import add_working_days

STAGES = (
    "arrived", "returned", "registered", "filed", "assigned", "begun", "passed_back", "handed",
    "reported",
)  # fmt: skip
ENDS = ("finished", "late")
_BEFORE_WORK = ("registered", "filed", "assigned")
_LEADERS = {"CT": "heads", "PCT": "deputies"}


@dataclass(frozen=True)
class Plan:
    """How far the receiver goes: the words of a script, `handed CNTT 5 PCT`, in any order."""

    stage: str
    unit: str
    leader: str
    days: int

    @classmethod
    def of(cls, words: str, *, staff: Staff, dice: random.Random, urgent: bool) -> Plan:
        """What the words leave open is thrown for."""
        parts = words.split()
        units = list(staff.unit_heads)
        leaders = [_LEADERS[one] for one in parts if one in _LEADERS]
        return cls(
            stage=next(one for one in parts if one in STAGES + ENDS),
            unit=next((one for one in parts if one in units), dice.choice(units) if units else ""),
            leader=next(iter(leaders), dice.choice(list(_LEADERS.values()))),
            days=next((int(one) for one in parts if one.isdigit()), 3 if urgent else 5),
        )


def thrown(dice: random.Random, *, back: int) -> str:
    """A stage as likely as the document is old."""
    if back >= 10:
        return dice.choices(("filed", "registered", "finished", "late"), (16, 2, 1, 1))[0]
    if back >= 4:
        return dice.choices(("arrived", "registered", "filed", "assigned"), (1, 4, 6, 1))[0]
    return dice.choices(("arrived", "registered", "filed"), (4, 5, 2))[0]


def receive(scene: Scene, document: Incoming, words: str, *, back: int) -> Story:
    """From the clerk's desk on, as far as the plan says."""
    dice = dice_for(document.agency_id, document.abstract)
    staff = scene.staff(document.agency)
    urgent = document.urgency != Urgency.NORMAL
    plan = Plan.of(words, staff=staff, dice=dice, urgent=urgent)
    if plan.stage == "arrived":
        return
    clerk = staff.clerks[0]
    later = 0 if urgent else dice.choice((0, 0, 1))
    yield (back - later, hour(dice, "08:00", "10:50") if later else hour(dice, "13:30", "16:30"))
    if _is_over(document):
        return
    if plan.stage == "returned":
        acts.return_to_sender(document, actor=clerk, words=dice.choice(RETURNING))
        return
    leader = getattr(staff, plan.leader)[0]
    acts.register(document, actor=clerk, to=leader)
    yield from direct(document, staff, plan, leader, back=back)


def direct(
    document: Incoming, staff: Staff, plan: Plan, leader: Appointment, *, back: int
) -> Story:
    """The leader's part, once it is in the register."""
    dice = dice_for(document.agency_id, document.abstract, "direct")
    if plan.stage == "registered":
        return
    yield (back - 1, hour(dice, "08:05", "11:10"))
    if _is_over(document):
        return
    acts.mark_read(document, actor=leader)
    if plan.stage == "filed":
        acts.put_on_file(document, actor=leader, words="Lưu, theo dõi thực hiện.")
        return
    acts.direct(
        document,
        actor=leader,
        shares=_shares(staff, plan, dice, leader),
        words=dice.choice(DIRECTING),
        due_on=add_working_days(clock.today(), plan.days),
    )
    if plan.stage != "assigned":
        yield from _work(document, staff, plan, dice, back=back - 1)


def _shares(staff: Staff, plan: Plan, dice: random.Random, leader: Appointment) -> list[Share]:
    deputy = staff.deputies[0]
    lead = staff.unit_heads.get(plan.unit, deputy)
    shares = [Share(lead, Part.LEAD)]
    others = [head for unit, head in staff.unit_heads.items() if unit != plan.unit]
    if others and dice.random() < 0.6:
        shares.append(Share(dice.choice(others), Part.COORDINATE))
    if deputy not in {leader, lead}:
        shares.append(Share(deputy, Part.INFORMED))
    return shares


def _work(document: Incoming, staff: Staff, plan: Plan, dice: random.Random, *, back: int) -> Story:
    """The unit's part: `back` is the day of the instruction."""
    lead = document.assignments.get(part=Part.LEAD, parent=None)
    head, helper = lead.assignee, staff.specialists.get(plan.unit)
    yield (back, hour(dice, "13:35", "16:20"))
    if _is_over(document):
        return
    acts.mark_read(document, actor=head)
    assignments.begin(lead, actor=head)
    if plan.stage == "begun":
        return
    if plan.stage == "passed_back":
        passing_back.pass_back(lead, actor=head, words=dice.choice(PASSING_BACK))
        return
    share = lead
    if helper is not None:
        words = dice.choice(HANDING)
        assignments.hand_down(lead, actor=head, shares=[Share(helper)], words=words)
        share = document.assignments.get(assignee=helper)
        yield (back - 1, hour(dice, "07:40", "09:30"))
        if _is_over(document):
            return
        acts.mark_read(document, actor=helper)
        assignments.begin(share, actor=helper)
    if plan.stage != "handed":
        yield from _end(document, plan, dice, share, lead, back=back)


def _end(
    document: Incoming,
    plan: Plan,
    dice: random.Random,
    share: Assignment,
    lead: Assignment,
    *,
    back: int,
) -> Story:
    yield (back - max(1, plan.days // 2), hour(dice, "09:40", "11:00"))
    if _is_over(document):
        return
    assignments.report(share, actor=share.assignee, words=dice.choice(REPORTING))
    if plan.stage == "reported":
        return
    last = plan.days + 2 if plan.stage == "late" else plan.days - 1
    yield (back - last, hour(dice, "08:15", "10:30"))
    if _is_over(document):
        return
    if share.pk != lead.pk:
        assignments.finish(share, actor=share.assignee, words=dice.choice(DONE))
        yield (back - last, hour(dice, "14:00", "16:20"))
        if _is_over(document):
            return
    for one in document.assignments.filter(part=Part.COORDINATE).exclude(state="done"):
        assignments.finish(one, actor=one.assignee)
    assignments.finish(lead, actor=lead.assignee, words=dice.choice(DONE))


def _is_over(document: Incoming) -> bool:
    """Whether an answer has ended it meanwhile, or a recall."""
    ended = [IncomingState.FINISHED, IncomingState.RECALLED]
    return Incoming.objects.filter(pk=document.pk, state__in=ended).exists()


def finish_all(document: Incoming, *, words: str) -> None:
    """Whoever had a share ends it, the lead's last: the answer is out."""
    open_shares = document.assignments.exclude(state="done").exclude(part=Part.INFORMED)
    for share in open_shares.select_related("incoming", "assignee").order_by("-pk"):
        assignments.finish(share, actor=share.assignee, words=words)
