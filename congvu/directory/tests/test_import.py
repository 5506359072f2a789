"""Tables of units and people, in every shape that people send."""

from __future__ import annotations

import codecs
import io
import time
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from congvu.core.refused import Conflict, Refused
from congvu.directory.importing import COLUMNS, import_rows, make_plan, read_table
from congvu.directory.models import Appointment, Person, Role, Unit
from congvu.directory.tests.factories import AgencyFactory, Office

pytestmark = pytest.mark.django_db

HEAD = "Đơn vị,Họ và tên,Thư công vụ,Điện thoại,Chức vụ,Vai trò,Từ ngày"
LINE = "Phòng Công nghệ,Nguyễn Thị Ánh,anh@quangnam.gov.vn,0905111222,Chuyên viên,,01/04/2020"


def table(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode()


def plan_of(office: Office, *lines: str, head: str = HEAD):
    return make_plan(read_table("a.csv", table(*lines, head=head)), actor=office.administrator)


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{LINE}".encode(),
        codecs.BOM_UTF8 + f"{HEAD}\r\n{LINE}\r\n".encode(),
        f"{HEAD}\n{LINE}".encode("utf-16"),
        codecs.BOM_UTF16_BE + f"{HEAD}\n{LINE}".encode("utf-16-be"),
        f"{HEAD}\n{LINE}".replace(",", ";").encode(),
        f"{HEAD}\n{LINE}".replace(",", "\t").encode(),
        f"\n\n{HEAD.upper()}\n\n{LINE}\n,,,,\n".encode(),
        "HO VA TEN,THU CONG VU,DON VI\nNguyễn Thị Ánh,anh@quangnam.gov.vn,X".encode(),
    ],
)
def test_encodings_and_shapes(content: bytes) -> None:
    [row] = read_table("danh-sach.csv", content)
    assert row.cells["name"] == "Nguyễn Thị Ánh"
    assert row.cells["email"] == "anh@quangnam.gov.vn"


def test_old_windows_code_page() -> None:
    """Windows' Vietnamese page writes tones as separate marks; they come back composed."""
    content = "Họ và tên,Thư công vụ\nNguyễn Thị Ánh,anh@x.vn"
    apart = content.replace("ễ", "ễ").replace("à", "à").encode("cp1258")
    [row] = read_table("a.csv", apart)
    assert row.cells["name"] == "Nguyễn Thị Ánh"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", table()),
        ("a.csv", b"cot la,cot khac\n1,2"),
        ("a.csv", "Đơn vị,Đơn vị\nA,B".encode()),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100),
        ("a.xlsx", b"PK\x03\x04hong"),
        ("a.pdf", b"%PDF-1.7\x00\x01\x02"),
        ("a.csv", b"\x00\x01\x02\x03"),
    ],
)
def test_not_our_table(name: str, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_table(name, content)
    assert refused.value.field == "file"


def test_zip_that_is_no_book_and_bomb() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("a", b"0" * (101 * 1024 * 1024))
    with pytest.raises(Refused, match="quá lớn"):
        read_table("a.xlsx", file.getvalue())


def test_sheet_with_dates_numbers_and_formulas() -> None:
    book = Workbook()
    book.active.append([*COLUMNS.values()])
    post = ["Chuyên viên", "", date(2020, 4, 1), "=TODAY()"]
    book.active.append(["", "Phòng", "", "", "Lê An", "an@x.vn", 123.0, 905111222, *post])
    file = io.BytesIO()
    book.save(file)
    [row] = read_table("a.xlsx", file.getvalue())
    assert (row.cells["code"], row.cells["since"]) == ("123", "01/04/2020")
    assert row.cells["until"] == "=TODAY()"  # never worked out; the plan refuses it in words


def test_all_is_made_and_again_changes_nothing(office: Office) -> None:
    content = table(LINE, "Phòng Công nghệ,,,,,,", "Tổ Hạ tầng,,,,,,")
    rows = read_table("a.csv", content)
    plan = import_rows(office.agency, actor=office.administrator, rows=rows)
    assert plan.changes == 2
    person = Person.objects.get(email="anh@quangnam.gov.vn")
    post = Appointment.objects.get(person=person)
    assert (post.unit.name, post.role, post.since.year) == ("Phòng Công nghệ", "specialist", 2020)
    assert person.folded.startswith("nguyen thi anh")
    assert make_plan(rows, actor=office.administrator).changes == 0
    with pytest.raises(Conflict):
        import_rows(office.agency, actor=office.administrator, rows=rows)


def test_changes_are_said_and_made(office: Office) -> None:
    rows = read_table("a.csv", table(LINE))
    import_rows(office.agency, actor=office.administrator, rows=rows)
    changed = read_table("a.csv", table(LINE.replace("0905111222", "905333444")))
    plan = import_rows(office.agency, actor=office.administrator, rows=changed)
    assert plan.rows[0].words == ["Cập nhật điện thoại."]
    assert Person.objects.get(email="anh@quangnam.gov.vn").phone == "0905333444"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",An,khong-phai-thu,,,,", "không đúng dạng"),
        (",An,,,,,", "Thiếu Thư công vụ"),
        (",,a@b.vn,,,,", "cần có Đơn vị hoặc Họ và tên"),
        (",An,a@b.vn,,Chuyên viên,Vua,", "Không có vai trò"),
        (",An,a@b.vn,,Chuyên viên,Quản trị tỉnh,", "do quản trị tỉnh phân công"),
        (",An,a@b.vn,,Chuyên viên,,31/02/2020", "xin ghi ngày/tháng/năm"),
        (f",{'A' * 51},a@b.vn,,,,", "dài quá 50 ký tự"),
        (f"{'P' * 201},,,,,,", "dài quá 200 ký tự"),
    ],
)
def test_refused_rows(office: Office, line: str, why: str) -> None:
    plan = plan_of(office, line)
    assert not plan.may_run
    assert why in " ".join(plan.rows[0].words)
    assert not Unit.objects.filter(name__startswith="PPP").exists()


def test_places_of_others(office: Office, other_office: Office) -> None:
    head = "Mã cơ quan,Đơn vị,Đơn vị cấp trên"
    plan = plan_of(
        office,
        f"{other_office.agency.code},Phòng,",
        "H99,Phòng,",
        ",Tổ,Phòng chưa có",
        f"{office.agency.old_code.lower()},Tổ,",
        head=head,
    )
    said = [" ".join(row.words) for row in plan.rows]
    assert "không quản trị" in said[0]
    assert "Không có cơ quan mang mã" in said[1]
    assert "Không có đơn vị cấp trên" in said[2]
    assert "Thêm đơn vị" in said[3]


def test_people_of_others_keep_their_data(office: Office, other_office: Office) -> None:
    email = other_office.clerk.person.email
    plan = plan_of(office, f",Tên Khác,{email},,Chuyên viên,,")
    assert "cơ quan khác quản lý hồ sơ" in plan.rows[0].words[0]


def test_parents_come_first_in_the_table(office: Office) -> None:
    head = "Đơn vị,Đơn vị cấp trên"
    content = table("Phòng A,", "Tổ B,Phòng A", head=head)
    import_rows(office.agency, actor=office.administrator, rows=read_table("a.csv", content))
    assert Unit.objects.get(name="Tổ B").parent.name == "Phòng A"


def test_own_post_is_not_given(office: Office) -> None:
    person = office.administrator.person
    plan = plan_of(office, f",{person.name},{person.email},,Giám đốc,Lãnh đạo cơ quan,")
    assert "không tự phân công" in plan.rows[0].words[0]


def test_ten_thousand_rows(office: Office) -> None:
    lines = [
        f"Phòng {n % 50},Nguyễn Văn {n},n{n}@quangnam.gov.vn,,Chuyên viên,,01/04/2020"
        for n in range(10_000)
    ]
    began = time.monotonic()
    rows = read_table("a.csv", table(*lines))
    plan = import_rows(office.agency, actor=office.administrator, rows=rows)
    assert plan.changes == 10_000
    assert Appointment.objects.filter(role=Role.SPECIALIST).count() >= 10_000
    assert time.monotonic() - began < 60


def test_agency_of_the_province(office: Office) -> None:
    agency = AgencyFactory()
    office.administrator.role = Role.PROVINCE_ADMINISTRATOR
    plan = plan_of(office, f"{agency.code},Phòng", head="Mã cơ quan,Đơn vị")
    assert plan.may_run
