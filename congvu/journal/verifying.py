"""Reading a chain from its first entry to its last and naming the first broken link.

Editing, inserting, moving and taking out entries breaks the hashes. Cutting the end off does not:
that is found by the chain's own end and, where that was changed too, by the anchors, in the
database and in the files outside it. What was appended after the last anchor and cut off together
with the chain's end before the next one leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from congvu.directory.models import Agency
from congvu.journal.anchor_files import anchors_outside
from congvu.journal.models import GENESIS, Anchor, Chain, Entry
from congvu.journal.record import HASHED, record_hash
from congvu.journal.types import ChainVerdict

_AT_ONCE = 2_000
_SEQ, _PREVIOUS = HASHED.index("seq"), HASHED.index("previous")


class Mark(NamedTuple):
    """What an anchor says: on a day, the entry with this number had this hash."""

    seq: int
    hash: str
    day: str


def verify_chain(agency: Agency) -> ChainVerdict:
    """Read the agency's whole chain; memory stays flat, entries appended meanwhile are left out."""
    agency_id = agency.pk
    chain = Chain.objects.filter(pk=agency_id).first()
    marks = _marks(agency_id)
    if chain is None:
        return _ended(marks, Chain(agency_id=agency_id), 0) or _beyond(agency_id, 0)
    checked, previous = 0, GENESIS
    for entry in _links(agency_id, chain.seq):
        reason = _fault(entry, checked + 1, previous, marks)
        if reason:
            return ChainVerdict(checked, min(entry.seq, checked + 1), reason)
        checked, previous = entry.seq, entry.hash
    chain_end = _chain_end(chain, checked, previous)
    return chain_end or _ended(marks, chain, checked) or _beyond(agency_id, checked)


class Link(NamedTuple):
    """What of an entry decides whether the chain holds: `reckoned` is its true hash."""

    seq: int
    previous: str
    hash: str
    reckoned: str


def _links(agency_id: int, until: int) -> Iterator[Link]:
    rows = Entry.objects.filter(agency_id=agency_id, seq__lte=until).order_by("seq")
    for *values, digest in rows.values_list(*HASHED, "hash").iterator(chunk_size=_AT_ONCE):
        yield Link(values[_SEQ], values[_PREVIOUS], digest, record_hash(values))


def _fault(entry: Link, expected: int, previous: str, marks: dict[int, list[Mark]]) -> str:
    """What is wrong with the link, or nothing."""
    if entry.seq != expected:
        return f"Thiếu mục số {expected}: mục tiếp theo trong sổ là mục số {entry.seq}."
    if entry.previous != previous:
        return f"Mục số {entry.seq} không nối với mục đứng trước nó."
    if entry.reckoned != entry.hash:
        return f"Nội dung mục số {entry.seq} không khớp mã băm: đã bị sửa sau khi ghi."
    for mark in marks.pop(entry.seq, []):
        if mark.hash != entry.hash:
            return (
                f"Mục số {entry.seq} không khớp mốc neo ngày {mark.day}: "
                "sổ đã bị ghi lại từ mục này trở về trước."
            )
    return ""


def _chain_end(chain: Chain, checked: int, previous: str) -> ChainVerdict | None:
    if checked < chain.seq:
        return _missing(checked, f"sổ ghi nhận đến mục số {chain.seq}")
    if previous != chain.head:
        reason = f"Mục cuối (số {checked}) không khớp mã băm cuối chuỗi."
        return ChainVerdict(checked, checked, reason)
    return None


def _ended(marks: dict[int, list[Mark]], chain: Chain, checked: int) -> ChainVerdict | None:
    """The anchors that no entry has met lie beyond the end (the chain moved on since: not so)."""
    beyond = [mark for group in marks.values() for mark in group if mark.seq > chain.seq]
    if not beyond:
        return None
    last = max(beyond)
    now = Chain.objects.filter(pk=chain.agency_id).values_list("seq", flat=True).first() or 0
    if last.seq <= now:
        return None
    return _missing(checked, f"mốc neo ngày {last.day} ghi nhận đến mục số {last.seq}")


def _missing(checked: int, known: str) -> ChainVerdict:
    return ChainVerdict(
        checked,
        checked + 1,
        f"Phần cuối sổ bị mất từ mục số {checked + 1}: {known}.",
    )


def _beyond(agency_id: int, checked: int) -> ChainVerdict:
    """Entries after the chain's end were not appended by the product; asked in one snapshot."""
    end = Chain.objects.filter(pk=OuterRef("agency_id")).values("seq")
    rows = Entry.objects.filter(agency_id=agency_id).exclude(seq__lte=Subquery(end))
    stray = rows.order_by("seq").values_list("seq", flat=True).first()
    if stray is None:
        return ChainVerdict(checked)
    reason = f"Mục số {stray} nằm ngoài chuỗi: được chèn thêm sau mục cuối."
    return ChainVerdict(checked, stray, reason)


def _marks(agency_id: int) -> dict[int, list[Mark]]:
    """All anchors of the chain by sequence number, from the table and from the files."""
    rows = Anchor.objects.filter(agency_id=agency_id).values_list("seq", "hash", "on")
    kept = {Mark(seq, digest, f"{day:%d/%m/%Y}") for seq, digest, day in rows}
    found: dict[int, list[Mark]] = {}
    for mark in kept | {Mark(*outside) for outside in anchors_outside(agency_id)}:
        found.setdefault(mark.seq, []).append(mark)
    return found
