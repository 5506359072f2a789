"""Case files are planned, opened, filled in order, closed (NĐ 30/2020, Articles 28 and 29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Conflict, NotFound, Refused
from congvu.directory.models import Agency, Appointment, Unit
from congvu.documents import policy
from congvu.documents.actions.lifecycles import case_file as lifecycle
from congvu.documents.models import CaseFile, CaseFileEntry, Incoming, Outgoing
from congvu.documents.queries.case_files import unfinished_in
from congvu.documents.queries.incoming import visible_to as incoming_visible_to
from congvu.documents.queries.outgoing import visible_to as outgoing_visible_to
from congvu.documents.types import CaseFileRights, CaseFileState, IncomingState

MOST_DOCUMENTS = 999
"""The ordinal of a document has three digits (Annex VI)."""
_TAKEN = "Số, ký hiệu hồ sơ này đã có trong danh mục của năm."


@dataclass(frozen=True)
class CaseFileFields:
    """What the list says of a file; `retention_years` is none for what is kept for ever."""

    code: str
    title: str
    heading: str = ""
    retention_years: int | None = None
    rights: str = CaseFileRights.RESTRICTED
    construction: bool = False
    unit: Unit | None = None
    keeper: Appointment | None = None


@lifecycle.creation("Đưa vào danh mục hồ sơ", end=CaseFileState.PLANNED, who=policy.is_clerk)
def plan(*, actor: Appointment, year: int, fields: CaseFileFields) -> CaseFile:
    """A file that the agency expects in the year."""
    _check_year(year)
    found = CaseFile(agency=actor.agency, year=year)
    _fill(found, fields)
    _save(found)
    return found


def _check_year(year: int) -> None:
    this = clock.today().year
    if year not in (this, this + 1):
        raise Conflict(f"Danh mục hồ sơ được lập cho năm {this} và năm {this + 1}.")


@lifecycle.creation("Lập hồ sơ ngoài danh mục", end=CaseFileState.OPEN, who=policy.may_draft)
def begin(*, actor: Appointment, fields: CaseFileFields) -> CaseFile:
    """A matter that the list did not foresee: its file is opened at once, kept by who opens it."""
    today = clock.today()
    found = CaseFile(agency=actor.agency, year=today.year, state=CaseFileState.OPEN)
    _fill(found, fields)
    found.keeper, found.started_on = fields.keeper or actor, today
    found.unit = found.unit or found.keeper.unit
    _save(found)
    return found


def _fill(found: CaseFile, fields: CaseFileFields) -> None:
    for place in (fields.unit, fields.keeper):
        if place is not None and place.agency_id != found.agency_id:
            raise Refused("Xin chọn đơn vị, người trong cơ quan.", field="keeper")
    found.code, found.title, found.heading = (
        " ".join(words.split()) for words in (fields.code, fields.title, fields.heading)
    )
    found.retention_years, found.rights = fields.retention_years, fields.rights
    found.construction = fields.construction
    found.keeper = fields.keeper
    found.unit = fields.unit or (fields.keeper.unit if fields.keeper else None)


def _save(found: CaseFile) -> None:
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as taken:
        raise Refused(_TAKEN, field="code") from taken


def _plans_for(actor: Appointment, agency: Agency) -> bool:
    return policy.is_clerk(actor) and actor.agency_id == agency.pk


@command("Lập danh mục hồ sơ từ năm trước", who=_plans_for, records=("year",))
def plan_from_before(agency: Agency, *, actor: Appointment, year: int) -> int:
    """The list of the year before, anew; files that stand already are left. How many were added."""
    _check_year(year)
    before = CaseFile.objects.filter(agency=agency, year=year - 1).order_by("heading", "code")
    standing = CaseFile.objects.filter(agency=agency, year=year).values("code")
    coming = [
        CaseFile(
            agency=agency,
            year=year,
            heading=one.heading,
            code=one.code,
            title=one.title.replace(str(year - 1), str(year)),
            retention_years=one.retention_years,
            rights=one.rights,
            construction=one.construction,
            unit=one.unit,
            keeper=one.keeper,
        )
        for one in before.exclude(code__in=standing).select_related("unit", "keeper")
    ]
    if not coming:
        raise Conflict(f"Danh mục năm {year - 1} không còn hồ sơ nào chưa có trong năm {year}.")
    return len(CaseFile.objects.bulk_create(coming, batch_size=500))


@command("Bỏ khỏi danh mục hồ sơ", who=policy.is_clerk_of_file)
def drop(found: CaseFile, *, actor: Appointment) -> None:
    """A planned file that will not be."""
    row = CaseFile.objects.select_for_update().filter(pk=found.pk).first()
    if row is None or row.state != CaseFileState.PLANNED:
        raise Conflict("Hồ sơ đã mở nên không bỏ khỏi danh mục được.")
    row.delete()


@lifecycle.action(
    "Sửa thông tin hồ sơ",
    start={CaseFileState.PLANNED, CaseFileState.OPEN},
    who=policy.keeps_case_file,
)
def revise(found: CaseFile, *, actor: Appointment, fields: CaseFileFields) -> None:
    """Another title, retention or keeper."""
    kept = found.keeper
    _fill(found, fields)
    if found.state == CaseFileState.OPEN and found.keeper is None:
        found.keeper = kept
    _save(found)


@lifecycle.action(
    "Mở hồ sơ",
    start={CaseFileState.PLANNED},
    end=CaseFileState.OPEN,
    who=policy.may_open_case_file,
    primary=True,
)
def open_file(found: CaseFile, *, actor: Appointment) -> None:
    """The matter begins; where the list names only a unit, whoever opens it keeps it."""
    found.keeper = found.keeper or actor
    found.unit = found.unit or found.keeper.unit
    found.started_on = clock.today()


@lifecycle.action("Đưa văn bản vào hồ sơ", start={CaseFileState.OPEN}, who=policy.keeps_case_file)
def put_in(found: CaseFile, *, actor: Appointment, document: Incoming | Outgoing) -> CaseFileEntry:
    """At its place by date; the same document may lie in many files, once in each."""
    _check(found, document, actor)
    day = document.dated_on
    if day is None:
        raise Conflict("Văn bản đi được đưa vào hồ sơ sau khi cấp số.")
    entries = found.entries
    if entries.count() >= MOST_DOCUMENTS:
        raise Conflict(f"Mỗi hồ sơ có tối đa {MOST_DOCUMENTS} văn bản; xin lập thêm tập mới.")
    last = entries.filter(dated_on__lte=day).aggregate(last=Max("position"))["last"] or 0
    entries.filter(position__gt=last).update(position=F("position") + 1)
    where: dict[str, Any] = {_key(document): document}
    return CaseFileEntry.objects.create(
        case_file=found, position=last + 1, dated_on=day, added_by=actor, **where
    )


def _key(document: Incoming | Outgoing) -> str:
    return "incoming" if isinstance(document, Incoming) else "outgoing"


def _check(found: CaseFile, document: Incoming | Outgoing, actor: Appointment) -> None:
    seen = incoming_visible_to if isinstance(document, Incoming) else outgoing_visible_to
    if not seen(actor).filter(pk=document.pk).exists():
        raise NotFound
    if isinstance(document, Incoming) and document.state == IncomingState.RECALLED:
        raise Conflict("Nơi gửi đã thu hồi văn bản này, không đưa vào hồ sơ nữa.")
    if found.entries.filter(**{_key(document): document}).exists():
        raise Conflict(f"Văn bản đã có trong {found.label}.", field="case_file")


@lifecycle.action(
    "Đưa văn bản ra khỏi hồ sơ",
    start={CaseFileState.OPEN},
    who=policy.keeps_case_file,
    records=("entry",),
)
def take_out(found: CaseFile, *, actor: Appointment, entry: int) -> None:
    """It no longer lies here; the document itself stays where it is."""
    row = _entry(found, entry)
    row.delete()
    found.entries.filter(position__gt=row.position).update(position=F("position") - 1)


def _entry(found: CaseFile, pk: int) -> CaseFileEntry:
    row = found.entries.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


@lifecycle.action("Sắp xếp văn bản", start={CaseFileState.OPEN}, who=policy.keeps_case_file)
def move(found: CaseFile, *, actor: Appointment, entry: int, to: int) -> None:
    """To another place; those between move by one."""
    row = _entry(found, entry)
    to = max(1, min(to, found.entries.count()))
    if to < row.position:
        between = found.entries.filter(position__gte=to, position__lt=row.position)
        between.update(position=F("position") + 1)
    else:
        between = found.entries.filter(position__gt=row.position, position__lte=to)
        between.update(position=F("position") - 1)
    found.entries.filter(pk=row.pk).update(position=to)


@lifecycle.action(
    "Kết thúc hồ sơ",
    start={CaseFileState.OPEN},
    end=CaseFileState.CLOSED,
    who=policy.keeps_case_file,
    records=("ended_on",),
)
def close(found: CaseFile, *, actor: Appointment, ended_on: date) -> None:
    """The matter is over: everything in the file is finished, and its way to the archive begins."""
    if found.started_on and not found.started_on <= ended_on <= clock.today():
        raise Refused("Ngày kết thúc từ ngày mở hồ sơ đến hôm nay.", field="ended_on")
    if not found.entries.exists():
        raise Conflict("Hồ sơ chưa có văn bản nào.")
    waiting = unfinished_in(found)
    if waiting:
        raise Conflict(
            f"Còn {len(waiting)} văn bản chưa xử lý xong hoặc chưa phát hành: "
            f"{', '.join(one.code for one in waiting[:5])}. Xin xử lý xong hoặc đưa ra khỏi hồ sơ."
        )
    found.ended_on, found.transfer_due_on = ended_on, found.due_after(ended_on)
    found.reminded_on = None


@lifecycle.action(
    "Mở lại hồ sơ",
    start={CaseFileState.CLOSED},
    end=CaseFileState.OPEN,
    who=policy.keeps_case_file,
)
def reopen(found: CaseFile, *, actor: Appointment) -> None:
    """Something came after the end."""
    found.ended_on = found.transfer_due_on = found.reminded_on = None
