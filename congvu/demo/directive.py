"""The demo's directive on working over the network, in the middle of its way to the signer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from congvu.demo.documents.scene import Scene
from congvu.demo.timeline import Story
from congvu.directory.models import Appointment
from congvu.directory.queries.signing import signing_right
from congvu.documents.actions import drafting, opinions, remarks, submitting, templates
from congvu.documents.actions.reading import mark_read_out
from congvu.documents.rendering import body_from_text
from congvu.documents.types import Urgency

TEXT = Path(__file__).parent / "data" / "directive.txt"


def write_directive(scene: Scene) -> Story:
    """Drafted in KGVX, two opinions answered, sent back once, waiting with the vice chairman."""
    province, cast = scene.province, scene.cast
    staff = cast.staff[province.agency.pk]
    drafter, head, signer = staff.specialists["KGVX"], staff.unit_heads["KGVX"], staff.deputies[0]
    asked = [cast.staff[province.departments[one].pk].heads[0] for one in ("STTTT", "SYT")]
    fields = _fields(signer)
    yield (2, "08:20")
    document = drafting.draft(actor=drafter, kind="letter")
    drafting.save_draft(document, actor=drafter, fields=_before_remarks(fields))
    mark_read_out(document, actor=drafter)
    yield (2, "10:05")
    opinions.ask_opinions(
        document, actor=drafter, asked=asked, question="Đề nghị cho ý kiến về dự thảo công văn."
    )
    for one, hour in zip(asked, ("14:10", "15:45"), strict=True):
        yield (2, hour)
        mark_read_out(document, actor=one)
        opinion = document.opinions.get(asked=one)
        opinions.answer_opinion(
            opinion, actor=one, agrees=True, answer="Thống nhất với nội dung dự thảo."
        )
    yield (1, "08:15")
    submitting.submit_draft(document, actor=drafter, to=head, words="Kính trình lãnh đạo phòng.")
    yield (1, "10:40")
    mark_read_out(document, actor=head)
    remarks.pin_remark(
        document,
        actor=head,
        page=1,
        quote="các hệ thống thông tin, phần mềm dùng chung",
        words="Thêm một đoạn về họp trực tuyến giữa các đơn vị và khi làm việc tại nhà.",
    )
    submitting.send_back(
        document, actor=head, words="Bổ sung nội dung về bảo đảm họp trực tuyến, trình lại."
    )
    yield (1, "15:25")
    drafting.save_draft(document, actor=drafter, fields=fields)
    remarks.settle_remark(document.remarks.get(), actor=drafter)
    submitting.submit_draft(document, actor=drafter, to=head, words="Đã chỉnh sửa theo ý kiến.")
    yield (0, "07:50")
    submitting.pass_on(document, actor=head, to=signer, words="Kính trình Phó Chủ tịch ký.")
    templates.keep_as_template(document, actor=head, name="Công văn chỉ đạo các sở, ngành")


def _before_remarks(fields: drafting.Fields) -> drafting.Fields:
    """The first draft, in which nothing is said of meetings over the network."""
    lines = TEXT.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("Triển khai họp trực tuyến")]
    return replace(fields, body=body_from_text("\n".join(kept)))


def _fields(signer: Appointment) -> drafting.Fields:
    return drafting.Fields(
        kind="letter",
        abstract=(
            "tăng cường ứng dụng công nghệ thông tin, làm việc qua mạng nhằm phòng, chống dịch "
            "bệnh Covid-19"
        ),
        urgency=Urgency.URGENT,
        body=body_from_text(TEXT.read_text("utf-8")),
        addressees=("Các Sở, ban, ngành", "UBND các huyện, thị xã, thành phố"),
        recipients=("Như trên", "Chủ tịch, các Phó Chủ tịch UBND tỉnh", "CPVP"),
        signer=signer,
        right=signing_right(signer, "letter")[0],
    )
