"""The one idea: one transaction, lock, who, state, journal, all or nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from congvu.core import events
from congvu.core.actions import Lifecycle, command
from congvu.core.acts import Act, Acted, tell, work
from congvu.core.refused import Conflict, Forbidden, NotFound, Refused
from congvu.directory.models import Agency, Appointment
from congvu.directory.tests.factories import Office, make_office
from congvu.documents.actions.drafting import draft
from congvu.documents.models import Outgoing
from congvu.documents.types import OutgoingState
from congvu.journal.models import Entry
from congvu.journal.queries import verify_chain

pytestmark = pytest.mark.django_db
DRAFT, SUBMITTED, SIGNED = OutgoingState.DRAFT, OutgoingState.SUBMITTED, OutgoingState.SIGNED
Hear = Callable[[type], list[Any]]


def is_drafter(actor: Appointment, document: Outgoing) -> bool:
    return actor.pk == document.drafter_id


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> Lifecycle[Outgoing]:
    """A lifecycle of the test's own, that no table of the product knows."""
    monkeypatch.setattr(Lifecycle, "registry", {})
    papers = Lifecycle[Outgoing]("papers", OutgoingState)

    @papers.action("Trình thử", start={DRAFT}, end=SUBMITTED, who=is_drafter, records=("words",))
    def submit(document: Outgoing, *, actor: Appointment, words: str = "") -> str:
        document.abstract = words
        return "đã trình"

    @papers.action("Ghi thử", start={DRAFT, SUBMITTED}, who=is_drafter, told=False)
    def note(document: Outgoing, *, actor: Appointment) -> None:
        document.abstract += "!"

    @papers.action("Ký hỏng", start={SUBMITTED}, end=SIGNED, who=is_drafter)
    def fail(document: Outgoing, *, actor: Appointment) -> None:
        document.abstract = "nửa chừng"
        document.save()
        raise Refused("Không ký được.")

    @papers.creation("Thêm thử", end=DRAFT, who=lambda actor: actor.role == "specialist")
    def begin(*, actor: Appointment) -> Outgoing:
        return draft(actor=actor)

    return papers


def act_of(papers: Lifecycle[Outgoing], name: str) -> Callable[..., Any]:
    return papers.actions[name]


@pytest.fixture
def document(office: Office) -> Outgoing:
    return draft(actor=office.specialist)


def names(heard: list[Acted]) -> list[list[str]]:
    return [[act.name for act in acted.acts] for acted in heard]


def test_an_action_changes_saves_and_tells(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office, hear: Hear
) -> None:
    heard = hear(Acted)
    said = act_of(papers, "submit")(document, actor=office.specialist, words="Về việc thử")
    assert said == "đã trình"
    document.refresh_from_db()
    assert (document.state, document.abstract) == (SUBMITTED, "Về việc thử")
    [acted] = heard
    [act] = acted.acts
    assert (act.name, act.label, act.actor) == ("papers.submit", "Trình thử", office.specialist)
    assert (act.state_before, act.state_after) == (DRAFT, SUBMITTED)
    assert act.detail == {"words": "Về việc thử"}
    assert (act.subject_type, act.subject_id) == ("documents.outgoing", document.pk)


def test_who_may_not_is_refused_and_nothing_is_left(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office, hear: Hear
) -> None:
    heard = hear(Acted)
    with pytest.raises(Forbidden, match="Trình thử"):
        act_of(papers, "submit")(document, actor=office.head, words="x")
    document.refresh_from_db()
    assert (document.state, document.abstract) == (DRAFT, "")
    assert heard == []


def test_who_is_asked_before_the_state(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office
) -> None:
    """Whoever has no business here does not learn how far the thing has come."""
    Outgoing.objects.update(state=OutgoingState.CANCELLED)
    with pytest.raises(Forbidden):
        act_of(papers, "submit")(document, actor=office.head)


def test_the_state_is_read_anew_and_named_in_words(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office
) -> None:
    Outgoing.objects.update(state=OutgoingState.CANCELLED)
    assert document.state == DRAFT
    with pytest.raises(Conflict, match="Đã hủy"):
        act_of(papers, "submit")(document, actor=office.specialist)


def test_what_an_old_object_holds_does_not_overwrite(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office
) -> None:
    Outgoing.objects.update(abstract="Người khác vừa ghi")
    document.abstract = "cũ"
    act_of(papers, "note")(document, actor=office.specialist)
    document.refresh_from_db()
    assert document.abstract == "Người khác vừa ghi!"


def test_what_is_gone_is_not_found(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office
) -> None:
    Outgoing.objects.filter(pk=document.pk).delete()
    with pytest.raises(NotFound):
        act_of(papers, "submit")(document, actor=office.specialist)


def test_what_fails_in_the_middle_leaves_nothing(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office, hear: Hear
) -> None:
    heard = hear(Acted)
    Outgoing.objects.update(state=SUBMITTED, abstract="nguyên vẹn")
    with pytest.raises(Refused, match="Không ký được"):
        act_of(papers, "fail")(document, actor=office.specialist)
    document.refresh_from_db()
    assert (document.state, document.abstract) == (SUBMITTED, "nguyên vẹn")
    assert heard == []


def test_a_handler_that_fails_undoes_the_change(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office, hear: Hear
) -> None:
    hear(Acted)

    @events.on(Acted)
    def fail(acted: Acted) -> None:
        raise LookupError(acted)

    entries = Entry.objects.count()
    with pytest.raises(LookupError):
        act_of(papers, "submit")(document, actor=office.specialist)
    document.refresh_from_db()
    assert document.state == DRAFT
    assert Entry.objects.count() == entries


def test_a_quiet_action_tells_nothing(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office, hear: Hear
) -> None:
    heard = hear(Acted)
    act_of(papers, "note")(document, actor=office.specialist)
    assert heard == []


def test_nested_work_is_told_once_in_the_order_of_the_acts(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office, hear: Hear
) -> None:
    heard = hear(Acted)
    other = draft(actor=office.specialist)
    heard.clear()
    with work():
        act_of(papers, "submit")(document, actor=office.specialist)
        with work():
            tell(Act("papers.between", "Ở giữa", office.agency.pk, office.specialist))
        act_of(papers, "submit")(other, actor=office.specialist)
        assert heard == []
    assert names(heard) == [["papers.submit", "papers.between", "papers.submit"]]
    assert [act.subject_id for act in heard[0].acts] == [document.pk, None, other.pk]


def test_inner_work_that_is_undone_is_not_told(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office, hear: Hear
) -> None:
    """A batch goes on after one of its documents was refused; the journal tells what stayed."""
    other = draft(actor=office.specialist)
    heard = hear(Acted)

    def half() -> None:
        with work():
            act_of(papers, "submit")(document, actor=office.specialist)
            act_of(papers, "fail")(document, actor=office.specialist)

    with work():
        with pytest.raises(Refused):
            half()
        act_of(papers, "submit")(other, actor=office.specialist)
    assert names(heard) == [["papers.submit"]]
    assert heard[0].acts[0].subject_id == other.pk
    document.refresh_from_db()
    assert document.state == DRAFT


def test_outer_work_that_fails_takes_all_with_it(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office, hear: Hear
) -> None:
    heard = hear(Acted)

    def fail_late() -> None:
        with work():
            act_of(papers, "submit")(document, actor=office.specialist)
            raise LookupError

    with pytest.raises(LookupError):
        fail_late()
    document.refresh_from_db()
    assert document.state == DRAFT
    assert heard == []
    tell(Act("papers.after", "Sau đó", office.agency.pk, None))
    assert names(heard) == [["papers.after"]]


def test_what_is_offered_follows_state_and_person_in_the_declared_order(
    papers: Lifecycle[Outgoing], document: Outgoing, office: Office
) -> None:
    def offered(actor: Appointment) -> list[str]:
        return [action.name for action in papers.open_to(document, actor)]

    assert offered(office.specialist) == ["submit", "note"]
    assert offered(office.head) == []
    document.state = SUBMITTED
    assert offered(office.specialist) == ["note", "fail"]


def test_beginning_one_asks_who_and_tells(
    papers: Lifecycle[Outgoing], office: Office, hear: Hear
) -> None:
    heard = hear(Acted)
    begin = papers.creations["begin"]
    with pytest.raises(Forbidden):
        begin(actor=office.clerk)
    assert not Outgoing.objects.exists()
    made = begin(actor=office.specialist)
    assert names(heard)[0][-1] == "papers.begin"
    assert heard[0].acts[-1].subject_id == made.pk
    assert heard[0].acts[-1].state_after == DRAFT


def test_a_command_asks_changes_and_tells(office: Office, hear: Hear) -> None:
    @command(
        "Đổi địa điểm", who=lambda actor, agency: actor.agency_id == agency.pk, records=("to",)
    )
    def move(agency: Agency, *, actor: Appointment | None, to: str) -> None:
        agency.place = to
        agency.save()
        if not to:
            raise Refused("Thiếu địa điểm.", field="to")

    stranger = make_office()
    heard = hear(Acted)
    with pytest.raises(Forbidden, match="Đổi địa điểm"):
        move(office.agency, actor=stranger.leader, to="Hội An")
    with pytest.raises(Refused, match="Thiếu địa điểm"):
        move(office.agency, actor=office.leader, to="")
    office.agency.refresh_from_db()
    assert (office.agency.place, heard) == ("Quảng Nam", [])
    move(office.agency, actor=office.leader, to="Tam Kỳ")
    move(office.agency, actor=None, to="Hội An")
    assert names(heard) == [["core.move"], ["core.move"]]
    assert [act.actor for acted in heard for act in acted.acts] == [office.leader, None]
    assert heard[0].acts[0].detail == {"to": "Tam Kỳ"}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_one_of_them_wins(papers: Lifecycle[Outgoing]) -> None:
    office = make_office()
    document = draft(actor=office.specialist)
    gate = threading.Barrier(4)
    said: list[object] = []

    def run() -> None:
        own = Outgoing.objects.get(pk=document.pk)
        gate.wait(10)
        try:
            said.append(act_of(papers, "submit")(own, actor=office.specialist))
        except Refused as refused:
            said.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(type(one).__name__ for one in said) == ["Conflict"] * 3 + ["str"]
    assert Entry.objects.filter(action="papers.submit").count() == 1
    assert verify_chain(office.agency).ok
