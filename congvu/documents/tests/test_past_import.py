"""Past documents: looked at row by row, taken in once, under their own numbers."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from congvu.accounts.tests.factories import client_of
from congvu.directory.tests.factories import Office
from congvu.documents.actions import past_import as acts
from congvu.documents.models import Incoming, Outgoing, PastImport, Register
from congvu.documents.past_index import COLUMNS
from congvu.documents.types import IncomingState, OutgoingState, PastImportState, RegisterKind
from congvu.files import store
from congvu.files.tests import samples

pytestmark = pytest.mark.django_db

GOOD = {
    "arrival_number": "12",
    "arrived_on": "03/04/2019",
    "issuer_name": "Sở Nội vụ",
    "number": "56",
    "notation": "SNV-CCVC",
    "dated_on": "01/04/2019",
    "kind": "Công văn",
    "abstract": "hướng dẫn nâng lương",
    "signer_name": "Nguyễn Văn A",
    "file": "56 Sở Nội vụ.pdf",
}


def index(kind: str, *rows: dict[str, str]) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS[kind].values()))
    for row in rows:
        sheet.append([row.get(key, "") for key in COLUMNS[kind]])
    made = io.BytesIO()
    book.save(made)
    return SimpleUploadedFile("danh muc 2019.xlsx", made.getvalue())


def pack(**contents: bytes) -> SimpleUploadedFile:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as files:
        for name, content in contents.items():
            files.writestr(name, content)
    return SimpleUploadedFile("tep.zip", made.getvalue())


def sent(home: Office, register: Register, *rows: dict[str, str], **contents: bytes) -> PastImport:
    """The index and its files, as the clerk sends them."""
    files = contents or {"2019/56 so noi vu.PDF": samples.pdf()}
    given: dict[str, Any] = {
        "register": register.pk,
        "index": index(register.kind, *rows),
        "pack": pack(**files),
    }
    answer = client_of(home.clerk).post(reverse("documents:past_imports"), given)
    assert answer.status_code == 302, answer.content.decode()
    return PastImport.objects.latest("pk")


def take_all(home: Office, past: PastImport) -> None:
    client_of(home.clerk).post(reverse("documents:past_begin", args=[past.pk]))
    while acts.take(past.pk):
        pass


def page(home: Office, past: PastImport) -> str:
    url = reverse("documents:past_import", args=[past.pk])
    return client_of(home.clerk).get(url).content.decode()


@pytest.fixture
def book(office: Office) -> Register:
    return Register.objects.create(
        agency=office.agency, kind=RegisterKind.INCOMING, year=2019, name="Văn bản đến"
    )


def test_a_past_document_enters_its_register_under_its_own_number(
    office: Office, book: Register
) -> None:
    past = sent(office, book, GOOD)
    assert "Nhập 1 văn bản" in page(office, past)
    assert not Incoming.objects.exists()
    take_all(office, past)
    document = Incoming.objects.get()
    assert (document.arrival_number, document.code) == (12, "56/SNV-CCVC")
    assert document.state == IncomingState.FINISHED
    book.refresh_from_db()
    assert book.last_number == 12
    register = reverse("documents:register", args=[book.pk])
    shown = client_of(office.clerk).get(register).content.decode()
    assert "hướng dẫn nâng lương" in shown
    assert "03/04/2019" in shown
    assert "Đã nhập xong" in page(office, past)
    assert not list(store.incoming().glob(past.pack))


def test_what_is_wrong_stands_beside_its_row_and_in_a_sheet(office: Office, book: Register) -> None:
    past = sent(
        office,
        book,
        GOOD,
        GOOD | {"arrival_number": "mười ba", "dated_on": "31/02/2019"},
        GOOD | {"arrival_number": "14", "kind": "Giấy lạ", "file": "khong co.pdf"},
        GOOD | {"arrival_number": "15", "arrived_on": "03/04/2018"},
        GOOD | {"number": "57"},
    )
    html = page(office, past)
    for words in (
        "Số đến: phải là số nguyên dương",
        "Ngày văn bản: viết theo mẫu 05/04/2019",
        "“Giấy lạ” không có trong danh sách",
        "không thấy “khong co.pdf” trong tệp ZIP",
        "Ngày đến: không thuộc năm 2019 của sổ",
        "Số 12 trùng với dòng 2",
    ):
        assert words in html, words
    answer = client_of(office.clerk).get(reverse("documents:past_errors", args=[past.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    lines = list(load_workbook(io.BytesIO(content)).active.values)  # type: ignore[union-attr]
    assert lines[0][-1] == "Lỗi"
    assert len(lines) == 5
    assert lines[1][0] == "mười ba"


def test_the_same_index_again_takes_nothing_in_twice(office: Office, book: Register) -> None:
    take_all(office, sent(office, book, GOOD))
    again = sent(office, book, GOOD, GOOD | {"arrival_number": "13", "number": "58"})
    assert "Đã có trong sổ (số 12)" in page(office, again)
    take_all(office, again)
    assert sorted(Incoming.objects.values_list("arrival_number", flat=True)) == [12, 13]


def test_a_stop_in_the_middle_loses_and_doubles_nothing(
    office: Office, book: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [GOOD | {"arrival_number": str(n), "number": str(n)} for n in range(1, 6)]
    past = sent(office, book, *rows)
    acts.begin(past, actor=office.clerk)
    entered = acts._enter

    class Killed(Exception):  # noqa: N818 - what a killed process looks like from inside
        pass

    def dies(past: PastImport, pk: int, file: Any) -> None:
        entered(past, pk, file)
        if Incoming.objects.count() == 3:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(acts, "_enter", dies)
        with pytest.raises(Killed):
            acts.take(past.pk)
    assert Incoming.objects.count() == 2
    take_all(office, past)
    numbers = Incoming.objects.order_by("arrival_number").values_list("arrival_number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5]
    past.refresh_from_db()
    assert past.state == PastImportState.DONE


@pytest.mark.django_db(transaction=True)
def test_marked_material_is_refused_row_by_row_and_kept_nowhere(
    office: Office, book: Register
) -> None:
    marked = GOOD | {"arrival_number": "13", "abstract": "TỐI MẬT"}
    secret = samples.word("TUYỆT MẬT")
    past = sent(
        office,
        book,
        marked,
        GOOD | {"arrival_number": "14", "file": "b.docx"},
        **{"56 Sở Nội vụ.pdf": samples.pdf(), "b.docx": secret},
    )
    first = past.rows.get(line=2)
    assert first.cells == {}
    assert "Không tiếp nhận" in first.problem
    take_all(office, past)
    assert "Không tiếp nhận" in past.rows.get(line=3).problem
    assert not Incoming.objects.exists()


def test_past_outgoing_documents_keep_number_signer_and_receivers(office: Office) -> None:
    register = Register.objects.create(
        agency=office.agency, kind=RegisterKind.OUTGOING, year=2019, name="Văn bản đi"
    )
    row = {key: GOOD[key] for key in COLUMNS[RegisterKind.OUTGOING] if key in GOOD}
    take_all(office, sent(office, register, row | {"recipients": "Như trên; Lưu: VT"}))
    document = Outgoing.objects.get()
    assert (document.number, document.state) == (56, OutgoingState.ISSUED)
    shown = reverse("documents:register", args=[register.pk])
    html = client_of(office.clerk).get(shown).content.decode()
    assert "Nguyễn Văn A" in html
    assert "Như trên; Lưu: VT" in html
    url = reverse("documents:outgoing", args=[document.pk])
    assert client_of(office.clerk).get(url).status_code == 200


def test_only_the_agency_s_clerks_import(
    office: Office, other_office: Office, book: Register
) -> None:
    past = sent(office, book, GOOD)
    url = reverse("documents:past_import", args=[past.pk])
    assert client_of(other_office.clerk).get(url).status_code == 404
    assert client_of(office.leader).get(url).status_code == 403
    discard = reverse("documents:past_discard", args=[past.pk])
    assert client_of(office.clerk).post(discard).status_code == 302
    assert not PastImport.objects.exists()
    assert not list(store.incoming().glob(past.pack))
