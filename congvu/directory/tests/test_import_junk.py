"""Whatever stands in a table: every row is answered in a sentence, and nothing crashes."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from time import monotonic

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from congvu.core.refused import Conflict, Refused
from congvu.directory.importing import COLUMNS, Outcome, import_rows, make_plan, read_table
from congvu.directory.importing.reading import Row
from congvu.directory.models import Appointment, Person, Role, Title, Unit
from congvu.directory.tests.factories import Office, UnitFactory
from congvu.directory.tests.test_import import HEAD, LINE, plan_of, table

pytestmark = pytest.mark.django_db

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
likely = {
    "agency": ["", "H47", "h99", "000.00.00.H47"],
    "unit": ["", "Phòng Một", "PHONG MOT", "Tổ Hai", "P" * 201],
    "parent": ["", "Phòng Một", "Tổ Hai"],
    "notation": ["", "PM", "x" * 21],
    "name": ["", "Lê An", "Lê  Ân", "N" * 51, "#REF!", "=A1&B1"],
    "email": ["", "an@x.vn", "AN@x.vn", "binh@x.vn", "a" * 250 + "@x.vn", "khong", "a@b"],
    "code": ["", "1", "CC1", "9" * 21],
    "phone": ["", "0905", "905111222", "1" * 21],
    "title": ["", "Chuyên viên", "chuyen vien", "T" * 101, "Giám đốc"],
    "role": ["", "Văn thư", "leader", "QUẢN TRỊ TỈNH", "Vua"],
    "since": ["", "01/04/2020", "2020-04-01", "31/02/2020", "43922", "01/01/0001", "1/4/20"],
    "until": ["", "01/04/2019", "31.12.9999", "hết năm"],
}
rows = st.lists(
    st.fixed_dictionaries(
        {}, optional={key: st.sampled_from(some) | anything for key, some in likely.items()}
    ).filter(bool),
    min_size=1,
    max_size=8,
)
many = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def written(lines: list[dict[str, str]]) -> bytes:
    """The lines as a CSV file with all of our columns."""
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(COLUMNS.values())
    for line in lines:
        sheet.writerow([line.get(key, "") for key in COLUMNS])
    return file.getvalue().encode()


def read(content: bytes, name: str = "a.csv") -> list[Row]:
    """The rows, or none where the table is refused in words, beside the field."""
    try:
        return read_table(name, content)
    except Refused as refused:
        said = (refused.field, refused.sentence[-1:])
    assert said == ("file", ".")
    return []


@many
@given(rows)
def test_every_row_is_answered_and_what_may_run_runs(
    office: Office, lines: list[dict[str, str]]
) -> None:
    found = read(written(lines))
    plan = make_plan(found, actor=office.administrator)
    assert [row.number for row in plan.rows] == [row.number for row in found]
    for row in plan.rows:
        assert row.words
        assert all(words.endswith((".", "”")) or row.outcome for words in row.words)
    with transaction.atomic():
        people = Person.objects.count()
        try:
            import_rows(office.agency, actor=office.administrator, rows=found)
        except Conflict:
            assert not plan.may_run
            assert Person.objects.count() == people
        else:
            assert plan.may_run
            again = make_plan(found, actor=office.administrator)
            assert again.changes == 0, [row.words for row in again.rows]
        transaction.set_rollback(True)


@many
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a", "a.pdf"]))
def test_any_bytes_are_answered(content: bytes, name: str) -> None:
    read(content, name)
    read("Họ và tên,Thư công vụ\n".encode() + content, name)
    read(b"PK\x03\x04" + content, name)


def book(*lines: list[object]) -> bytes:
    made = Workbook()
    for line in lines:
        made.active.append(line)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


GOOD_BOOK = book(list(COLUMNS.values()), ["", "Phòng", "", "", "Lê An", "an@x.vn"])


@many
@given(st.integers(0, len(GOOD_BOOK) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_book_is_answered(at: int, blow: bytes) -> None:
    read(GOOD_BOOK[:at] + blow + GOOD_BOOK[at + len(blow) :], "a.xlsx")
    read(GOOD_BOOK[:at], "a.xlsx")


cells = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates(date(1900, 3, 1)).map(lambda day: datetime.combine(day, time(7, 30)))
    | st.dates(date(1900, 3, 1))
    | st.times()
    | st.timedeltas(timedelta(0), timedelta(days=999))
    | st.sampled_from(["=A1", "#N/A", "=1/0", "'0905", time(7, 30)])
)


@many
@given(st.lists(st.lists(cells, min_size=12, max_size=12), min_size=1, max_size=4))
def test_any_kind_of_cell_is_answered(office: Office, lines: list[list[object]]) -> None:
    found = read(book(list(COLUMNS.values()), *lines), "a.xlsx")
    assert all(row.words for row in make_plan(found, actor=office.administrator).rows)


def refusals(office: Office, *lines: str, head: str = HEAD) -> list[str]:
    plan = plan_of(office, *lines, head=head)
    return [" ".join(row.words) for row in plan.rows if row.outcome == Outcome.REFUSE]


def test_one_address_for_two_people_is_refused(office: Office) -> None:
    [said] = refusals(office, LINE, LINE.replace("Nguyễn Thị Ánh", "Trần Văn Bình"))
    assert "đã đứng ở dòng 2 cho Nguyễn Thị Ánh" in said
    assert refusals(office, LINE, LINE.replace("Chuyên viên,,", "Tổ trưởng,,")) == []


def test_closed_units_and_agencies_take_nobody(office: Office) -> None:
    UnitFactory(agency=office.agency, name="Phòng Công nghệ", active=False)
    assert "đã ngừng hoạt động" in refusals(office, LINE)[0]
    office.administrator.agency.active = False
    assert "đã ngừng hoạt động" in refusals(office, ",An,an@x.vn,,,,")[0]


@pytest.mark.parametrize("cell", ["=A1&B1", "#REF!", "#N/A", "#name?"])
def test_a_formula_or_its_fault_is_no_name(office: Office, cell: str) -> None:
    assert "công thức" in refusals(office, f",{cell},an@x.vn,,,,")[0]


def test_a_formula_that_was_never_worked_out_is_not_lost(office: Office) -> None:
    """A blank last day would appoint for ever."""
    head = ["Họ và tên", "Thư công vụ", "Chức vụ", "Đến ngày"]
    [row] = read(book(head, ["Lê An", "an@x.vn", "Chuyên viên", "=TODAY()+30"]), "a.xlsx")
    [plan] = make_plan([row], actor=office.administrator).rows
    assert plan.outcome == Outcome.REFUSE
    assert "Đến ngày “=TODAY()+30”" in plan.words[0]


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\r\nHọ và tên;Thư công vụ\r\nLê An;an@x.vn",
        "\n\nHọ và tên;Thư công vụ\nLê An;an@x.vn",
        ";;\nHọ và tên;Thư công vụ\nLê An;an@x.vn",
        'Họ và tên;Thư công vụ\n"Lê\nAn";an@x.vn',
    ],
)
def test_more_of_what_spreadsheets_write(content: str) -> None:
    [row] = read(content.encode())
    assert row.cells == {"name": "Lê An", "email": "an@x.vn"}


def test_a_post_that_ended_may_be_given_again(office: Office) -> None:
    found = read_table("a.csv", table(LINE))
    import_rows(office.agency, actor=office.administrator, rows=found)
    Appointment.objects.filter(person__email="anh@quangnam.gov.vn").update(until=date(2021, 1, 1))
    [said] = refusals(office, LINE)
    assert "đã có phân công như vậy từ ngày này" in said
    assert refusals(office, LINE.replace("01/04/2020", "01/04/2022")) == []


def test_five_thousand_rows_with_errors_are_shown_quickly(office: Office) -> None:
    lines = [
        f"Phòng {n % 40},Lê {n},n{n % 4999}@x.vn,,Chuyên viên,,01/04/2020" for n in range(5000)
    ]
    lines[17] = ",Lê,khong-phai-thu,,,,"
    began = monotonic()
    plan = plan_of(office, *lines)
    assert monotonic() - began < 10
    assert plan.count(Outcome.REFUSE) == 2
    assert plan.count(Outcome.CREATE) == 4998
    assert not Unit.objects.filter(name="Phòng 1").exists()
    assert not Title.objects.filter(name=Role.CLERK).exists()
