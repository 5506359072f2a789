"""Every lifecycle × state × role, as a table to read: who may do what, and when.

`.` nobody may here. The letters: D drafter, H head of the drafter's unit (who holds it in
“Đang trình”), L leader and signer (never holds it here, but for the actions of signing), C clerk,
S another specialist, A administrator, O officer of the one-stop desk. Of an incoming document L
holds what is registered, H leads and S is informed. What is missing here fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from congvu.agenda import actions as agenda  # noqa: F401 - importing declares the actions
from congvu.agenda.models import Entry
from congvu.agenda.types import EntryState
from congvu.core import clock
from congvu.core.actions import Lifecycle, Subject
from congvu.core.refused import Refused
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory
from congvu.documents.actions import (  # noqa: F401 - importing declares the actions
    archiving,
    assignments,
    case_files,
    changing_receivers,
    drafting,
    extending,
    following,
    incoming,
    informing,
    issuing,
    opinions,
    passing_back,
    past_import,
    recalling,
    reminding,
    submitting,
    token_signing,
    withdrawing,
)
from congvu.documents.models import Assignment, CaseFile, Extension, Incoming, Outgoing
from congvu.documents.types import (
    AssignmentState,
    CaseFileState,
    ExtensionState,
    IncomingState,
    OutgoingState,
    Part,
)
from congvu.services.actions import answering, handling, intake  # noqa: F401 - as above
from congvu.services.actions import catalogue as procedures  # noqa: F401 - as above
from congvu.services.tests.factories import desk_officer
from congvu.services.types import DefinitionState, DossierState
from tests.lifecycles_of_dossiers import DEFINITION, DOSSIER
from tests.lifecycles_of_money import BEGIN_MONEY, MONEY
from tests.services_of import definition_in, dossier_in

OUTGOING = """
action              draft submitted sent_back signed numbered issued replaced recalled cancelled
edit                D     .         D         .      .        .      .        .        .
attach              D     .         D         .      .        .      .        .        .
detach              D     .         D         .      .        .      .        .        .
cancel              D     .         D         .      .        .      .        .        .
ask_opinions        D     DH        D         .      .        .      .        .        .
submit              D     .         D         .      .        .      .        .        .
pass_on             .     H         .         .      .        .      .        .        .
sign                .     .         .         .      .        .      .        .        .
begin_signing       .     .         .         .      .        .      .        .        .
cancel_signing      .     .         .         .      .        .      .        .        .
begin_sealing       .     .         .         .      C        .      .        .        .
cancel_sealing      .     .         .         .      C        .      .        .        .
take_annex          .     .         .         .      C        .      .        .        .
send_back           .     H         .         .      .        .      .        .        .
send_back_signed    .     .         .         C      .        .      .        .        .
withdraw            .     D         .         .      .        .      .        .        .
choose_receivers    .     .         .         C      C        .      .        .        .
assign_number       .     .         .         C      .        .      .        .        .
issue               .     .         .         .      C        .      .        .        .
remind              .     .         .         .      .        C      .        .        .
change_receivers    .     .         .         .      .        C      .        .        .
decide_recall       .     .         .         .      .        L      .        .        .
recall              .     .         .         .      .        .      .        .        .
be_replaced         .     .         .         .      .        C      .        .        .
be_corrected        .     .         .         .      .        C      .        .        .
"""

INCOMING = """
action              arrived registered assigned finished returned recalled
register            C       .          .        .        .        .
return_to_sender    C       .          .        .        .        .
pass_to             .       L          .        .        .        .
direct              .       L          L        .        .        .
put_on_file         .       L          .        .        .        .
finish              .       .          L        .        .        .
complete            .       .          H        .        .        .
inform              .       LC         LC       LC       .        .
honour_recall       .       .          .        .        .        .
ask_recall          .       .          .        .        .        .
agree_to_recall     .       .          .        .        .        .
refuse_recall       .       .          .        .        .        .
"""

ASSIGNMENT = """
action              waiting in_progress done returned stopped
begin               H       .           .    .        .
hand_down           H       H           .    .        .
report              H       H           .    .        .
finish              H       H           .    .        .
ask_extension       H       H           .    .        .
pass_back           H       H           .    .        .
"""

EXTENSION = """
action              asked granted refused withdrawn
grant               L     .       .       .
refuse              L     .       .       .
withdraw            H     .       .       .
"""

# D keeps the file; a planned one that names nobody is opened by the unit's people and clerks.
CASE_FILE = """
action              planned open closed handed_over
revise              DC      DC   .      .
open_file           DC      .    .      .
put_in              .       DC   .      .
take_out            .       DC   .      .
move                .       DC   .      .
close               .       DC   .      .
reopen              .       .    DC     .
hand_over_file      .       .    C      .
keep_longer         .       .    L      .
"""


AGENDA = """
action              planned approved cancelled
change              HLC     LC       .
approve             L       .        .
cancel              HLC     LC       .
"""


@dataclass(frozen=True)
class Cast:
    """The letters of the table, and people of another agency who may never do anything."""

    people: dict[str, Appointment]
    strangers: list[Appointment]


@pytest.fixture
def cast(office: Office, other_office: Office) -> Cast:
    colleague = AppointmentFactory(
        agency=office.agency, unit=office.unit, title=TitleFactory(), role=Role.SPECIALIST
    )
    people = {
        "D": office.specialist,
        "H": office.head,
        "L": office.leader,
        "C": office.clerk,
        "S": colleague,
        "A": office.administrator,
        "O": desk_officer(office),
    }
    other = other_office
    strangers = [other.clerk, other.leader, other.head, other.specialist, other.administrator]
    return Cast(people, strangers)


def outgoing_in(state: str, cast: Cast) -> Outgoing:
    drafter, head, leader = (cast.people[letter] for letter in "DHL")
    holder = {
        OutgoingState.SUBMITTED: head,
        OutgoingState.DRAFT: drafter,
        OutgoingState.SENT_BACK: drafter,
    }.get(OutgoingState(state))
    return Outgoing(
        pk=1,
        agency=drafter.agency,
        unit=drafter.unit,
        drafter=drafter,
        signer=leader,
        holder=holder,
        state=state,
        kind="letter",
        abstract="thử",
    )


def _arrived(cast: Cast) -> Incoming:
    return Incoming(
        pk=1,
        agency=cast.people["C"].agency,
        issuer_name="Sở Nội vụ",
        number="01",
        notation="SNV",
        kind="letter",
        abstract="thử",
        dated_on=clock.today(),
        arrived_at=clock.now(),
    )


@pytest.fixture
def lead_share(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """H leads the handling; the question is asked of the database elsewhere."""
    head = cast.people["H"].pk
    monkeypatch.setattr(
        Lifecycle.registry["incoming"].actions["complete"], "who", lambda actor, _: actor.pk == head
    )


def incoming_in(state: str, cast: Cast) -> Incoming:
    document = _arrived(cast)
    document.state = state
    if state == IncomingState.REGISTERED:
        document.holder = cast.people["L"]
    return document


def assignment_in(state: str, cast: Cast) -> Assignment:
    return Assignment(
        pk=1,
        incoming=_arrived(cast),
        agency=cast.people["H"].agency,
        given_by=cast.people["L"],
        assignee=cast.people["H"],
        part=Part.LEAD,
        state=state,
        given_at=clock.now(),
    )


def entry_in(state: str, cast: Cast) -> Entry:
    """Proposed by H, chaired by L."""
    head = cast.people["H"]
    approved_at = clock.now() if state == EntryState.APPROVED else None
    return Entry(
        pk=1,
        agency=head.agency,
        chair=cast.people["L"],
        created_by=head,
        what="giao ban",
        state=state,
        approved_at=approved_at,
    )


def case_file_in(state: str, cast: Cast) -> CaseFile:
    keeper = cast.people["D"]
    return CaseFile(
        pk=1,
        agency=keeper.agency,
        unit=keeper.unit,
        keeper=keeper,
        state=state,
        code="01",
        year=2026,
    )


def extension_in(state: str, cast: Cast) -> Extension:
    return Extension(
        pk=1,
        assignment=assignment_in(AssignmentState.WAITING, cast),
        agency=cast.people["H"].agency,
        asked_by=cast.people["H"],
        answerer=cast.people["L"],
        wanted_on=clock.today(),
        reason="thử",
        state=state,
        asked_at=clock.now(),
    )


def read(table: str) -> dict[tuple[str, str], str]:
    """(action, state) → letters."""
    header, *rows = (line.split() for line in table.strip().splitlines())
    return {
        (row[0], state): row[column].replace(".", "")
        for row in rows
        for column, state in enumerate(header[1:], 1)
    }


TABLES: list[tuple[str, str, type, Callable[[str, Cast], Subject]]] = [
    ("outgoing", OUTGOING, OutgoingState, outgoing_in),
    ("incoming", INCOMING, IncomingState, incoming_in),
    ("assignment", ASSIGNMENT, AssignmentState, assignment_in),
    ("agenda", AGENDA, EntryState, entry_in),
    ("case_file", CASE_FILE, CaseFileState, case_file_in),
    ("extension", EXTENSION, ExtensionState, extension_in),
    *MONEY,
    ("dossier", DOSSIER, DossierState, lambda state, cast: dossier_in(state, cast.people["D"])),
    ("definition", DEFINITION, DefinitionState, lambda state, _: definition_in(state)),
]


@pytest.mark.parametrize(("name", "table", "states", "make"), TABLES, ids=[t[0] for t in TABLES])
def test_who_may_do_what_in_which_state(
    name: str,
    table: str,
    states: type,
    make: Callable[[str, Cast], Subject],
    cast: Cast,
    lead_share: None,
) -> None:
    wanted = read(table)
    found: dict[tuple[str, str], str] = {}
    for action in Lifecycle.registry[name].actions.values():
        for state in states.values:  # type: ignore[attr-defined]
            subject = make(state, cast)
            letters = [k for k, one in cast.people.items() if action.open_to(subject, one)]
            found[action.name, state] = "".join(letters)
            for stranger in cast.strangers:
                assert not action.open_to(subject, stranger)
            for letter, one in cast.people.items():
                if letter not in letters:
                    with pytest.raises(Refused):
                        action.check(subject, one)
    assert found == wanted


def test_a_clerk_records_the_recall_of_paper_alone(cast: Cast) -> None:
    recall = Lifecycle.registry["incoming"].actions["honour_recall"]
    document = incoming_in(IncomingState.ASSIGNED, cast)
    assert not any(recall.open_to(document, one) for one in cast.people.values())
    document.paper = True
    may = [letter for letter, one in cast.people.items() if recall.open_to(document, one)]
    assert may == ["C"]


def test_a_clerk_answers_an_issuer_outside_who_asked_for_it_back(cast: Cast) -> None:
    actions = Lifecycle.registry["incoming"].actions
    document = incoming_in(IncomingState.ASSIGNED, cast)
    document.recall_asked_at = clock.now()
    for name in ("agree_to_recall", "refuse_recall"):
        may = [k for k, one in cast.people.items() if actions[name].open_to(document, one)]
        assert may == ["C"]
        assert not any(actions[name].open_to(document, one) for one in cast.strangers)


def test_the_signer_signs_what_has_reached_them(cast: Cast) -> None:
    document = outgoing_in(OutgoingState.SUBMITTED, cast)
    document.holder = cast.people["L"]
    sign = Lifecycle.registry["outgoing"].actions["sign"]
    may = [letter for letter, one in cast.people.items() if sign.open_to(document, one)]
    assert may == ["L"]
    assert not Lifecycle.registry["outgoing"].actions["pass_on"].open_to(document, cast.people["L"])


def test_every_lifecycle_has_a_table() -> None:
    assert set(Lifecycle.registry) == {name for name, *_ in TABLES}


MAY_BEGIN = {
    "outgoing": {"draft": "DHLCS", "enter_outgoing": "C"},
    "incoming": {"register_paper": "C", "enter_incoming": "C"},
    "agenda": {"plan": "HLC"},
    "dossier": {"record": "O"},
    "definition": {"draft": ""},
    "case_file": {"plan": "C", "begin": "DHLCS"},
    **BEGIN_MONEY,
}


@pytest.mark.parametrize("name", MAY_BEGIN)
def test_who_may_begin_one(name: str, cast: Cast) -> None:
    creations = Lifecycle.registry[name].creations.values()
    may = {
        creation.name: "".join(k for k, one in cast.people.items() if creation.who(one))
        for creation in creations
    }
    assert may == MAY_BEGIN[name]
