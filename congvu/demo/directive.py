"""The demo's directive on working over the network, in the middle of its way to the signer."""

from __future__ import annotations

from congvu.demo.agencies import Province
from congvu.demo.people import Cast
from congvu.directory.queries.signing import signing_right
from congvu.documents.actions import drafting, submitting
from congvu.documents.rendering import body_from_text
from congvu.documents.types import Urgency


def write_directive(province: Province, cast: Cast, text: str) -> None:
    """Drafted in KGVX, two opinions answered, sent back once, waiting with the vice chairman."""
    staff = cast.staff[province.agency.pk]
    drafter, head = staff.specialists["KGVX"], staff.unit_heads["KGVX"]
    signer = staff.deputies[0]
    asked = [cast.staff[province.departments[one].pk].heads[0] for one in ("STTTT", "SYT")]
    document = drafting.draft(actor=drafter, kind="letter")
    fields = drafting.Fields(
        kind="letter",
        abstract=(
            "tăng cường ứng dụng công nghệ thông tin, làm việc qua mạng nhằm phòng, chống dịch "
            "bệnh Covid-19"
        ),
        urgency=Urgency.URGENT,
        body=body_from_text(text),
        addressees=("Các Sở, ban, ngành", "UBND các huyện, thị xã, thành phố"),
        recipients=("Như trên", "Chủ tịch, các Phó Chủ tịch UBND tỉnh", "CPVP"),
        signer=signer,
        right=signing_right(signer, "letter")[0],
    )
    drafting.save_draft(document, actor=drafter, fields=fields)
    drafting.ask_opinions(
        document, actor=drafter, asked=asked, question="Đề nghị cho ý kiến về dự thảo công văn."
    )
    for one in asked:
        opinion = document.opinions.get(asked=one)
        drafting.answer_opinion(
            opinion, actor=one, agrees=True, answer="Thống nhất với nội dung dự thảo."
        )
    submitting.submit_draft(document, actor=drafter, to=head, words="Kính trình lãnh đạo phòng.")
    submitting.send_back(
        document, actor=head, words="Bổ sung nội dung về bảo đảm họp trực tuyến, trình lại."
    )
    drafting.save_draft(document, actor=drafter, fields=fields)
    submitting.submit_draft(document, actor=drafter, to=head, words="Đã chỉnh sửa theo ý kiến.")
    submitting.pass_on(document, actor=head, to=signer, words="Kính trình Phó Chủ tịch ký.")
