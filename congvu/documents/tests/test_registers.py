"""Registers as the paper ones: columns, pages, gaps and their reasons, print and sheet."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Conflict, Refused
from congvu.directory.tests.factories import Office
from congvu.documents.actions import registers as acts
from congvu.documents.models import Copy, Incoming, Outgoing, Register, RegisterGap
from congvu.documents.rendering import empty_body
from congvu.documents.tests.test_incoming_pages import arrived, directed
from congvu.documents.types import IncomingState, OutgoingState, RegisterKind
from congvu.files.models import StoredFile

pytestmark = pytest.mark.django_db

OUTGOING_COLUMNS = [
    "Số, ký hiệu văn bản",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản",
    "Người ký",
    "Nơi nhận văn bản",
    "Đơn vị, người nhận bản lưu",
    "Số lượng bản",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
]


def book(home: Office, kind: str = RegisterKind.INCOMING, **more: Any) -> Register:
    fields = {"name": "Văn bản đến", "year": clock.today().year} | more
    return Register.objects.create(agency=home.agency, kind=kind, **fields)


def entered(home: Office, register: Register, *numbers: int) -> list[Incoming]:
    """Documents under these arrival numbers."""
    file = arrived(home, "0").file
    now = clock.now()
    found = Incoming.objects.bulk_create(
        Incoming(
            agency=home.agency,
            issuer_name="Sở Nội vụ",
            number=str(1000 + number),
            notation="SNV",
            dated_on=date(2026, 4, 1),
            kind="letter",
            abstract=f"văn bản thứ {number}",
            file=file,
            state=IncomingState.REGISTERED,
            register=register,
            arrival_number=number,
            arrived_at=now,
            registered_at=now,
            holder=home.leader,
            held_since=now,
        )
        for number in numbers
    )
    Register.objects.filter(pk=register.pk).update(last_number=max(numbers))
    register.refresh_from_db()
    return found


def numbered(home: Office, register: Register, number: int, file: StoredFile) -> Outgoing:
    return Outgoing.objects.create(
        agency=home.agency,
        unit=home.unit,
        drafter=home.specialist,
        signer=home.leader,
        state=OutgoingState.ISSUED,
        kind="decision",
        abstract="ban hành quy chế",
        body=empty_body(),
        recipients=["- Như Điều 3;", "- Sở Nội vụ;"],
        notation="QĐ-STN",
        year=register.year,
        register=register,
        number=number,
        dated_on=date(register.year, 3, 2),
        issued_at=clock.now(),
        prepared=file,
        signed=file,
        issued=file,
    )


def page(home: Office, register: Register, query: str = "", name: str = "") -> str:
    args = [register.pk, name] if name else [register.pk]
    url = reverse("documents:register_book" if name else "documents:register", args=args)
    answer = client_of(home.clerk).get(url + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_outgoing_register_has_the_columns_of_the_decree(office: Office) -> None:
    register = book(office, RegisterKind.OUTGOING, name="Văn bản đi", last_number=7)
    numbered(office, register, 7, arrived(office).file)
    html = page(office, register)
    places = [html.index(f'<th scope="col">{title}') for title in OUTGOING_COLUMNS]
    assert places == sorted(places)
    for words in ("07/QĐ-STN", "02/03/", "Quyết định: ban hành quy chế", "Như Điều 3; Sở Nội vụ"):
        assert words in html
    assert office.leader.person.name in html


def test_the_handling_register_tells_who_has_it_until_when(office: Office) -> None:
    document = directed(office, office.head)
    assert document.register is not None
    html = page(office, document.register, name="theo-doi")
    assert "Tiến độ giải quyết" in html
    assert office.head.person.name in html
    assert f"{document.due_on:%d/%m/%Y}" in html
    assert "Đang xử lý" in html


def test_a_register_opens_on_its_last_page_and_goes_back_by_numbers(office: Office) -> None:
    register = book(office)
    entered(office, register, *range(1, 121))
    last = page(office, register)
    assert "văn bản thứ 120<" in last
    assert "văn bản thứ 71<" in last
    assert "văn bản thứ 70<" not in last
    middle = page(office, register, "?den=70")
    assert "văn bản thứ 70<" in middle
    assert "văn bản thứ 21<" in middle
    assert "?den=20" in middle
    assert "?tu=71" in middle
    jump = page(office, register, "?tu_so=5&den_so=6")
    assert "văn bản thứ 5<" in jump
    assert "văn bản thứ 7<" not in jump


def test_days_are_asked_for_as_people_write_them(office: Office) -> None:
    register = book(office)
    entered(office, register, 1, 2)
    today = f"{clock.today():%d/%m/%Y}"
    assert "văn bản thứ 2<" in page(office, register, f"?tu_ngay={today}&den_ngay={today}")
    assert "Không có số nào" in page(office, register, "?den_ngay=01/01/2001")
    wrong = page(office, register, "?tu_ngay=hôm+qua")
    assert "Ngày viết chưa đúng" in wrong
    assert "văn bản thứ 2<" in wrong


def test_numbers_without_a_document_stand_in_the_register_until_explained(office: Office) -> None:
    register = book(office)
    entered(office, register, 3, 4, 8)
    Register.objects.filter(pk=register.pk).update(last_number=9)
    html = page(office, register)
    assert [words in html for words in ("Số 1–2:", "Số 5–7:", "Số 9:")] == [True, True, True]
    assert html.count("chưa giải trình") == 3
    clerk = client_of(office.clerk)
    explain = reverse("documents:register_explain", args=[register.pk])
    given = {"first": 5, "last": 6, "reason": "returned", "words": "Gửi nhầm nơi"}
    assert clerk.post(explain, given).status_code == 302
    html = page(office, register)
    assert "Số 5–6: văn bản đã trả lại nơi gửi (Gửi nhầm nơi)" in html
    assert "Số 7:" in html
    gaps = clerk.get(reverse("documents:register_gaps", args=[register.pk])).content.decode()
    assert gaps.count("Chưa giải trình") == 3
    taken = clerk.post(explain, {"first": 7, "last": 8, "reason": "reserved"})
    assert "Số 8 đã có văn bản" in taken.content.decode()
    silent = clerk.post(explain, {"first": 7, "last": 7, "reason": "other"})
    assert "Xin ghi rõ lý do" in silent.content.decode()


def test_the_printed_book_has_a_cover_and_the_sheet_every_line(office: Office) -> None:
    register = book(office)
    entered(office, register, *range(1, 60), 62)
    clerk = client_of(office.clerk)
    pdf = clerk.get(reverse("documents:register_pdf", args=[register.pk]) + "?tu_so=58")
    cover, first = (
        one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(pdf.content)
    )
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in cover
    assert "Từ số 58 đến số 62" in cover
    assert "Số 60–61: không có văn bản" in first
    assert "văn bản thứ 62" in first
    sheet = clerk.get(reverse("documents:register_sheet", args=[register.pk]))
    content = b"".join(sheet.streaming_content)  # type: ignore[attr-defined]
    lines = list(load_workbook(io.BytesIO(content)).active.values)  # type: ignore[union-attr]
    numbers = [line[1] for line in lines if isinstance(line[1], int)]
    assert numbers == [*range(1, 60), 62]
    assert any("Số 60–61" in str(line[0]) for line in lines)


def test_too_long_a_book_is_asked_for_in_parts(office: Office) -> None:
    register = book(office, last_number=5000)
    answer = client_of(office.clerk).get(reverse("documents:register_pdf", args=[register.pk]))
    assert answer.status_code == 409
    assert "tối đa 2000 số" in answer.content.decode()


def test_registers_are_opened_each_year_with_numbers_of_their_own(office: Office) -> None:
    clerk = client_of(office.clerk)
    year = clock.today().year
    given = {"kind": "outgoing", "name": "Hội đồng tư vấn", "year": year, "last_number": 12}
    assert clerk.post(reverse("documents:register_open"), given).status_code == 302
    opened = Register.objects.get(name="Hội đồng tư vấn")
    gap = RegisterGap.objects.get(register=opened)
    assert (gap.first, gap.last, gap.reason) == (1, 12, "paper")
    twice = clerk.post(reverse("documents:register_open"), given)
    assert "đã có sổ mang tên này" in twice.content.decode()
    clerk.post(reverse("documents:register_open_year", args=[year + 1]))
    coming = Register.objects.get(name="Hội đồng tư vấn", year=year + 1)
    assert coming.last_number == 0
    with pytest.raises(Conflict):
        acts.open_year(office.agency, actor=office.clerk, year=year + 1)


def test_a_register_is_renamed_only_while_empty_and_closed_for_good_order(office: Office) -> None:
    register = book(office, name="Sổ riêng")
    acts.rename_register(register, actor=office.clerk, name="Sổ của Hội đồng")
    register.refresh_from_db()
    assert register.name == "Sổ của Hội đồng"
    clerk = client_of(office.clerk)
    clerk.post(reverse("documents:register_close", args=[register.pk]))
    register.refresh_from_db()
    assert not register.open
    entered(office, register, 1)
    with pytest.raises(Refused):
        acts.rename_register(register, actor=office.clerk, name="Khác")


def test_another_agency_has_no_such_register(office: Office, other_office: Office) -> None:
    register = book(office)
    url = reverse("documents:register", args=[register.pk])
    assert client_of(other_office.clerk).get(url).status_code == 404
    assert client_of(office.specialist).get(url).status_code == 403


def test_a_page_costs_the_same_for_few_and_many(office: Office) -> None:
    register = book(office)
    client = client_of(office.clerk)
    url = reverse("documents:register", args=[register.pk])

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(url)
        return len(asked)

    entered(office, register, 1)
    client.get(url)
    few = cost()
    entered(office, register, *range(2, 50))
    assert cost() == few <= 14


def test_copies_have_a_register_of_their_own(office: Office) -> None:
    register = book(office, RegisterKind.COPIES, name="Bản sao", last_number=2)
    document = entered(office, book(office), 1)[0]
    Copy.objects.create(
        agency=office.agency,
        kind="extract",
        incoming=document,
        pages="1-2",
        purpose="Sở Tài chính",
        register=register,
        number=2,
        notation="TrS-STN",
        file=document.file,
        decided_by=office.leader,
        made_by=office.clerk,
    )
    html = page(office, register)
    for words in (
        "Số 1:",
        "02/TrS-STN",
        "Trích sao",
        "Công văn số 1001/SNV",
        "trích các trang 1-2",
    ):
        assert words in html
    gaps = reverse("documents:register_gaps", args=[register.pk])
    assert client_of(office.clerk).get(gaps).status_code == 200
