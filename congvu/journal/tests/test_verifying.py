from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from congvu.core.acts import tell
from congvu.directory.tests.factories import Office
from congvu.journal.actions import anchor
from congvu.journal.models import Anchor, Chain, Entry
from congvu.journal.queries import verify_chain
from congvu.journal.record import entry_hash
from congvu.journal.tests.acts import act

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(office: Office) -> Office:
    for number in range(1, 7):
        tell(act(office.agency, office.clerk, detail={"number": number}))
    return office


def rewrite(start: int) -> None:
    """What a careful forger does: all hashes from `start` on, and the chain's end, made to fit."""
    entries = list(Entry.objects.order_by("seq"))
    previous = entries[start - 2].hash if start > 1 else "0" * 64
    for entry in entries[start - 1 :]:
        entry.previous = previous
        entry.hash = previous = entry_hash(entry)
        entry.save()
    Chain.objects.update(seq=entries[-1].seq, head=previous)


def test_a_whole_chain(chain: Office) -> None:
    verdict = verify_chain(chain.agency)

    assert (verdict.ok, verdict.checked, verdict.first_broken) == (True, 6, None)


def test_no_chain_yet(office: Office) -> None:
    assert verify_chain(office.agency).ok


@pytest.mark.parametrize(
    "change",
    [
        {"label": "Trả lại"},
        {"person": "Người khác"},
        {"actor_id": None},
        {"detail": {"number": 99}},
        {"subject_id": 8},
        {"at": "2020-01-01T00:00:00Z"},
        {"address": "10.9.9.9"},
    ],
)
def test_an_edit_is_found_and_named(chain: Office, intruder: None, change: dict) -> None:  # type: ignore[type-arg]
    Entry.objects.filter(seq=4).update(**change)

    verdict = verify_chain(chain.agency)

    assert (verdict.ok, verdict.checked, verdict.first_broken) == (False, 3, 4)
    assert "Nội dung mục số 4" in verdict.reason


def test_an_entry_taken_out_is_found(chain: Office, intruder: None) -> None:
    Entry.objects.filter(seq=3).delete()

    verdict = verify_chain(chain.agency)

    assert verdict.first_broken == 3
    assert "Thiếu mục số 3" in verdict.reason


def test_an_entry_taken_out_with_the_rest_moved_up_is_found(chain: Office, intruder: None) -> None:
    Entry.objects.filter(seq=3).delete()
    for seq in (4, 5, 6):
        Entry.objects.filter(seq=seq).update(seq=F("seq") - 1)

    verdict = verify_chain(chain.agency)

    assert verdict.first_broken == 3
    assert "không nối" in verdict.reason


def test_a_cut_end_is_found(chain: Office, intruder: None) -> None:
    Entry.objects.filter(seq__gt=4).delete()

    verdict = verify_chain(chain.agency)

    assert (verdict.checked, verdict.first_broken) == (4, 5)
    assert "sổ ghi nhận đến mục số 6" in verdict.reason


@pytest.mark.parametrize("kept", ["table", "file"])
def test_a_cut_end_with_the_chain_set_back_is_found_by_the_anchor(
    chain: Office, intruder: None, data_dir: Path, kept: str
) -> None:
    anchor(date(2026, 4, 1))
    Entry.objects.filter(seq__gt=4).delete()
    Chain.objects.update(seq=4, head=Entry.objects.get(seq=4).hash)
    if kept == "file":
        Anchor.objects.all().delete()
    else:
        (data_dir / "journal-anchors" / "2026-04-01.json").unlink()

    verdict = verify_chain(chain.agency)

    assert (verdict.checked, verdict.first_broken) == (4, 5)
    assert "mốc neo ngày 01/04/2026 ghi nhận đến mục số 6" in verdict.reason


def test_a_chain_cut_off_whole_is_found_by_the_anchor(chain: Office, intruder: None) -> None:
    anchor(date(2026, 4, 1))
    Entry.objects.all().delete()
    Chain.objects.all().delete()

    assert verify_chain(chain.agency).first_broken == 1


def test_a_rewritten_chain_is_found_by_the_anchor(chain: Office, intruder: None) -> None:
    anchor(date(2026, 4, 1))
    tell(act(chain.agency))
    Entry.objects.filter(seq=2).update(label="Khác")
    rewrite(2)

    verdict = verify_chain(chain.agency)

    assert verdict.first_broken == 6
    assert "mốc neo ngày 01/04/2026" in verdict.reason


def test_an_entry_slipped_in_after_the_end_is_found(chain: Office) -> None:
    entry = Entry.objects.get(seq=6)
    entry.pk, entry.seq, entry.previous = None, 7, entry.hash
    entry.hash = entry_hash(entry)
    entry.save()

    verdict = verify_chain(chain.agency)

    assert verdict.first_broken == 7
    assert "nằm ngoài chuỗi" in verdict.reason


def test_memory_and_queries_stay_flat(chain: Office, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(5):
        verify_chain(chain.agency)


def test_anchoring_twice_a_day_changes_nothing(chain: Office, data_dir: Path) -> None:
    assert anchor(date(2026, 4, 1)) == 1
    content = (data_dir / "journal-anchors" / "2026-04-01.json").read_text()
    tell(act(chain.agency))
    assert anchor(date(2026, 4, 1)) == 1

    assert Anchor.objects.get().seq == 6
    assert (data_dir / "journal-anchors" / "2026-04-01.json").read_text() == content


def test_the_command_names_the_first_broken_link(chain: Office, intruder: None) -> None:
    Entry.objects.filter(seq=4).update(label="Khác")
    out = StringIO()

    with pytest.raises(CommandError) as failed:
        call_command("verify_journal", stdout=out)

    assert failed.value.returncode == 1
    assert "ĐỨT tại mục số 4" in out.getvalue()


def test_the_command_is_content_with_whole_chains(chain: Office) -> None:
    out = StringIO()
    call_command("verify_journal", chain.agency.code, stdout=out)

    assert "toàn vẹn, 6 mục" in out.getvalue()
