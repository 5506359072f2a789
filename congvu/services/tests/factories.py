"""A procedure, its agency's people, and dossiers at every stage."""

from __future__ import annotations

import uuid
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.test import Client

from congvu.directory.models import AgencyKind, Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory
from congvu.files.actions import keep
from congvu.files.models import StoredFile
from congvu.services.actions import catalogue, handling, intake
from congvu.services.actions.filing import file
from congvu.services.models import Citizen, Definition, Dossier, Field, Procedure
from congvu.services.types import Contact, Onward, Submission
from congvu.workdays.actions import seed_near

DATA: dict[str, Any] = {
    "audience": "Cá nhân",
    "result": "Giấy xác nhận",
    "term": {"count": 3, "unit": "working_days"},
    "legal_bases": ["Luật Hộ tịch số 60/2014/QH13"],
    "applicant": "ten",
    "subject": "ten",
    "papers": [
        {"code": "cccd", "name": "Bản chụp căn cước công dân", "copies": 1},
        {
            "code": "ly_hon",
            "name": "Quyết định ly hôn",
            "when": {"=": [{"field": "tinh_trang"}, "ly_hon"]},
        },
        {"code": "mien", "name": "Giấy chứng nhận hộ nghèo", "required": False},
    ],
    "fees": [
        {
            "code": "le_phi",
            "name": "Lệ phí cấp giấy",
            "kind": "fee",
            "amount": {"*": [{"field": "so_ban"}, 8000]},
            "exemptions": [{"code": "ngheo", "name": "Hộ nghèo", "proof": "mien"}],
        }
    ],
    "pages": [
        {
            "code": "nguoi",
            "title": "Người yêu cầu",
            "fields": [
                {"code": "ten", "label": "Họ tên", "kind": "text", "fills_from": "name"},
                {"code": "giay_to", "label": "Số CCCD", "kind": "person_id"},
                {
                    "code": "tinh_trang",
                    "label": "Tình trạng",
                    "kind": "choice",
                    "choices": [
                        {"code": "chua", "label": "Chưa kết hôn"},
                        {"code": "ly_hon", "label": "Đã ly hôn"},
                    ],
                },
            ],
        },
        {
            "code": "truoc",
            "title": "Hôn nhân trước",
            "when": {"=": [{"field": "tinh_trang"}, "ly_hon"]},
            "fields": [{"code": "ngay", "label": "Ngày ly hôn", "kind": "date", "most": 0}],
        },
        {
            "code": "ban",
            "title": "Bản sao",
            "fields": [
                {"code": "so_ban", "label": "Số bản", "kind": "number", "least": 1, "most": 20},
                {
                    "code": "noi",
                    "label": "Nơi đã ở",
                    "kind": "group",
                    "required": False,
                    "most": 3,
                    "fields": [
                        {"code": "cho", "label": "Địa chỉ", "kind": "text"},
                        {"code": "thang", "label": "Số tháng", "kind": "number"},
                    ],
                },
                {
                    "code": "tong",
                    "label": "Tổng số tháng",
                    "kind": "computed",
                    "formula": {"sum": ["noi", "thang"]},
                },
            ],
        },
    ],
    "steps": [
        {
            "code": "xem",
            "name": "Thẩm định",
            "role": "specialist",
            "hours": 8,
            "moves": [
                {"code": "trinh", "label": "Trình ký", "to": "ky"},
                {"code": "phi", "label": "Yêu cầu nộp phí", "to": "ky", "effects": ["ask_payment"]},
                {"code": "dung", "label": "Không đủ điều kiện", "effects": ["stop"]},
            ],
        },
        {
            "code": "ky",
            "name": "Ký",
            "role": "leader",
            "hours": 4,
            "moves": [
                {
                    "code": "xong",
                    "label": "Đã ký",
                    "effects": ["require_result", "finish"],
                },
                {"code": "lai", "label": "Làm lại", "to": "xem"},
            ],
        },
    ],
}
ANSWERS = {"ten": "Nguyễn Thị Thử", "giay_to": "049185000123", "tinh_trang": "chua", "so_ban": 2,
           "tong": 0}  # fmt: skip
_COUNT = iter(range(1, 10**6))


@dataclass(frozen=True)
class Counter:
    """An agency that takes dossiers of a procedure: its people, and somebody who files."""

    office: Office
    desk: Appointment
    procedure: Procedure
    definition: Definition
    citizen: Citizen


def data(**changes: Any) -> dict[str, Any]:
    """The definition with other values at its top."""
    return deepcopy(DATA) | changes


def make_procedure(office: Office, content: dict[str, Any] | None = None) -> Procedure:
    """A published procedure of level 4 that the office handles."""
    field, _ = Field.objects.get_or_create(code="ho-tich", defaults={"name": "Hộ tịch"})
    procedure = Procedure.objects.create(
        code=f"1.{next(_COUNT):06}.000.00.00.H47",
        name="Cấp giấy xác nhận thử nghiệm",
        field=field,
        level=4,
        handled_by=AgencyKind.DEPARTMENT,
        agency=office.agency,
    )
    made = catalogue.draft(actor=None, procedure=procedure, data=content or data())
    catalogue.publish(made, actor=None)
    return Procedure.objects.select_related("current", "field", "agency").get(pk=procedure.pk)


def desk_officer(office: Office) -> Appointment:
    return AppointmentFactory(
        agency=office.agency, title=TitleFactory(name="Cán bộ một cửa"), role=Role.DESK_OFFICER
    )


def citizen_client(citizen: Citizen) -> Client:
    """A browser in which the citizen has signed in."""
    client = Client()
    session = client.session
    session["citizen"] = citizen.pk
    session.save()
    return client


def make_counter(
    office: Office, content: dict[str, Any] | None = None, *, citizen: Citizen | None = None
) -> Counter:
    seed_near()
    procedure = make_procedure(office, content)
    assert procedure.current is not None
    desks = Appointment.objects.filter(agency=office.agency, role=Role.DESK_OFFICER)
    desk = desks.first() or desk_officer(office)
    filer = citizen or Citizen(phone=f"0905{next(_COUNT):06}")
    filer.name, filer.identity = "Nguyễn Thị Thử", "049185000123"
    filer.save()
    definition = Definition.objects.select_related("procedure__field").get(pk=procedure.current_id)
    return Counter(office, desk, procedure, definition, filer)


def stored(office: Office, name: str = "giay.pdf", words: bytes = b"thu") -> StoredFile:
    return keep(
        b"%PDF-1.4 " + words,
        name=name,
        media_type="application/pdf",
        agency=office.agency,
        actor=None,
    )


def submission(counter: Counter, **changes: Any) -> Submission:
    one = counter.citizen
    given = {
        "key": uuid.uuid4(),
        "agency": counter.office.agency,
        "contact": Contact(one.name, one.identity, one.phone, "", "Tam Kỳ"),
        "answers": dict(ANSWERS),
        "papers": (("cccd", stored(counter.office)),),
    }
    return Submission(**given | changes)


def filed(counter: Counter, **changes: Any) -> Dossier:
    """Mới đăng ký."""
    return file(
        counter.definition,
        actor=None,
        submission=submission(counter, **changes),
        citizen=counter.citizen,
    )


def accepted(counter: Counter, **changes: Any) -> Dossier:
    """Được tiếp nhận, in the queue of the first step."""
    dossier = filed(counter, **changes)
    intake.accept(dossier, actor=counter.desk)
    return dossier


def in_progress(counter: Counter, **changes: Any) -> Dossier:
    dossier = accepted(counter, **changes)
    handling.take(dossier, actor=counter.office.specialist)
    return dossier


def done(counter: Counter, **changes: Any) -> Dossier:
    """Đã xử lý xong, with a result."""
    dossier, office = in_progress(counter, **changes), counter.office
    handling.move_on(dossier, actor=office.specialist, onward=Onward("trinh"))
    handling.attach_result(dossier, actor=office.leader, name="Giấy", file=stored(office, "kq.pdf"))
    handling.move_on(dossier, actor=office.leader, onward=Onward("xong"))
    return dossier
