"""PDF: its structure is checked first (pikepdf), then its text and pages are read (PDFium)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from congvu.files.reading.report import Report, Unreadable, unreadable
from congvu.files.reading.scans import read_scan

_MOST_PAGES = 5000
_MOST_OBJECTS = 1_000_000
_LONGEST_SIDE = 14_400  # points: the largest page that ISO 32000-1 (Annex C.2) speaks of
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"PK", b"Rar!", b"7z", b"\xd0\xcf\x11\xe0")
_SUSPECT = re.compile(
    rb"/(?:JavaScript|JS|Launch|XFA|RichMedia|EmbeddedFile|Filespec|EF|ImportData|SubmitForm)\b"
)
_WRITTEN = re.compile(rb"/(?:Contents|V|DV|Title|Subject|Keywords|TU)\s*[(<][^<]")
_ACTIVE = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"}

SCRIPTS = (
    "Không tiếp nhận tệp PDF có mã lệnh (JavaScript, lệnh mở chương trình, biểu mẫu XFA hoặc nội "
    "dung động). Ông/bà in lại ra PDF rồi tải lên."
)
ATTACHED = (
    "Không tiếp nhận tệp PDF mang theo tệp khác bên trong. Ông/bà tách tệp đó ra, tải lên riêng."
)


def read(path: Path, report: Report) -> None:
    """Check the file and read its pages; raises `Unreadable` in words."""
    try:
        with pikepdf.open(path, attempt_recovery=False, suppress_warnings=True) as pdf:
            _check(pdf, report)
    except pikepdf.PasswordError as locked:
        raise unreadable("tệp PDF có mật khẩu") from locked
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, OverflowError) as broken:
        raise unreadable("tệp PDF bị hỏng hoặc tải lên chưa trọn") from broken
    try:
        _read_pages(path, report)
    except pdfium.PdfiumError as broken:
        raise unreadable("trang của tệp PDF bị hỏng") from broken


def _check(pdf: pikepdf.Pdf, report: Report) -> None:
    if pdf.is_encrypted:
        raise unreadable("tệp PDF đã mã hóa hoặc bị hạn chế quyền")
    if not 0 < len(pdf.pages) <= _MOST_PAGES:
        raise unreadable(f"tệp PDF không có trang nào hoặc có quá {_MOST_PAGES} trang")
    if len(pdf.objects) > _MOST_OBJECTS:
        raise unreadable("tệp PDF quá phức tạp")
    for item in [*pdf.objects, pdf.trailer]:
        written = _written(item)
        if _SUSPECT.search(written):
            _examine(item)
        if _WRITTEN.search(written):
            report.add("chú thích, trường và thuộc tính", "\n".join(_strings(item)))


def _written(item: pikepdf.Object) -> bytes:
    """The object as it would be written, names resolved (`/J#61vaScript`), streams left out."""
    if isinstance(item, pikepdf.Stream):
        return bytes(item.stream_dict.unparse(resolved=True))
    return bytes(item.unparse(resolved=True))


def _examine(item: pikepdf.Object) -> None:
    """Look at the dictionaries of the object: a string may hold the words and be harmless."""
    for found in _dictionaries(item):
        if str(found.get("/S", "")) in _ACTIVE or "/JS" in found or "/XFA" in found:
            raise Unreadable(SCRIPTS)
        if str(found.get("/Subtype", "")) == "/RichMedia":
            raise Unreadable(SCRIPTS)
        if "/EF" in found or str(found.get("/Type", "")) == "/EmbeddedFile":
            raise Unreadable(ATTACHED)


def _dictionaries(item: pikepdf.Object, depth: int = 0) -> Iterator[pikepdf.Dictionary]:
    if depth > 60:
        raise unreadable("tệp PDF lồng nhau quá sâu")
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    if isinstance(item, pikepdf.Dictionary):
        yield item
        children = list(item.values())
    elif isinstance(item, pikepdf.Array):
        children = list(item)
    else:
        return
    for child in children:
        # What is indirect comes by its own number.
        if not getattr(child, "is_indirect", True):
            yield from _dictionaries(child, depth + 1)


def _strings(item: pikepdf.Object) -> Iterator[str]:
    for found in _dictionaries(item):
        for value in found.values():
            if isinstance(value, pikepdf.String):
                yield str(value)


def _read_pages(path: Path, report: Report) -> None:
    document = pdfium.PdfDocument(path)
    try:
        for number in range(len(document)):
            _read_page(document, number, report)
    finally:
        document.close()


def _read_page(document: pdfium.PdfDocument, number: int, report: Report) -> None:
    page = document[number]
    width, height = page.get_size()
    if not 0 < max(width, height) <= _LONGEST_SIDE:
        raise unreadable(f"trang {number + 1} của tệp PDF có khổ giấy bất thường")
    layer = page.get_textpage()
    text = layer.get_text_bounded()
    layer.close()
    report.add(f"trang {number + 1}", text)
    if _is_scanned(page, text, area=width * height) and report.take_page():
        scale = min(200 / 72, (12_000_000 / (width * height)) ** 0.5)
        picture = page.render(scale=scale, may_draw_forms=False).to_pil()
        read_scan(picture, report, part=f"trang {number + 1} (ảnh)")
    page.close()


def _is_scanned(page: pdfium.PdfPage, text: str, *, area: float) -> bool:
    """Whether pictures cover much of the page, or it has marks on it and no text."""
    covered = 0.0
    objects = 0
    for item in page.get_objects(max_depth=3):
        objects += 1
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            covered += max(0, right - left) * max(0, top - bottom)
        if objects > 5000:
            break
    return covered > 0.2 * area or (objects > 0 and len(text.strip()) < 20)
