"""No sequence of actions breaks numbers, rights, journal, states, lists or index.

Several agencies, two kinds of documents, whoever is at hand: each rule asks for something that may
be allowed or refused, and after every step what must always hold is looked at.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from congvu.core import clock, paging
from congvu.core.refused import Refused
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office, make_office
from congvu.documents.actions import assignments, drafting, opinions, submitting
from congvu.documents.actions import incoming as actions
from congvu.documents.models import Assignment, Incoming, Outgoing, Register
from congvu.documents.queries import incoming, incoming_boxes, outgoing, outgoing_boxes
from congvu.documents.tests.test_incoming_pages import arrived
from congvu.documents.types import IncomingState, OutgoingState, Part
from congvu.journal.queries import verify_chain
from congvu.search import queries as search
from congvu.search.types import Wanted

pytestmark = pytest.mark.django_db

_ANY = st.integers(min_value=0, max_value=10_000)


class Province(RuleBasedStateMachine):
    """Two agencies, each with a clerk, two leaders, a head and specialists."""

    offices: list[Office]
    example: transaction.Atomic

    @initialize()
    def people(self) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        self.offices = [make_office(), make_office()]
        for office in self.offices:
            AppointmentFactory(agency=office.agency, role=Role.LEADER)
            AppointmentFactory(agency=office.agency, role=Role.SPECIALIST, unit=office.unit)
        self.refused = self.done = self.turn = 0

    def someone(self, number: int) -> Appointment:
        people = list(Appointment.objects.whole().order_by("pk"))
        return people[number % len(people)]

    def one_of(self, rows: Any, number: int) -> Any:
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    def able(self, action: Any, subject: Any, number: int) -> Appointment:
        """Mostly somebody to whom the action is open now; else anybody."""
        people = list(Appointment.objects.whole().order_by("pk"))
        open_to = [one for one in people if action.open_to(subject, one)]
        chosen = open_to if open_to and number % 4 else people
        return chosen[number % len(chosen)]

    def ask(self, action: Any, subject: Any, who: int, **given: Any) -> None:
        """What may be refused; anything but a refusal is a fault."""
        if subject is None:
            return
        try:
            action(subject, actor=self.able(action, subject, who), **given)
            self.done += 1
        except Refused:
            self.refused += 1

    @rule(place=_ANY, number=_ANY)
    def arrives(self, place: int, number: int) -> None:
        arrived(self.offices[place % 2], str(number))

    @rule(which=_ANY, who=_ANY, to=_ANY)
    def register(self, which: int, who: int, to: int) -> None:
        document = self.one_of(Incoming.objects.all(), which)
        self.ask(actions.register, document, who, to=self.someone(to))

    @rule(which=_ANY, who=_ANY)
    def send_back(self, which: int, who: int) -> None:
        document = self.one_of(Incoming.objects.all(), which)
        self.ask(actions.return_to_sender, document, who, words="không thuộc thẩm quyền")

    @rule(which=_ANY, who=_ANY, to=_ANY)
    def pass_to(self, which: int, who: int, to: int) -> None:
        document = self.one_of(Incoming.objects.all(), which)
        self.ask(actions.pass_to, document, who, to=self.someone(to))

    @rule(which=_ANY, who=_ANY, to=st.lists(_ANY, min_size=1, max_size=3), late=st.booleans())
    def direct(self, which: int, who: int, to: list[int], late: bool) -> None:
        document = self.one_of(Incoming.objects.all(), which)
        people = {self.someone(one).pk: self.someone(one) for one in to}
        parts = [Part.LEAD, Part.COORDINATE, Part.INFORMED]
        shares = [
            actions.Share(person, part)
            for person, part in zip(people.values(), parts, strict=False)
        ]
        due_on = clock.today() + timedelta(days=-1 if late else 3)
        self.ask(actions.direct, document, who, shares=shares, due_on=due_on)

    @rule(which=_ANY, who=_ANY, ends=st.booleans())
    def ends(self, which: int, who: int, ends: bool) -> None:
        document = self.one_of(Incoming.objects.all(), which)
        self.ask(actions.finish if ends else actions.put_on_file, document, who)

    @rule(which=_ANY, who=_ANY, what=st.sampled_from(["begin", "report", "finish"]))
    def works(self, which: int, who: int, what: str) -> None:
        share = self.one_of(Assignment.objects.all(), which)
        given = {"words": "đã làm"} if what == "report" else {}
        self.ask(getattr(assignments, what), share, who, **given)

    @rule(which=_ANY, who=_ANY, to=_ANY)
    def hands_down(self, which: int, who: int, to: int) -> None:
        share = self.one_of(Assignment.objects.all(), which)
        self.ask(assignments.hand_down, share, who, shares=[actions.Share(self.someone(to))])

    @rule(who=_ANY, key=st.uuids())
    def drafts(self, who: int, key: uuid.UUID) -> None:
        try:
            draft = drafting.start_draft(actor=self.someone(who), kind="letter", form_key=key)
            fields = drafting.Fields(kind="letter", abstract="một việc cần làm")
            drafting.save_draft(draft, actor=draft.drafter, fields=fields)
        except Refused:
            self.refused += 1

    @rule(which=_ANY, who=_ANY, asked=_ANY)
    def asks(self, which: int, who: int, asked: int) -> None:
        document = self.one_of(Outgoing.objects.all(), which)
        self.ask(opinions.ask_opinions, document, who, asked=[self.someone(asked)])

    @rule(which=_ANY, who=_ANY)
    def cancels(self, which: int, who: int) -> None:
        self.ask(drafting.cancel, self.one_of(Outgoing.objects.all(), which), who)

    @rule(which=_ANY, who=_ANY)
    def sends_back(self, which: int, who: int) -> None:
        document = self.one_of(Outgoing.objects.all(), which)
        self.ask(submitting.send_back, document, who, words="xin xem lại căn cứ")

    @invariant()
    def numbers_are_gapless(self) -> None:
        for register in Register.objects.filter(kind="incoming"):
            taken = register.incoming.order_by("arrival_number")
            numbers = list(taken.values_list("arrival_number", flat=True))
            assert numbers == list(range(1, register.last_number + 1))

    @invariant()
    def nobody_of_another_agency_has_a_share(self) -> None:
        for share in Assignment.objects.select_related("incoming", "assignee"):
            assert share.assignee.agency_id == share.incoming.agency_id == share.agency_id

    @invariant()
    def every_assigned_document_has_one_lead(self) -> None:
        for document in Incoming.objects.filter(state=IncomingState.ASSIGNED):
            leads = document.assignments.filter(part=Part.LEAD, parent=None)
            assert leads.exclude(state="returned").count() <= 1
            assert leads.exists()

    @invariant()
    def lists_and_search_show_what_one_may_see(self) -> None:
        """Of one person after each step, so that all have their turn."""
        people = list(Appointment.objects.whole().order_by("pk"))
        self.turn += 1
        for person in people[self.turn % len(people) :][:1]:
            seen = set(incoming.visible_to(person).values_list("pk", flat=True))
            for name in incoming_boxes.boxes_of(person):
                branches = incoming_boxes.branches(name, actor=person)
                assert set(paging.page_of_ids(branches, size=1000)[0]) <= seen, name
            whole = incoming_boxes.branches("all", actor=person)
            assert set(paging.page_of_ids(whole, size=1000)[0]) == seen
            out = outgoing.visible_to(person).exclude(state=OutgoingState.CANCELLED)
            own = set(out.values_list("pk", flat=True))
            whole = outgoing_boxes.branches("all", actor=person)
            assert set(paging.page_of_ids(whole, size=1000)[0]) == own
            found = search.find(Wanted(words="một việc"), actor=person, page=1000).found
            wanted = set(out.filter(abstract__contains="một việc").values_list("pk", flat=True))
            assert {one.object_id for one in found} == wanted

    def teardown(self) -> None:
        try:
            for office in self.offices:
                assert verify_chain(office.agency).ok
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)


def test_no_sequence_of_actions_breaks_what_must_hold() -> None:
    run_state_machine_as_test(
        Province,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
