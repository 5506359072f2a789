"""Closed files go to the agency's archive, with list and minutes (NĐ 30/2020, Article 30)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Max, Q
from django.urls import reverse

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.offering import offer
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.directory.models import Agency, Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.lifecycles import case_file as lifecycle
from congvu.documents.models import CaseFile, CaseFileTransfer
from congvu.documents.types import CaseFileState
from congvu.notices.actions import notify

NOTICE_DAYS = 30
KEPT_YEARS = 2
LEAST_YEARS = 5
"""Files kept for fewer years stay with the unit (Article 30)."""


@lifecycle.action(
    "Nộp lưu",
    start={CaseFileState.CLOSED},
    end=CaseFileState.HANDED_OVER,
    who=policy.is_clerk_of_file,
    records=("transfer",),
)
def hand_over_file(found: CaseFile, *, actor: Appointment, transfer: CaseFileTransfer) -> None:
    """From now on nothing in the file changes."""
    found.transfer = transfer


@lifecycle.action(
    "Cho giữ lại sau hạn nộp lưu",
    start={CaseFileState.CLOSED},
    who=policy.leads_agency_of_file,
    records=("until", "words"),
)
def keep_longer(found: CaseFile, *, actor: Appointment, until: date, words: str) -> None:
    """The agency's leader lets the unit keep it, two years at most (Article 30)."""
    if found.ended_on is None or found.transfer_due_on is None:
        raise Conflict("Hồ sơ chưa kết thúc.")
    due = found.due_after(found.ended_on)
    last = due.replace(year=due.year + KEPT_YEARS, day=min(due.day, 28))
    if not found.transfer_due_on < until <= last:
        raise Refused(
            f"Ngày giữ lại sau {found.transfer_due_on:%d/%m/%Y} và không quá {last:%d/%m/%Y} "
            f"({KEPT_YEARS} năm kể từ hạn nộp lưu).",
            field="until",
        )
    found.transfer_due_on, found.reminded_on = until, None
    if found.keeper is not None and found.keeper.pk != actor.pk:
        notify(
            [found.keeper],
            text=f"{found.label} được giữ lại đến {until:%d/%m/%Y}: {words}",
            url=reverse("documents:case_file", args=[found.pk]),
            kind="case_file",
        )


def hand_over_files(
    files: Sequence[CaseFile], *, actor: Appointment, giver: Appointment, words: str = ""
) -> CaseFileTransfer:
    """The files of one giver, taken in by the clerk who acts: one minutes, all or none."""
    if not policy.is_clerk(actor):
        raise Forbidden
    if not files:
        raise Refused("Xin chọn ít nhất một hồ sơ.", field="chosen")
    if giver.agency_id != actor.agency_id:
        raise Refused("Bên giao là người của cơ quan.", field="giver")
    offer({"words": words}, actor=actor, door=hand_over_file.label)
    year = clock.today().year
    with work():
        Agency.objects.select_for_update(no_key=True).get(pk=actor.agency_id)
        before = CaseFileTransfer.objects.filter(agency=actor.agency_id, year=year)
        transfer = CaseFileTransfer.objects.create(
            agency=actor.agency,
            year=year,
            number=(before.aggregate(last=Max("number"))["last"] or 0) + 1,
            giver=giver,
            receiver=actor,
            words=words.strip(),
            at=clock.now(),
        )
        for one in files:
            hand_over_file(one, actor=actor, transfer=transfer)
    return transfer


def remind_of_transfers() -> int:
    """Thirty days before files are due at the archive, tell who keeps them, once; how many."""
    until = clock.today() + timedelta(days=NOTICE_DAYS)
    lasting = Q(retention_years=None) | Q(retention_years__gte=LEAST_YEARS)
    rows = CaseFile.objects.filter(
        lasting, state=CaseFileState.CLOSED, transfer_due_on__lte=until, reminded_on=None
    )
    found = list(rows.select_related("keeper").order_by("pk"))
    of_agency: defaultdict[int, list[CaseFile]] = defaultdict(list)
    for one in found:
        of_agency[one.agency_id].append(one)
    for agency_id, files in of_agency.items():
        with work():
            _remind(agency_id, files)
    return len(found)


def _remind(agency_id: int, files: list[CaseFile]) -> None:
    for one in files:
        if one.keeper is not None:
            notify(
                [one.keeper],
                text=f"{one.label} đến hạn nộp lưu ngày {one.transfer_due_on:%d/%m/%Y}",
                url=reverse("documents:case_file", args=[one.pk]),
                kind="case_file",
            )
    clerks = Appointment.objects.in_force().filter(agency=agency_id, role=Role.CLERK)
    notify(
        clerks,
        text=f"{len(files)} hồ sơ sắp đến hạn nộp vào lưu trữ cơ quan",
        url=reverse("documents:case_file_transfer_new"),
        kind="case_file",
    )
    ids = [one.pk for one in files]
    CaseFile.objects.filter(pk__in=ids).update(reminded_on=clock.today())
