"""A paper that came by post: the clerk scans it and enters it, then it goes the common way."""

from __future__ import annotations

from congvu.core import clock
from congvu.demo.documents.incoming import Plan, direct
from congvu.demo.documents.paper import scan_file
from congvu.demo.documents.scene import Scene, dice_for, hour
from congvu.demo.documents.scripts import PaperScript
from congvu.demo.timeline import Story
from congvu.documents.actions import incoming as acts
from congvu.documents.actions.incoming import PaperDocument
from congvu.documents.types import Urgency
from congvu.files.actions.pictures import as_pdf
from congvu.workdays.queries import add_working_days

_DAYS_IN_THE_POST = 3


def scan(scene: Scene, script: PaperScript) -> Story:
    """Scanned, entered, and from then on like any other."""
    dice = dice_for(script.number, script.notation)
    staff = scene.staff(scene.agency(script.agency))
    urgent = script.urgency != Urgency.NORMAL
    plan = Plan.of(script.plan, staff=staff, dice=dice, urgent=urgent)
    yield (script.back, hour(dice, "08:10", "10:40"))
    clerk, leader = staff.clerks[0], getattr(staff, plan.leader)[0]
    dated_on = add_working_days(clock.today(), -_DAYS_IN_THE_POST)
    file = scan_file(script, dated_on=dated_on, actor=clerk)
    paper = PaperDocument(
        file=as_pdf(file, actor=clerk)[0],
        issuer_name=script.issuer,
        number=script.number,
        notation=script.notation,
        dated_on=dated_on,
        kind=script.kind,
        abstract=script.about,
        urgency=script.urgency,
    )
    document = acts.register_paper(actor=clerk, paper=paper, to=leader)
    if script.key:
        scene.arrived[script.key] = document
    yield from direct(document, staff, plan, leader, back=script.back)
