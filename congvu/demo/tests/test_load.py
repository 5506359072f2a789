"""The demo province loads whole, once, and opens for signing."""

from __future__ import annotations

import pytest

from congvu.accounts.demo import demo_accounts
from congvu.accounts.models import User
from congvu.demo.load import load
from congvu.directory.models import Agency, AgencyKind, Appointment, Person, Role
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import Assignment, Incoming, Outgoing
from congvu.documents.types import (
    AssignmentState,
    IncomingState,
    OutgoingState,
    Part,
    RegisterKind,
)
from congvu.files.queries import read
from congvu.journal.queries import verify_chain
from congvu.signing.models import HeldKey, SealUse
from congvu.signing.queries import verify
from congvu.signing.types import Result


@pytest.mark.slow
def test_the_province_is_whole_and_loads_once(db: None) -> None:
    load()
    load()
    kinds = Agency.objects.values_list("kind", flat=True)
    assert list(kinds).count(AgencyKind.DISTRICT) == 18
    assert list(kinds).count(AgencyKind.COMMUNE) == 241
    assert 280 <= Person.objects.count() == User.objects.filter(demo=True).count() <= 420
    province = Agency.objects.get(code="H47")
    assert usual_register(province, RegisterKind.OUTGOING).last_number == 1803
    assert HeldKey.objects.count() == 30
    assert SealUse.objects.count() == 11
    clerk = Appointment.objects.get(agency=province, role=Role.CLERK)
    assert clerk.person.appointments.count() == 2
    assert province.receiver_groups.count() == 3
    assert demo_accounts()
    _assert_the_directive_waits()
    _assert_lively()


def _assert_the_directive_waits() -> None:
    directive = Outgoing.objects.get(abstract__startswith="tăng cường ứng dụng công nghệ thông tin")
    assert directive.state == OutgoingState.SUBMITTED
    assert directive.holder == directive.signer
    assert directive.versions.count() == 2


def _assert_lively() -> None:
    """Every state of every lifecycle occurs; what was signed and written down is sound."""
    for kind, states in (
        (Outgoing, OutgoingState),
        (Incoming, IncomingState),
        (Assignment, AssignmentState),
    ):
        assert set(kind.objects.values_list("state", flat=True)) == set(states)
    assert set(Assignment.objects.values_list("part", flat=True)) == set(Part)
    for document in Outgoing.objects.filter(state=OutgoingState.ISSUED).order_by("?")[:5]:
        assert document.issued is not None
        verdict = verify(read(document.issued))
        assert verdict.result is Result.VALID, verdict.sentence
    broken = [one for one in Agency.objects.all() if not verify_chain(one).ok]
    assert not broken
