"""The way of a document of an agency: drafted, submitted, signed, numbered, sealed, issued."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass

from django.conf import settings

from congvu.core import clock
from congvu.demo.documents.incoming import finish_all, receive, thrown
from congvu.demo.documents.paper import annex_file, uploaded_file
from congvu.demo.documents.scene import Scene, dice_for, hour
from congvu.demo.documents.scripts import Asked, Script
from congvu.demo.documents.text import body_of, filled
from congvu.demo.documents.words import PASSING, SUBMITTING
from congvu.demo.people import Staff
from congvu.demo.timeline import Story
from congvu.directory.models import Agency, Appointment
from congvu.directory.queries.signing import signing_right
from congvu.documents.actions import (
    drafting,
    following,
    issuing,
    opinions,
    submitting,
    withdrawing,
)
from congvu.documents.actions.numbering import usual_register
from congvu.documents.actions.reading import mark_read_out
from congvu.documents.models import Assignment, Incoming, Outgoing
from congvu.documents.types import AssignmentState, RegisterKind, Relation, Urgency
from congvu.workdays.queries import add_working_days

_NOW_ON_ITS_WAY = (1, 1, 0, 0, 0)
_ISSUED = (2, 2, 1, 1, 0)
_URGENT = (1, 1, 0, 0, 0)
_BY_THE_HEAD = {"decision", "letter"}


@dataclass
class _Way:
    """The people on the way, and the days of its five steps."""

    scene: Scene
    script: Script
    dice: random.Random
    agency: Agency
    staff: Staff

    @property
    def drafter(self) -> Appointment:
        return self.staff.specialists[self.script.unit]

    @property
    def head(self) -> Appointment:
        return self.staff.unit_heads[self.script.unit]

    @property
    def signer(self) -> Appointment:
        signers: list[Appointment] = getattr(self.staff, self.script.signer)
        return signers[0]

    def day(self, step: int) -> int:
        """How many working days ago the step (0 drafting … 4 issuing) was."""
        days = _NOW_ON_ITS_WAY
        if self.script.stage == "issued":
            days = _ISSUED if self.script.urgency == Urgency.NORMAL else _URGENT
        return self.script.back + days[step]

    def later(self, step: int, first: str, last: str) -> tuple[int, str]:
        return self.day(step), hour(self.dice, first, last)


def write(scene: Scene, script: Script) -> Story:
    """The whole way of one document, as far as its script goes.

    In the first days of a year all happens in a few hours: an answer waits for what it answers.
    """
    agency = scene.agency(script.agency)
    dice = dice_for(script.agency, script.about)
    way = _Way(scene, script, dice, agency, scene.staff(agency))
    yield way.later(0, "08:00", "10:30")
    while script.answers and not scene.has_come(script.answers):
        yield way.later(0, "08:00", "10:30")
    while script.replaces and script.replaces not in scene.issued:
        yield way.later(0, "08:00", "10:30")
    document = _draft(way)
    if script.opinions:
        yield way.later(0, "10:35", "11:10")
        yield from _opinions(way, document)
    if script.stage == "cancelled":
        yield way.later(2, "08:10", "08:50")
        drafting.cancel(document, actor=way.drafter)
    if script.stage in {"draft", "cancelled"}:
        return
    yield from _submit(way, document)


def _draft(way: _Way) -> Outgoing:
    script, drafter = way.script, way.drafter
    answered = _answered(way)
    upload = uploaded_file(_fields(way, answered), actor=drafter) if script.upload else None
    if script.replaces:
        earlier = way.scene.issued[script.replaces]
        document = following.draft_following(
            earlier, actor=drafter, relation=Relation.REPLACES, form_key=uuid.uuid4()
        )
    else:
        document = drafting.draft(actor=drafter, kind=script.kind, reply_to=answered, upload=upload)
    drafting.save_draft(document, actor=drafter, fields=_fields(way, answered))
    if script.annex:
        file = annex_file(filled(script.annex), actor=drafter)
        drafting.attach(document, actor=drafter, file=file, title=file.name.removesuffix(".pdf"))
    mark_read_out(document, actor=drafter)
    return document


def _answered(way: _Way) -> Incoming | None:
    key = way.script.answers
    if not key:
        return None
    origin = way.scene.issued.get(key)
    if origin is None:
        return way.scene.arrived[key]
    return Incoming.objects.get(agency=way.agency, origin=origin)


def _fields(way: _Way, answered: Incoming | None) -> drafting.Fields:
    script, signer = way.script, way.signer
    rights = signing_right(signer, script.kind)
    # Of a committee's documents these are signed for its chairman, all others for the committee.
    right = rights[-1] if script.kind in _BY_THE_HEAD else rights[0]
    return drafting.Fields(
        kind=script.kind,
        abstract=filled(script.about, answered),
        urgency=script.urgency,
        body=body_of(filled(script.text, answered)),
        legal_bases=script.bases,
        addressees=script.addressees,
        recipients=script.recipients or ("Như trên", "Lãnh đạo cơ quan"),
        signer=signer,
        right=right,
    )


def _opinions(way: _Way, document: Outgoing) -> Story:
    """Asked together; answered one after the other, or still open."""
    asked = {one: _whom(way, one) for one in way.script.opinions}
    opinions.ask_opinions(
        document,
        actor=way.drafter,
        asked=list(asked.values()),
        question="Đề nghị cho ý kiến về nội dung dự thảo.",
        due_on=add_working_days(clock.today(), 3),
    )
    for one, who in asked.items():
        if one.says:
            yield way.later(0, "13:40", "15:20")
            opinion = document.opinions.get(asked=who)
            opinions.answer_opinion(opinion, actor=who, agrees=one.agrees, answer=one.says)


def _whom(way: _Way, asked: Asked) -> Appointment:
    if asked.unit:
        return way.staff.unit_heads[asked.unit]
    return way.scene.staff(way.scene.agency(asked.agency)).heads[0]


def _submit(way: _Way, document: Outgoing) -> Story:
    script, drafter, head = way.script, way.drafter, way.head
    yield way.later(1, "14:00", "15:30")
    words = way.dice.choice(SUBMITTING)
    submitting.submit_draft(document, actor=drafter, to=head, words=words)
    if script.stage == "at_head":
        return
    if script.sent_back:
        yield way.later(1, "15:35", "16:00")
        mark_read_out(document, actor=head)
        submitting.send_back(document, actor=head, words=script.sent_back)
        if script.stage == "sent_back":
            return
        yield way.later(1, "16:05", "16:25")
        drafting.save_draft(document, actor=drafter, fields=_fields(way, _answered(way)))
        submitting.submit_draft(document, actor=drafter, to=head, words="Đã chỉnh sửa, kính trình.")
    yield way.later(2, "07:40", "08:20")
    mark_read_out(document, actor=head)
    passing = way.dice.choice(PASSING)
    submitting.pass_on(document, actor=head, to=way.signer, words=passing)
    if script.stage != "at_signer":
        yield from _sign(way, document)


def _sign(way: _Way, document: Outgoing) -> Story:
    yield way.later(3, "08:22", "08:50")
    mark_read_out(document, actor=way.signer)
    submitting.sign_with_pin(document, actor=way.signer, pin=settings.DEMO_PIN)
    if way.script.stage == "signed":
        return
    yield way.later(4, "08:52", "11:10")
    receivers = way.scene.receivers(way.script.to, issuer=way.agency)
    clerk = way.staff.clerks[0]
    if way.script.stage == "numbered":
        issuing.choose_receivers(document, actor=clerk, agencies=receivers)
        register = usual_register(way.agency, RegisterKind.OUTGOING)
        issuing.assign_number(document, actor=clerk, register=register)
        return
    issuing.number_seal_and_issue(document, actor=clerk, pin=settings.DEMO_PIN, agencies=receivers)
    mark_read_out(document, actor=clerk)
    _issued(way, document)


def _recall(way: _Way, document: Outgoing) -> Story:
    """The signer decides, the clerk carries it out; every receiver cancels it."""
    day = way.day(4) - 2
    begun = Assignment.objects.filter(incoming__origin=document, state=AssignmentState.IN_PROGRESS)
    yield day, "16:30"
    while not begun.exists():
        yield day, "16:30"
    withdrawing.decide_recall(document, actor=way.signer, words=way.script.recalled)
    yield day, "16:40"
    withdrawing.recall(document, actor=way.staff.clerks[0])


def _issued(way: _Way, document: Outgoing) -> None:
    """What follows: the answer ends what it answers, receivers begin their own way."""
    script, scene = way.script, way.scene
    if script.key:
        scene.issued[script.key] = document
    if script.recalled:
        scene.timeline.begin(_recall(way, document))
    if document.reply_to is not None:
        finish_all(document.reply_to, words=f"Đã ban hành {document.code}.")
    staffed = document.arrivals.filter(agency__in=scene.cast.staff)
    for arrival in staffed.select_related("agency"):
        name = scene.name_of(arrival.agency)
        dice = dice_for(script.about, arrival.agency.code)
        plan = script.handled.get(name) or thrown(dice, back=script.back)
        scene.timeline.begin(receive(scene, arrival, plan, back=script.back))
