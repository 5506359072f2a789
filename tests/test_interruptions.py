"""Two clerks at once, a double click, a process killed in the middle: nothing lost or doubled.

Real connections in threads, real processes ended by SIGKILL at the worst moments.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, connections

from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Agency
from congvu.directory.queries.signing import signing_right
from congvu.directory.tests.factories import Office, make_office
from congvu.documents.actions import drafting, issuing, submitting
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import Incoming, Outgoing, Register
from congvu.documents.rendering import body_from_text
from congvu.documents.types import OutgoingState, RegisterKind
from congvu.journal.queries import verify_chain
from congvu.signing import actions as signing
from congvu.signing.models import SealUse
from congvu.signing.queries import verify
from congvu.signing.types import Result

PIN = "246810"
ROOT = Path(__file__).resolve().parent.parent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keys_cost_as_ever")]


@pytest.fixture
def office(db: None) -> Office:
    home = make_office(kind="province", notation="UBND")
    for owner in (home.leader.person, home.agency):
        key = signing.new_key(owner)
        signing.issue_demo_key(key, pin=PIN, actor=None)
    signing.give_seal(SealUse(agency=home.agency, appointment=home.clerk), actor=None)
    return home


@pytest.fixture
def receivers(db: None) -> list[Agency]:
    return [make_office().agency for _ in range(3)]


def submitted(office: Office) -> Outgoing:
    document = drafting.draft(actor=office.specialist)
    fields = drafting.Fields(
        kind="letter",
        abstract="thử nghiệm",
        body=body_from_text("Nội dung."),
        addressees=("Các sở",),
        recipients=("Như trên",),
        signer=office.leader,
        right=signing_right(office.leader, "letter")[0],
    )
    drafting.save_draft(document, actor=office.specialist, fields=fields)
    submitting.submit_draft(document, actor=office.specialist, to=office.leader)
    return document


def signed(office: Office) -> Outgoing:
    document = submitted(office)
    submitting.sign_with_pin(document, actor=office.leader, pin=PIN)
    return document


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread with a connection of its own; what came out, refusals included."""
    gate = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(index: int, work: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[index] = work()
        except Refused as refused:
            results[index] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_clerks_number_at_once(office: Office) -> None:
    documents = [signed(office) for _ in range(8)]
    register = usual_register(office.agency, RegisterKind.OUTGOING)

    def number(mine: list[Outgoing]) -> Callable[[], object]:
        return lambda: [
            issuing.assign_number(one, actor=office.clerk, register=register) for one in mine
        ]

    at_once(*(number(documents[start::4]) for start in range(4)))
    taken = sorted(Outgoing.objects.values_list("number", flat=True))
    assert taken == list(range(1, 9))
    register.refresh_from_db()
    assert register.last_number == 8


def test_a_double_click_issues_once(office: Office, receivers: list[Agency]) -> None:
    document = signed(office)

    def click() -> object:
        mine = Outgoing.objects.get(pk=document.pk)
        return issuing.number_seal_and_issue(mine, actor=office.clerk, pin=PIN, agencies=receivers)

    results = at_once(click, click, click)
    assert sum(isinstance(one, Conflict) for one in results) == 2
    _assert_issued_once(document, receivers)


def test_one_number_for_two_who_number_the_same(office: Office) -> None:
    document = signed(office)
    register = usual_register(office.agency, RegisterKind.OUTGOING)

    def number() -> object:
        mine = Outgoing.objects.get(pk=document.pk)
        return issuing.assign_number(mine, actor=office.clerk, register=register)

    results = at_once(number, number)
    assert sum(isinstance(one, Conflict) for one in results) == 1
    register.refresh_from_db()
    assert register.last_number == 1


def _assert_issued_once(document: Outgoing, receivers: list[Agency]) -> None:
    document.refresh_from_db()
    assert document.state == OutgoingState.ISSUED
    assert document.number == 1
    assert Register.objects.get(kind=RegisterKind.OUTGOING).last_number == 1
    arrived = Incoming.objects.values_list("agency", flat=True)
    assert sorted(arrived) == sorted(agency.pk for agency in receivers)
    assert document.issued is not None
    from congvu.files.queries import read

    verdict = verify(read(document.issued))
    assert verdict.result is Result.VALID
    assert verdict.complete
    assert verify_chain(document.agency).ok
    assert all(verify_chain(agency).ok for agency in receivers)


_KILLED = """
    import os, signal
    import django
    django.setup()
    from congvu.directory.models import Agency, Appointment
    from congvu.documents.actions import issuing, submitting
    from congvu.documents.models import Outgoing
    from congvu.files import actions as files

    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    document = Outgoing.objects.get(pk={document})
    actor = Appointment.objects.whole().get(pk={actor})
    {blow}
    {work}
"""
_SIGN = "submitting.sign_with_pin(document, actor=actor, pin={pin!r})"
_ISSUE = (
    "issuing.number_seal_and_issue(document, actor=actor, pin={pin!r}, "
    "agencies=list(Agency.objects.filter(pk__in={agencies})))"
)


def run_and_die(document: Outgoing, *, actor: int, blow: str, work: str) -> None:
    """The work in a process of its own that is killed where `blow` says."""
    settings = connection.settings_dict
    script = textwrap.dedent(_KILLED).format(
        document=document.pk, actor=actor, blow=blow, work=work
    )
    url = (
        f"postgresql://{settings['USER']}:{settings['PASSWORD']}@/{settings['NAME']}"
        f"?host={settings['HOST']}" + (f"&port={settings['PORT']}" if settings["PORT"] else "")
    )
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "congvu.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == -9, done.stderr.decode()[-2000:]


@pytest.mark.parametrize(
    ("blow", "number"),
    [
        pytest.param("issuing.take_number = die", None, id="while the number is taken"),
        pytest.param("issuing._seal = die", 1, id="between number and seal"),
        pytest.param("issuing.verify = die", 1, id="between seal and issue"),
        pytest.param("issuing.arrive = die", 1, id="while it is issued"),
        pytest.param("issuing.publish = die", 1, id="just before the commit"),
    ],
)
def test_killed_while_issuing(
    office: Office, receivers: list[Agency], blow: str, number: int | None
) -> None:
    document = signed(office)
    work = _ISSUE.format(pin=PIN, agencies=[agency.pk for agency in receivers])
    run_and_die(document, actor=office.clerk.pk, blow=blow, work=work)

    document.refresh_from_db()
    assert document.number == number
    assert document.state == (OutgoingState.NUMBERED if number else OutgoingState.SIGNED)
    assert not Incoming.objects.exists()
    assert verify_chain(office.agency).ok

    issuing.number_seal_and_issue(document, actor=office.clerk, pin=PIN, agencies=receivers)
    _assert_issued_once(document, receivers)


@pytest.mark.parametrize(
    "blow",
    [
        pytest.param("submitting.signing.sign = die", id="while the key signs"),
        pytest.param("submitting.sign = die; die.check = lambda *_: None", id="before it is kept"),
        pytest.param("submitting.notify = die", id="just before the commit"),
    ],
)
def test_killed_while_signing(office: Office, blow: str) -> None:
    document = submitted(office)
    work = _SIGN.format(pin=PIN)
    run_and_die(document, actor=office.leader.pk, blow=blow, work=work)

    document.refresh_from_db()
    assert document.state == OutgoingState.SUBMITTED
    assert document.signed is None

    submitting.sign_with_pin(document, actor=office.leader, pin=PIN)
    document.refresh_from_db()
    assert document.state == OutgoingState.SIGNED


def test_a_wrong_pin_costs_no_number(office: Office, receivers: list[Agency]) -> None:
    document = signed(office)
    with pytest.raises(Refused) as refused:
        issuing.number_seal_and_issue(
            document, actor=office.clerk, pin="135790", agencies=receivers
        )
    assert refused.value.field == "pin"
    assert not Register.objects.filter(last_number__gt=0).exists()
    assert Outgoing.objects.get(pk=document.pk).state == OutgoingState.SIGNED
