"""The six forms of Thông tư 01/2018/TT-VPCP, read out of the PDF that a page gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pypdfium2 as pdfium
import pytest
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.models import Agency
from congvu.directory.tests.factories import Office
from congvu.services import deadlines
from congvu.services.actions import handling, intake
from congvu.services.models import Dossier
from congvu.services.tests.factories import (
    Counter,
    accepted,
    done,
    filed,
    in_progress,
    make_counter,
)
from congvu.services.types import Item

pytestmark = pytest.mark.django_db
MONDAY = datetime(2020, 4, 6, 9, 12, tzinfo=clock.VIETNAM)
ITEM = Item("cccd", "Căn cước công dân", "Điều 9 Nghị định 123/2015", "Chụp lại cho rõ cả hai mặt")
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def read(client: Client, name: str, *args: object, **query: str) -> str:
    """What the PDF of that page says, breaks of lines and of columns aside."""
    answer = client.get(reverse(f"services:{name}", args=args), query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    document = pdfium.PdfDocument(b"".join(answer))
    text = "".join(one.get_textpage().get_text_range() for one in document)
    words = " ".join(text.replace("\u200b", "").split())
    return re.sub(r"(?<=[.-]) (?=[TH0-9])", "", words)  # a code goes over lines in the register


def slip(dossier: Dossier, client: Client, kind: str) -> str:
    return read(client, "slip_pdf", dossier.pk, dossier.slips.get(kind=kind).token)


def whose(dossier: Dossier) -> list[str]:
    """What stands on every form about one dossier."""
    agency: Agency = dossier.agency
    return [STATE, agency.name.upper(), dossier.shown_code, dossier.procedure.name,
            dossier.procedure.code, "Nguyễn Thị Thử", "049185000123", "Tam Kỳ",
            dossier.applicant_phone]  # fmt: skip


def acknowledgement(counter: Counter, desk: Client) -> tuple[str, list[str]]:
    dossier = accepted(counter)
    assert dossier.accepted_at is not None
    assert dossier.due_at is not None
    wanted = [
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", *whose(dossier), "06 tháng 04 năm 2020",
        "Bản chụp căn cước công dân 1 tệp", "Tờ khai điện tử 1 tệp", "3 ngày làm việc",
        deadlines.said(dossier.accepted_at), deadlines.said(dossier.due_at), "16.000 đồng",
        "ngày 06/04/2020, số thứ tự 0001", "NGƯỜI TIẾP NHẬN HỒ SƠ", counter.desk.person.name,
        "Nhận bản điện tử",
    ]  # fmt: skip
    return slip(dossier, desk, "01"), wanted


def supplement(counter: Counter, desk: Client) -> tuple[str, list[str]]:
    dossier = filed(counter)
    intake.ask_supplement(dossier, actor=counter.desk, items=[ITEM])
    wanted = [
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", *whose(dossier), ITEM.label, ITEM.ground,
        ITEM.remedy, f"trước ngày {dossier.supplements.get().answer_by:%d/%m/%Y}",
        "chỉ thực hiện một lần", counter.desk.person.name,
    ]  # fmt: skip
    return slip(dossier, desk, "02"), wanted


def refusal(counter: Counter, desk: Client) -> tuple[str, list[str]]:
    dossier = filed(counter)
    intake.refuse(dossier, actor=counter.desk, reason="Sai nơi nhận", remedy="Nộp tại Sở Tư pháp")
    wanted = [
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", *whose(dossier), "Sai nơi nhận",
        "Nộp tại Sở Tư pháp", counter.desk.person.name,
    ]  # fmt: skip
    return slip(dossier, desk, "03"), wanted


def apology(counter: Counter, desk: Client) -> tuple[str, list[str]]:
    dossier = in_progress(counter)
    before, day = dossier.due_at, clock.today() + timedelta(days=40)
    assert before is not None
    handling.apologise(dossier, actor=counter.office.leader, reason="Chờ xác minh", day=day)
    wanted = [
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", *whose(dossier), deadlines.said(before),
        "Chờ xác minh", f"{day:%d/%m/%Y}", f"{counter.office.agency.name} xin lỗi ông/bà",
        counter.office.leader.person.name,
    ]  # fmt: skip
    return slip(dossier, desk, "04"), wanted


def control(counter: Counter, desk: Client) -> tuple[str, list[str]]:
    dossier = done(counter)
    intake.give_back(dossier, actor=counter.desk, words="Trao tận tay")
    office = counter.office
    wanted = [
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", *whose(dossier), "Nộp hồ sơ Người nộp",
        *(one.person.name for one in (counter.desk, office.specialist, office.leader)),
        *dossier.events.values_list("label", flat=True), "đúng hạn", "Trao tận tay",
        deadlines.said(MONDAY),
    ]  # fmt: skip
    return read(desk, "control_pdf", dossier.pk), wanted


def register(counter: Counter, desk: Client) -> tuple[str, list[str]]:
    open_one, given = accepted(counter), done(counter)
    intake.give_back(given, actor=counter.desk, words="")
    assert open_one.due_at is not None
    wanted = [
        "SỔ THEO DÕI HỒ SƠ", "Tháng 04/2020", "tháng 04 năm 2020", STATE,
        counter.office.agency.name.upper(), counter.procedure.name, "Nguyễn Thị Thử", "Tam Kỳ",
        str(open_one.code), str(given.code), f"{open_one.due_at:%d/%m/%Y}",
        "06/04/2020", open_one.get_delivery_display(), open_one.get_state_display(),
        given.get_state_display(), "Cơ quan giải quyết", "Cách nhận kết quả",
    ]  # fmt: skip
    return read(desk, "register_pdf", thang="2020-04"), wanted


@pytest.mark.parametrize(
    "form",
    [acknowledgement, supplement, refusal, apology, control, register],
    ids=lambda one: one.__name__,
)
def test_a_form_says_who_what_when_and_why(
    counter: Counter, form: Callable[[Counter, Client], tuple[str, list[str]]]
) -> None:
    with clock.fixed(MONDAY):
        said, wanted = form(counter, client_of(counter.desk))
    assert [words for words in wanted if words not in said] == [], said


def test_the_register_holds_the_month_s_own_dossiers_and_no_others(
    counter: Counter, other_office: Office
) -> None:
    with clock.fixed(MONDAY):
        mine, theirs = accepted(counter), accepted(make_counter(other_office))
        filed(counter)  # not accepted: it has no number yet
    with clock.fixed(MONDAY + timedelta(days=30)):
        later = accepted(counter)
        april = read(client_of(counter.desk), "register_pdf", thang="2020-04")
        now = read(client_of(counter.desk), "register_pdf")
    assert str(mine.code) in april
    assert april.count("Nguyễn Thị Thử") == 1
    assert str(theirs.code) not in april
    assert str(later.code) not in april
    assert str(later.code) in now
    assert str(mine.code) not in now
