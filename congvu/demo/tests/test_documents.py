"""The demo province loads whole and once: every state occurs, everything verifies, all find work.

Loading takes a minute, so that what is asked of it is asked of one.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from congvu.accounts.demo import demo_accounts
from congvu.accounts.models import User
from congvu.core import clock
from congvu.demo.load import load
from congvu.directory.models import Agency, AgencyKind, Appointment, Person, Role
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import Assignment, Attachment, Incoming, Outgoing
from congvu.documents.queries.today import waiting_for
from congvu.documents.types import (
    AssignmentState,
    IncomingState,
    OutgoingState,
    Part,
    RegisterKind,
    Source,
    Urgency,
)
from congvu.files import queries as files
from congvu.journal.models import Chain
from congvu.journal.verifying import verify_chain
from congvu.notices.models import Notice
from congvu.search.checking import compare
from congvu.search.models import Entry
from congvu.services.models import Dossier, Procedure
from congvu.signing.loading import loading
from congvu.signing.models import HeldKey, SealUse
from congvu.signing.queries import verify
from congvu.signing.types import Result

pytestmark = pytest.mark.slow

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_BUSY = ("UBND tỉnh", "STTTT", "SYT", "SNV", "UBND huyện Nam Trà My")
_DAY_OF = {
    Role.CLERK: {"to_issue", "arrived"},
    Role.UNIT_HEAD: {"to_do"},
    Role.SPECIALIST: {"to_do"},
    Role.LEADER: {"to_do"},
}


def _this_year(month: int, day: int, hour: int) -> datetime:
    return datetime(clock.today().year, month, day, hour, 30, tzinfo=_ZONE)


def test_the_province_loads_once_with_documents_in_every_state(db: None) -> None:
    moment = _this_year(6, 18, 14)
    with clock.fixed(moment):
        load()
        load()
        _the_province_is_whole()
        _every_state()
        _everything_is_found()
        _the_directive_waits_for_its_number()
        _dates_and_numbers_ascend(moment)
        _one_document_to_all()
        _everybody_has_a_day()
        _some_are_late()
        _dossiers_are_on_their_way()
        with loading():
            _signatures_are_valid()
    broken = [one.agency_id for one in Chain.objects.all() if verify_chain(one.agency).first_broken]
    assert not broken


def test_in_the_first_hour_of_a_year(db: None) -> None:
    with clock.fixed(_this_year(1, 1, 0)):
        load()
        _every_state()
        _the_directive_waits_for_its_number()
        assert not Incoming.objects.filter(arrived_at__gt=clock.now()).exists()
        assert {one.year for one in Outgoing.objects.exclude(year=None)} == {clock.today().year}


def _the_province_is_whole() -> None:
    kinds = Agency.objects.values_list("kind", flat=True)
    assert list(kinds).count(AgencyKind.DISTRICT) == 18
    assert list(kinds).count(AgencyKind.COMMUNE) == 241
    assert 280 <= Person.objects.count() == User.objects.filter(demo=True).count() <= 520
    assert HeldKey.objects.count() == 33
    assert SealUse.objects.count() == 12
    province = Agency.objects.get(code="H47")
    clerk = Appointment.objects.get(agency=province, role=Role.CLERK)
    assert clerk.person.appointments.count() == 2
    assert province.receiver_groups.count() == 3
    assert demo_accounts()


def _dossiers_are_on_their_way() -> None:
    """Fifteen procedures in force, dossiers before, in and after their handling."""
    assert Procedure.objects.filter(current__isnull=False).count() == 15
    states = set(Dossier.objects.values_list("state", flat=True))
    assert states >= {"filed", "accepted", "in_progress", "supplement", "done", "returned"}


def _everything_is_found() -> None:
    """What is indexed at the end of loading is all there is."""
    assert Entry.objects.count() > Incoming.objects.count() > 300
    check = compare()
    assert (check.missing, check.stale, check.extra) == (0, 0, 0)


def _every_state() -> None:
    assert set(Outgoing.objects.values_list("state", flat=True)) == set(OutgoingState.values)
    assert set(Incoming.objects.values_list("state", flat=True)) == set(IncomingState.values)
    assert set(Assignment.objects.values_list("state", flat=True)) == set(AssignmentState.values)
    assert set(Assignment.objects.values_list("part", flat=True)) == set(Part.values)
    assert Assignment.objects.filter(parent__isnull=False).exists()
    assert set(Outgoing.objects.values_list("urgency", flat=True)) == set(Urgency.values)
    assert Outgoing.objects.filter(source=Source.UPLOAD).exists()
    assert Outgoing.objects.filter(reply_to__isnull=False, state=OutgoingState.ISSUED).exists()
    assert Incoming.objects.filter(paper=True).count() >= 5
    assert 60 <= Outgoing.objects.count() <= 120
    assert len(set(Outgoing.objects.values_list("kind", flat=True))) >= 9


def _the_directive_waits_for_its_number() -> None:
    province = Agency.objects.get(kind=AgencyKind.PROVINCE)
    assert usual_register(province, RegisterKind.OUTGOING).last_number == 1803
    directive = Outgoing.objects.get(abstract__startswith="tăng cường ứng dụng công nghệ thông tin")
    assert directive.state == OutgoingState.SUBMITTED
    assert directive.holder == directive.signer
    assert directive.versions.count() == 2
    assert directive.opinions.filter(agrees=True).count() == 2


def _dates_and_numbers_ascend(moment: datetime) -> None:
    for register in {one.register for one in Outgoing.objects.exclude(register=None)}:
        rows = Outgoing.objects.filter(register=register).order_by("number")
        days = [one.dated_on for one in rows if one.dated_on]
        assert days == sorted(days)
    issued = Outgoing.objects.filter(state=OutgoingState.ISSUED).order_by("issued_at")
    first, last = issued.first(), issued.last()
    assert first is not None
    assert last is not None
    assert first.issued_at is not None
    assert last.issued_at is not None
    assert (last.issued_at - first.issued_at).days > 30
    assert last.updated_at.date() == moment.date()


def _one_document_to_all() -> None:
    widest = [one for one in Outgoing.objects.all() if one.receivers.count() > 40]
    assert len(widest) >= 3
    mixed = [set(one.arrivals.values_list("state", flat=True)) for one in widest]
    everywhere = set(IncomingState.values) - {IncomingState.RECALLED}
    assert any(states == everywhere for states in mixed)


def _everybody_has_a_day() -> None:
    """Each of these finds something that waits in at least one of the role's lists."""
    idle = []
    for actor in Appointment.objects.whole().filter(agency__short_name__in=_BUSY):
        wanted = _DAY_OF.get(Role(actor.role), set())
        waiting = {one.box for one in waiting_for(actor) if one.count}
        idle += [str(actor)] if wanted and not wanted & waiting else []
    assert len(idle) <= 3, idle
    assert Notice.objects.filter(read_at=None).exists()


def _some_are_late() -> None:
    open_shares = Assignment.objects.exclude(state=AssignmentState.DONE).exclude(part=Part.INFORMED)
    late = open_shares.filter(due_on__lt=clock.today())
    assert late.filter(agency__short_name__in=_BUSY).values("agency").distinct().count() >= 4
    done = Incoming.objects.filter(state=IncomingState.FINISHED, due_on__isnull=False)
    done_late = [one for one in done if one.finished_at and one.finished_at.date() > one.due_on]
    assert 0 < len(done_late) < done.count()


def _signatures_are_valid() -> None:
    for document in Outgoing.objects.filter(state=OutgoingState.ISSUED):
        assert document.issued
        verdict = verify(files.read(document.issued))
        assert verdict.result is Result.VALID, document
        assert verdict.complete
        assert len(verdict.signatures) == 2
    annexes = Attachment.objects.filter(outgoing__state=OutgoingState.ISSUED)
    assert annexes.count() >= 5
    for annex in annexes:
        assert annex.sealed
        assert verify(files.read(annex.sealed)).result is Result.VALID
