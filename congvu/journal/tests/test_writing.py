from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from congvu.core import clock, origin
from congvu.core.acts import tell, work
from congvu.directory.models import Agency, AgencyKind, Appointment
from congvu.directory.tests.factories import AgencyFactory, Office
from congvu.journal.actions import anchor
from congvu.journal.models import GENESIS, Chain, Entry
from congvu.journal.queries import history, verify_chain
from congvu.journal.tests.acts import act

pytestmark = pytest.mark.django_db


def test_an_act_becomes_an_entry_with_its_words_frozen(office: Office) -> None:
    moment = datetime(2026, 4, 1, 9, 21, 5, 123456, tzinfo=UTC)
    with clock.fixed(moment), origin.of(origin.Origin("10.0.0.9", "Firefox")):
        tell(act(office.agency, office.head, detail={"reason": "Sửa mục 2"}))
    office.head.person.name = "Tên khác"
    office.head.person.save()

    entry = Entry.objects.get()

    assert entry.at == moment
    assert entry.actor == office.head
    assert entry.person.startswith("Nguyễn Văn Thử")
    assert entry.acting_as == f"Trưởng phòng, {office.unit.name}, {office.agency.name}"
    assert (entry.action, entry.label) == ("draft.submit", "Trình ký")
    assert (entry.state_before, entry.state_after) == ("draft", "submitted")
    assert entry.detail == {"reason": "Sửa mục 2"}
    assert (entry.address, entry.device) == ("10.0.0.9", "Firefox")
    assert (entry.seq, entry.previous) == (1, GENESIS)


def test_the_hash_can_be_reckoned_by_anyone(office: Office) -> None:
    with clock.fixed(datetime(2026, 4, 1, 9, 21, 5, tzinfo=UTC)):
        tell(act(office.agency, detail={"b": [1, None], "a": "ủy"}))
    entry = Entry.objects.get()
    form = {
        "acting_as": "",
        "action": "draft.submit",
        "actor_id": None,
        "address": "",
        "agency_id": office.agency.pk,
        "at": "2026-04-01T09:21:05.000000+00:00",
        "detail": {"a": "ủy", "b": [1, None]},
        "device": "",
        "label": "Trình ký",
        "person": "",
        "previous": GENESIS,
        "seq": 1,
        "state_after": "submitted",
        "state_before": "draft",
        "subject_id": 7,
        "subject_label": "V/v tăng cường ứng dụng CNTT",
        "subject_type": "documents.draft",
    }

    text = json.dumps(form, ensure_ascii=False, separators=(",", ":"))

    assert entry.hash == hashlib.sha256(text.encode()).hexdigest()


def test_each_agency_has_its_own_chain(office: Office, other_office: Office) -> None:
    with work():
        tell(act(other_office.agency))
        tell(act(office.agency))
        tell(act(other_office.agency))
    tell(act(office.agency))

    assert Chain.objects.get(pk=office.agency.pk).seq == 2
    assert Chain.objects.get(pk=other_office.agency.pk).seq == 2
    assert verify_chain(office.agency).ok
    assert verify_chain(other_office.agency).checked == 2


def test_what_fails_leaves_no_entry(office: Office) -> None:
    def fail() -> None:
        with work():
            tell(act(office.agency))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not Entry.objects.exists()


def test_an_act_of_no_agency_stands_in_the_province_chain(office: Office) -> None:
    province = AgencyFactory(kind=AgencyKind.PROVINCE)
    AgencyFactory(kind=AgencyKind.PROVINCE)

    tell(act(office.agency, agency_id=0))

    assert Entry.objects.get().agency == province


def test_three_hundred_acts_take_a_handful_of_queries(
    office: Office,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    agencies: list[Agency] = AgencyFactory.create_batch(260)
    with work():
        for agency in agencies[:200]:
            tell(act(agency))
    clerk = Appointment.objects.whole().get(pk=office.clerk.pk)

    # savepoint in and out, which chains there are, those that begin, the lock, entries, ends
    with django_assert_num_queries(7), work():
        for agency in agencies:
            tell(act(agency, clerk))

    assert Chain.objects.get(pk=agencies[0].pk).seq == 2
    assert all(verify_chain(agency).ok for agency in agencies[195:205])


def test_an_actor_with_no_names_loaded_is_read_once(
    office: Office,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    tell(act(office.agency))
    bare = [Appointment.objects.get(pk=office.clerk.pk) for _ in range(3)]

    with django_assert_num_queries(7), work():
        for actor in bare:
            tell(act(office.agency, actor))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET hash = ''",
        "UPDATE {} SET hash = '' WHERE false",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "TRUNCATE {} CASCADE",
        "SET LOCAL session_replication_role = replica; DELETE FROM {}",
    ],
)
@pytest.mark.parametrize("table", ["journal_entry", "journal_anchor"])
def test_the_database_refuses_change(office: Office, table: str, statement: str) -> None:
    tell(act(office.agency))
    anchor()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table))

    assert Entry.objects.count() == 1


def test_the_history_of_a_thing_spans_agencies(
    office: Office,
    other_office: Office,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    tell(act(office.agency))
    tell(act(other_office.agency, label="Tiếp nhận"))
    tell(act(office.agency, subject_id=8))

    with django_assert_num_queries(1):
        labels = [entry.label for entry in history("documents.draft", 7)]

    assert labels == ["Trình ký", "Tiếp nhận"]
