"""What comes in, and what does not: each with a clear sentence, and nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

import pytest

from congvu.core.refused import Refused
from congvu.files import queries
from congvu.files.models import Blob, StoredFile
from congvu.files.tests import samples
from congvu.files.tests.conftest import Receive
from congvu.journal.models import Entry

Make = Callable[[], bytes]

GOOD: list[tuple[str, Make, str, str]] = [
    ("a.pdf", samples.pdf, "application/pdf", "a.pdf"),
    ("a.docx", samples.word, "wordprocessingml", "a.docx"),
    ("a.xlsx", samples.sheet, "spreadsheetml", "a.xlsx"),
    ("a.odt", samples.odt, "opendocument.text", "a.odt"),
    ("a.png", samples.picture, "image/png", "a.png"),
    ("a.jpeg", lambda: samples.picture(kind="JPEG"), "image/jpeg", "a.jpeg"),
    ("a.tiff", lambda: samples.picture(kind="TIFF"), "image/tiff", "a.tiff"),
    ("a.txt", "Nội dung".encode, "text/plain", "a.txt"),
    ("a.txt", lambda: "Nội dung".encode("utf-16"), "text/plain", "a.txt"),
    ("Báo cáo.pdf", samples.picture, "image/png", "Báo cáo.png"),
    ("khong ten", samples.pdf, "application/pdf", "khong ten.pdf"),
    ("../../etc/passwd", samples.pdf, "application/pdf", "passwd.pdf"),
    ("C:\\thu\\bao cao.pdf", samples.pdf, "application/pdf", "bao cao.pdf"),
    ("bao\x00\x1b cao\u202efdp.exe", samples.pdf, "application/pdf", "bao caofdp.pdf"),
    ("a" * 400 + ".pdf", samples.pdf, "application/pdf", "a" * 116 + ".pdf"),
    ("...", samples.pdf, "application/pdf", "tep.pdf"),
    ("CON.pdf", samples.pdf, "application/pdf", "tep CON.pdf"),
    ("a.pdf", lambda: samples.scanned_pdf("BÁO CÁO"), "application/pdf", "a.pdf"),
    ("Quy chế bảo vệ bí mật nhà nước.pdf", samples.pdf, "application/pdf", ""),
    ("a.docx", lambda: samples.word("Bảo mật thông tin, mật khẩu"), "wordprocessingml", ""),
]

BAD: list[tuple[str, str, Make, str]] = [
    ("empty", "a.pdf", lambda: b"", "Tệp rỗng"),
    ("truncated PDF", "a.pdf", lambda: samples.pdf(pages=5)[:-400], "tải lên chưa trọn"),
    ("half a PDF", "a.pdf", lambda: samples.pdf(pages=9)[:700], "tải lên chưa trọn"),
    ("only a PDF's head", "a.pdf", lambda: b"%PDF-1.7\n" + b"rac" * 500, "Không đọc được"),
    ("PDF with a password", "a.pdf", lambda: samples.encrypted_pdf(user="x"), "mật khẩu"),
    ("restricted PDF", "a.pdf", lambda: samples.encrypted_pdf(user=""), "mã hóa"),
    ("JavaScript", "a.pdf", lambda: samples.changed_pdf("javascript"), "mã lệnh"),
    ("Launch", "a.pdf", lambda: samples.changed_pdf("launch"), "mã lệnh"),
    ("XFA", "a.pdf", lambda: samples.changed_pdf("xfa"), "mã lệnh"),
    ("embedded program", "a.pdf", lambda: samples.changed_pdf("attachment"), "tệp khác bên trong"),
    ("too many pages", "a.pdf", lambda: samples.pdf(pages=5001), "5000 trang"),
    ("huge page", "a.pdf", lambda: samples.pdf(size=(90_000, 90_000)), "khổ giấy bất thường"),
    ("wide page", "a.pdf", lambda: samples.pdf(size=(1_000_000, 842)), "khổ giấy bất thường"),
    ("PDF that inflates", "a.pdf", samples.inflating_pdf, "Không đọc được nội dung"),
    ("PDF and zip", "a.pdf", lambda: samples.pdf() + samples.archive(a=b"1"), "tệp ghép"),
    ("PDF and program", "a.pdf", lambda: samples.pdf() + b"MZ" + bytes(300), "tệp ghép"),
    ("PDF and page", "a.pdf", lambda: samples.pdf() + b"<script>1</script>", "tệp ghép"),
    ("page and PDF", "a.pdf", lambda: b"<html>" + samples.pdf(), "Không tiếp nhận loại tệp"),
    ("zip and PDF", "a.pdf", lambda: samples.archive(a=b"1") + samples.pdf(), "tệp ghép"),
    ("DOCX and PDF", "a.docx", lambda: samples.word() + samples.pdf(), "tệp ghép"),
    (
        "picture and zip",
        "a.jpg",
        lambda: samples.picture(kind="JPEG") + samples.word("TUYỆT MẬT"),
        "tệp ghép",
    ),
    ("GIF", "a.gif", lambda: b"GIF89a" + bytes(60), "Không tiếp nhận loại tệp"),
    ("program", "cong van.pdf", lambda: b"MZ" + bytes(500), "tệp chương trình"),
    ("script", "a.txt", lambda: b"#!/bin/sh\nrm -rf /\n", "tệp chương trình"),
    ("page with script", "a.txt", lambda: b"<html><script>1</script>", "Không tiếp nhận loại tệp"),
    ("noise", "a.docx", lambda: bytes(range(256)) * 9, "Không tiếp nhận loại tệp"),
    ("archive", "a.docx", lambda: samples.archive(a=b"1"), "tệp nén"),
    ("RAR", "a.rar", lambda: b"Rar!\x1a\x07\x00" + bytes(50), "tệp nén"),
    ("old Word", "a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "định dạng cũ"),
    (
        "Word with a password",
        "a.docx",
        lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le")
        ),
        "mật khẩu",
    ),
    (
        "macros",
        "a.docx",
        lambda: samples.rezipped(samples.word(), {"word/vbaProject.bin": b"1"}),
        "macro",
    ),
    ("truncated DOCX", "a.docx", lambda: samples.word()[:-900], "bị hỏng"),
    (
        "broken XML",
        "a.docx",
        lambda: samples.rezipped(samples.word(), {"word/document.xml": b"<a><b>"}),
        "bị hỏng",
    ),
    ("zip bomb", "a.docx", samples.bomb, "lớn bất thường"),
    ("deep nesting", "a.docx", samples.deep, "lồng quá sâu"),
    ("billion laughs", "a.docx", samples.laughs, "thực thể"),
    (
        "embedded object",
        "a.docx",
        lambda: samples.rezipped(samples.word(), {"word/embeddings/ole1.bin": b"\xd0\xcf"}),
        "đối tượng nhúng",
    ),
    ("huge picture", "a.png", samples.huge_png, "ảnh quá lớn"),
    ("truncated picture", "a.png", lambda: samples.picture("A")[:-2000], "ảnh bị hỏng"),
    ("no HEIC", "a.heic", lambda: b"\x00\x00\x00\x18ftypheic" + bytes(60), "ảnh bị hỏng"),
    ("AVIF", "a.avif", lambda: b"\x00\x00\x00\x18ftypavif" + bytes(60), "Không tiếp nhận loại"),
    ("marked name", "[MẬT] a.pdf", samples.pdf, "tên tệp"),
    ("marked text", "a.txt", "SỞ NỘI VỤ\n\nTỐI MẬT\n".encode, "TỐI MẬT"),
    ("marked TCVN3 text", "a.txt", lambda: "SỞ\nTUYÖT MËT".encode("latin-1", "replace"), "TUYỆT"),
    ("marked DOCX", "a.docx", lambda: samples.word("MẬT"), "MẬT"),
    ("marked cell", "a.docx", lambda: samples.word(cells=("Độ mật", "Mật")), "MẬT"),
    ("marked text box", "a.docx", lambda: samples.boxed("TỐI MẬT"), "TỐI MẬT"),
    ("marked footnote", "a.docx", lambda: samples.footed("MẬT"), "MẬT"),
    ("decomposed mark", "a.txt", lambda: normalize("NFD", "SỞ\nMẬT\nSố").encode(), "MẬT"),
    ("spaced mark", "a.docx", lambda: samples.word("T Ố I   M Ậ T"), "TỐI MẬT"),
    ("marked header", "a.docx", lambda: samples.word(header="TUYỆT MẬT"), "đầu trang"),
    ("marked property", "a.docx", lambda: samples.word(subject="TỐI MẬT"), "thuộc tính"),
    (
        "marked picture inside",
        "a.docx",
        lambda: samples.word(image=samples.picture("MẬT")),
        "ảnh trong tệp",
    ),
    ("marked sheet", "a.xlsx", lambda: samples.sheet(("Độ mật", "Mật")), "MẬT"),
    ("marked footer of a sheet", "a.xlsx", lambda: samples.sheet(footer="MẬT"), "MẬT"),
    ("marked ODT", "a.odt", lambda: samples.odt("TỐI MẬT"), "TỐI MẬT"),
    ("marked note in a PDF", "a.pdf", lambda: samples.changed_pdf("stamp"), "MẬT"),
    ("marked title of a PDF", "a.pdf", lambda: samples.changed_pdf("title"), "MẬT"),
    ("marked scan", "a.png", lambda: samples.picture("TỐI MẬT"), "TỐI MẬT"),
    ("marked scan in a PDF", "a.pdf", lambda: samples.scanned_pdf("MẬT"), "MẬT"),
    ("marked JPEG", "a.jpg", lambda: samples.picture("TUYỆT MẬT", kind="JPEG"), "TUYỆT MẬT"),
]


@pytest.mark.parametrize(("name", "make", "media_type", "kept_name"), GOOD)
def test_good_files_come_in(
    take: Receive, name: str, make: Make, media_type: str, kept_name: str
) -> None:
    content = make()
    file = take(name, content)
    assert media_type in file.media_type
    assert file.name == (kept_name or name)
    assert queries.read(file) == content


@pytest.mark.parametrize(
    ("name", "make", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_bad_files_are_refused_in_words_and_leave_nothing(
    take: Receive, left_behind: Callable[[], list[str]], name: str, make: Make, words: str
) -> None:
    content = make()
    with pytest.raises(Refused) as refused:
        take(name, content)
    assert words in refused.value.sentence
    assert refused.value.field == "file"
    assert not StoredFile.objects.exists()
    assert not Blob.objects.exists()
    assert left_behind() == []


def test_a_marked_file_stands_in_the_journal_without_its_name(take: Receive) -> None:
    with pytest.raises(Refused):
        take("[MẬT] ke hoach K9.txt", b"abc")
    entry = Entry.objects.get()
    assert entry.action == "secrecy.refuse"
    assert entry.detail == {"door": "tải tệp lên", "level": "Mật", "size": 3}
    assert "K9" not in str(vars(entry))


def test_the_same_content_is_stored_once(
    take: Receive, left_behind: Callable[[], list[str]]
) -> None:
    first, second = take("a.txt", b"abc"), take("b.txt", b"abc")
    assert first.blob == second.blob
    assert first.pk != second.pk
    assert len(left_behind()) == 1
