"""Closed files go to the agency's archive, with list and minutes (NĐ 30/2020, Article 30)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Max, Q
from django.urls import reverse

from congvu.core import clock
from congvu.core.actions import work
from congvu.core.refused import Forbidden, Refused
from congvu.directory.models import Agency, Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.lifecycles import case_file as lifecycle
from congvu.documents.models import CaseFile, CaseFileTransfer
from congvu.documents.types import CaseFileState
from congvu.notices.actions import notify

NOTICE_DAYS = 30
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
