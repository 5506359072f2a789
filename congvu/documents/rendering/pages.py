"""Pages from content, by the one typst template: the issued file and the live preview."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import typst

from congvu.core.refused import Refused
from congvu.core.typesetting import fonts
from congvu.documents.rendering.content import DocumentContent, Images, Rendered
from congvu.documents.rendering.fields import fields_of
from congvu.documents.rendering.images import checked_images
from congvu.signing.types import Slot

_TEMPLATE = Path(__file__).with_name("document.typ")
_SEAL = 36 * 72 / 25.4
_UNKNOWN_LETTER = re.compile(r"the text `\"?(.+?)\"?` could not be displayed")


def render(content: DocumentContent, *, images: Images | None = None) -> Rendered:
    """The document as PDF/A-2b with blank slots; the same content gives the same bytes.

    `images` holds the bytes of the files that the body shows, by id. Raises `Refused` where the
    content cannot be printed as it is: a field too long, a letter that no font has, a broken image.
    """
    with _compiler(content, images or {}) as compiler:
        pdf = _pdf(compiler, content)
        found = json.loads(compiler.query("<slot>", field="value"))
    return Rendered(pdf, list(_slots(found)), pages=_pages(found))


def preview(content: DocumentContent, *, images: Images | None = None) -> list[bytes]:
    """The pages as SVG pictures, from the same template; raises `Refused` as `render` does."""
    with _compiler(content, images or {}) as compiler:
        _pdf(compiler, content)  # only this output says which letters no font has
        pages = compiler.compile(format="svg")
    return pages if isinstance(pages, list) else [cast("bytes", pages)]


@contextmanager
def _compiler(content: DocumentContent, images: Images) -> Iterator[typst.Compiler]:
    """A compiler of its own for each piece of work: none is shared between threads.

    typst reads files only below its root, so a document with images gets a folder for itself.
    """
    pictures = checked_images(content, images)
    fields = json.dumps(fields_of(content, pictures), ensure_ascii=False)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) if pictures else _TEMPLATE.parent
        for picture in pictures.values():
            (root / picture.name).write_bytes(picture.content)
        if pictures:
            shutil.copy(_TEMPLATE, root)
        yield typst.Compiler(
            root / _TEMPLATE.name,
            root=root,
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"document": fields},
        )


def _pdf(compiler: typst.Compiler, content: DocumentContent) -> bytes:
    moment = datetime(content.year, 1, 1, tzinfo=UTC)
    try:
        pdf = compiler.compile(format="pdf", pdf_standards="a-2b", timestamp=moment)
    except typst.TypstError as error:
        unknown = _UNKNOWN_LETTER.search(error.message)
        if unknown is None:
            raise
        raise Refused(
            f"Ký tự “{unknown[1][:20]}” không có trong phông chữ của văn bản hành chính; "
            "đề nghị ông/bà thay bằng ký tự khác.",
            field=_holding(unknown[1], content),
        ) from error
    return cast("bytes", pdf)


def _holding(letter: str, content: DocumentContent) -> str:
    """The field in which the letter was typed."""
    typed = ("abstract", "addressees", "legal_bases", "recipients")
    return next((name for name in typed if letter in str(getattr(content, name))), "body")


def _slots(found: list[dict[str, Any]]) -> Iterator[Slot]:
    """The places in the template's order, and the seal's, which follows from the signature's.

    The seal covers the left third of the signature's width (NĐ 30/2020, Annex I, II.8); 36 mm is
    the width of an agency's seal.
    """
    for place in found:
        if place["id"] == "trang":
            continue
        slot = Slot(**place)
        yield slot
        if slot.id == "ky_lanh_dao":
            yield Slot(
                id="dau_co_quan",
                page=slot.page,
                x=slot.x + slot.width / 3 - _SEAL,
                y=slot.y + (slot.height - _SEAL) / 2,
                width=_SEAL,
                height=_SEAL,
            )


def _pages(found: list[dict[str, Any]]) -> int:
    return next(int(place["page"]) for place in found if place["id"] == "trang")
