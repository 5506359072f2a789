"""The forms of TT 01/2018/TT-VPCP: their words are kept when they are given, the PDF is drawn."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from congvu.core import clock
from congvu.core.money import dong
from congvu.directory.models import Appointment
from congvu.services import deadlines
from congvu.services.models import Apology, Dossier, Result, Slip, Supplement
from congvu.services.queries.versions import content_of
from congvu.services.types import SlipKind


def follow_address(dossier: Dossier) -> str:
    """Where anyone who has the paper follows the dossier: what its QR code holds."""
    return f"{settings.BASE_URL}/dich-vu-cong/tra-cuu/?ma={dossier.shown_code}"


def _begin(dossier: Dossier, kind: SlipKind) -> dict[str, Any]:
    agency, now = dossier.agency, clock.local(clock.now())
    return {
        "above": agency.parent.name if agency.parent_id and agency.parent else "",
        "agency": agency.name,
        "place": f"{agency.place}, ngày {now:%d} tháng {now:%m} năm {now:%Y}",
        "title": kind.label,
        "number": f"Mã hồ sơ: {dossier.shown_code}",
        "qr": follow_address(dossier),
        "lead": "",
        "facts": [
            ["Thủ tục", f"{dossier.procedure.name} ({dossier.procedure.code})"],
            ["Người nộp", dossier.applicant_name],
            ["Số giấy tờ", dossier.applicant_identity],
            ["Địa chỉ", dossier.applicant_address],
            ["Điện thoại; thư điện tử", "; ".join(filter(None, [
                dossier.applicant_phone, dossier.applicant_email]))],
        ],
        "table": None,
        "notes": [],
        "signers": ["NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ"],
    }  # fmt: skip


def _keep(
    dossier: Dossier, kind: SlipKind, content: dict[str, Any], actor: Appointment | None
) -> Slip:
    content["names"] = [dossier.applicant_name, actor.person.name if actor else ""]
    return Slip.objects.create(
        dossier=dossier, kind=kind, content=content, made_at=clock.now(), made_by=actor
    )


def acknowledge(dossier: Dossier, *, actor: Appointment | None) -> Slip:
    """Mẫu 01: what was received, when and where the result comes."""
    content = _begin(dossier, SlipKind.ACKNOWLEDGEMENT)
    version = content_of(dossier.definition)
    rows = []
    for number, paper in enumerate(version.asked_papers(dossier.answers), 1):
        files = dossier.papers.filter(code=paper.code, superseded_at=None).count()
        rows.append([str(number), paper.name, f"{files} tệp" if files else "không nộp"])
    rows.insert(0, ["", "Tờ khai điện tử", "1 tệp"])
    content["facts"] += [
        ["Nội dung yêu cầu", dossier.subject or dossier.procedure.name],
        ["Thời gian giải quyết theo quy định", str(version.term)],
        ["Nhận hồ sơ lúc", deadlines.said(dossier.accepted_at) if dossier.accepted_at else ""],
        ["Hẹn trả kết quả lúc", deadlines.said(dossier.due_at) if dossier.due_at else ""],
        ["Đăng ký nhận kết quả", f"{dossier.get_delivery_display()} {dossier.delivery_address}"],
        ["Phí, lệ phí", dong(dossier.fees_total)],
        [
            "Vào sổ theo dõi hồ sơ",
            f"ngày {dossier.received_on:%d/%m/%Y}, số thứ tự {dossier.number:04}",
        ],
    ]
    content["table"] = {"head": ["TT", "Thành phần hồ sơ", "Số lượng"], "rows": rows}
    content["notes"] = [
        "Quét mã QR, hoặc vào trang tra cứu với mã hồ sơ và số điện thoại, để theo dõi hồ sơ."
    ]
    return _keep(dossier, SlipKind.ACKNOWLEDGEMENT, content, actor)


def ask(dossier: Dossier, supplement: Supplement, *, actor: Appointment) -> Slip:
    """Mẫu 02: what lacks, on what ground, how to mend it."""
    content = _begin(dossier, SlipKind.SUPPLEMENT)
    content["lead"] = (
        "Hồ sơ của ông/bà cần bổ sung, hoàn thiện các nội dung sau, trước ngày "
        f"{supplement.answer_by:%d/%m/%Y}:"
    )
    content["table"] = {
        "head": ["TT", "Nội dung", "Căn cứ", "Cách bổ sung"],
        "rows": [
            [str(number), one["label"], one["ground"], one["remedy"]]
            for number, one in enumerate(supplement.items, 1)
        ],
    }
    content["notes"] = [
        "Thời gian chờ bổ sung không tính vào thời hạn giải quyết.",
        "Việc yêu cầu bổ sung chỉ thực hiện một lần; ông/bà chỉ cần sửa đúng các nội dung trên.",
    ]
    return _keep(dossier, SlipKind.SUPPLEMENT, content, actor)


def refuse(dossier: Dossier, *, actor: Appointment, reason: str, remedy: str) -> Slip:
    """Mẫu 03: why it is not taken, and what can be done."""
    content = _begin(dossier, SlipKind.REFUSAL)
    content["facts"] += [["Lý do từ chối", reason], ["Hướng dẫn", remedy]]
    return _keep(dossier, SlipKind.REFUSAL, content, actor)


def apologise(dossier: Dossier, apology: Apology, *, actor: Appointment | None) -> Slip:
    """Mẫu 04: the apology with the new date."""
    content = _begin(dossier, SlipKind.APOLOGY)
    content["lead"] = (
        f"{dossier.agency.name} xin lỗi ông/bà vì chưa giải quyết xong hồ sơ đúng hẹn."
    )
    content["facts"] += [
        ["Hẹn trả trước đây", deadlines.said(apology.before)],
        ["Lý do", apology.reason],
        ["Hẹn lại trả kết quả lúc", deadlines.said(apology.after)],
    ]
    content["signers"] = ["", "THỦ TRƯỞNG CƠ QUAN"]
    return _keep(dossier, SlipKind.APOLOGY, content, actor)


def check_address(result: Result) -> str:
    """Where anyone who has the result checks it: what its QR code holds."""
    return settings.BASE_URL + reverse("services:check_result", args=[result.code])


def of_result(result: Result) -> dict[str, Any]:
    """Phiếu đối chiếu kết quả: what goes with a result's paper print; drawn anew each time.

    It goes on to whoever is shown the result, so it says nothing of its owner but the name.
    """
    assert result.file is not None  # noqa: S101 - asked for with its file only
    content, address = _begin(result.dossier, SlipKind.CONTROL), check_address(result)
    content |= {"title": "Phiếu đối chiếu kết quả", "qr": address, "signers": []}
    content["facts"] = [
        *content["facts"][:2],
        ["Kết quả", result.name],
        ["Tệp", result.file.name],
        ["Mã băm SHA-256 của tệp", result.file.sha256],
        ["Mã đối chiếu", result.code],
    ]
    asked = "cơ quan có trả kết quả này không, chữ ký số và tệp đang có đúng hay không"
    content["notes"] = [f"Quét mã QR, hoặc mở {address}, để biết {asked}."]
    return content


def control(dossier: Dossier) -> dict[str, Any]:
    """Mẫu 05, as the way has been so far; drawn anew each time."""
    content = _begin(dossier, SlipKind.CONTROL)
    rows = []
    for one in dossier.events.select_related("actor__person", "actor__agency"):
        late = "" if one.due_at is None else ("quá hạn" if one.at > one.due_at else "đúng hạn")
        who = f"{one.actor.person.name}, {one.actor.agency.name}" if one.actor else "Người nộp"
        rows.append([one.label, who, deadlines.said(one.at), late, one.words[:200]])
    content["table"] = {
        "head": ["Việc", "Người giao, nhận", "Thời gian", "Kết quả", "Ghi chú"],
        "rows": rows,
    }
    content["signers"] = []
    return content
