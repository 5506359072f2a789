"""Case files of the demo: the province's list of the year, some of them open and filled."""

from __future__ import annotations

from congvu.core import clock
from congvu.demo.documents.scene import Scene
from congvu.demo.timeline import Story
from congvu.directory.models import Appointment
from congvu.documents.actions import case_files as acts
from congvu.documents.actions.case_files import CaseFileFields
from congvu.documents.models import CaseFile, Incoming, Outgoing
from congvu.documents.queries.incoming import visible_to as incoming_visible_to
from congvu.documents.queries.outgoing import visible_to as outgoing_visible_to
from congvu.documents.types import IncomingState, OutgoingState

_LIST = (
    ("I. Tổng hợp", "01.TH", "Kế hoạch, báo cáo công tác năm {year}", None, "TH"),
    ("I. Tổng hợp", "02.TH", "Hồ sơ các cuộc họp giao ban năm {year}", 10, "TH"),
    ("II. Khoa giáo – Văn xã", "01.KGVX", "Hồ sơ phòng, chống dịch bệnh năm {year}", 20, "KGVX"),
    ("II. Khoa giáo – Văn xã", "02.KGVX", "Hồ sơ ứng dụng công nghệ thông tin", 20, "KGVX"),
    ("III. Kinh tế", "01.KTTH", "Hồ sơ thực hiện tiết kiệm, chống lãng phí", 10, "KTTH"),
    ("IV. Văn thư – Lưu trữ", "01.VT", "Danh mục hồ sơ, nộp lưu năm {year}", None, ""),
)
_FILLED = ("01.KGVX", "02.KGVX")
_INSIDE = 6


def keep_files(scene: Scene) -> Story:
    """The clerk plans the list at the beginning; on the last day two files are being filled."""
    agency, staff = scene.province.agency, scene.staff(scene.province.agency)
    clerk = staff.clerks[0]
    yield (30, "08:00")
    for heading, code, title, years, unit in _LIST:
        keeper = staff.specialists.get(unit) or staff.unit_heads.get(unit)
        fields = CaseFileFields(
            code=code,
            title=title.format(year=clock.today().year),
            heading=heading,
            retention_years=years,
            keeper=keeper or clerk,
        )
        acts.plan(actor=clerk, year=clock.today().year, fields=fields)
    yield (0, "07:30")
    for found in CaseFile.objects.filter(agency=agency, code__in=_FILLED):
        acts.open_file(found, actor=clerk)
        if found.keeper is not None:
            _fill(found, found.keeper)


def _fill(found: CaseFile, keeper: Appointment) -> None:
    incoming = incoming_visible_to(keeper).filter(
        agency=keeper.agency_id, state=IncomingState.FINISHED
    )
    outgoing = outgoing_visible_to(keeper).filter(
        agency=keeper.agency_id, state=OutgoingState.ISSUED
    )
    documents: list[Incoming | Outgoing] = [
        *incoming.order_by("pk")[:_INSIDE],
        *outgoing.order_by("pk")[:_INSIDE],
    ]
    for document in documents:
        acts.put_in(found, actor=keeper, document=document)
