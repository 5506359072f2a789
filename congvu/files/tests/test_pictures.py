"""Pictures become PDF in a process apart: photos of telephones, scans; hostile ones harm nobody."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

from congvu.core.refused import Refused
from congvu.directory.tests.factories import Office
from congvu.files.actions import keep, receive
from congvu.files.actions.pictures import as_pdf
from congvu.files.models import StoredFile
from congvu.files.queries import read
from congvu.files.reader import picture_apart
from congvu.files.reading.pictures import noticed, sharpness
from congvu.files.types import Media

HEIC = Path(__file__).with_name("photo.heic")
"""900 × 1200, black strokes on white under a blue bar."""


def paper(*, blur: float = 0.0, size: tuple[int, int] = (1200, 900)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for top in range(0, size[1], 16):
        for left in range(0, size[0], 20):
            pen.line((left, top, left + 9, top + 9), fill="black", width=2)
    return image.filter(ImageFilter.GaussianBlur(blur)) if blur else image


def bytes_of(image: Image.Image, kind: str, **how: object) -> bytes:
    image.save(made := io.BytesIO(), kind, **how)  # type: ignore[arg-type]
    return made.getvalue()


def stored(office: Office, content: bytes, media: Media) -> StoredFile:
    """As it lies in the store; reading the words of large pictures takes the gates long."""
    return keep(
        content, name=f"a.{media.ending}", media_type=media.media_type, agency=office.agency,
        actor=None,
    )  # fmt: skip


def page_size(pdf: StoredFile) -> tuple[float, ...]:
    with pikepdf.open(io.BytesIO(read(pdf))) as document:
        return tuple(float(one) for one in document.pages[0].MediaBox[2:])


def test_sharpness_falls_as_a_photo_is_blurred() -> None:
    found = [sharpness(paper(blur=blur)) for blur in (0, 2, 5, 9)]
    assert found == sorted(found, reverse=True)
    assert noticed(paper()) == ""
    assert "mờ" in noticed(paper(blur=9))


def test_a_tiny_photo_is_said() -> None:
    assert "nhỏ" in noticed(paper(size=(500, 300)))


@pytest.mark.django_db
def test_a_photo_of_an_iphone_becomes_a_pdf(office: Office) -> None:
    upload = SimpleUploadedFile("IMG_0001.HEIC", HEIC.read_bytes())
    photo = receive(upload, actor=office.clerk)
    assert photo.media_type == "image/heic"
    pdf, told = as_pdf(photo, actor=None, photo=True)
    assert (pdf.name, pdf.media_type, told) == ("IMG_0001.pdf", "application/pdf", "")
    assert page_size(pdf) == (324, 432)  # 900 × 1200 at 200 to the inch


@pytest.mark.django_db
def test_a_photo_taken_sideways_stands_upright_and_fits_a_page(office: Office) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    taken = bytes_of(paper(size=(4000, 3000)), "JPEG", exif=turned)
    photo = stored(office, taken, Media.JPEG)
    pdf, _ = as_pdf(photo, actor=None, photo=True)
    assert page_size(pdf) == (594, 792)


@pytest.mark.django_db
def test_a_scan_keeps_its_density_and_all_its_pages(office: Office) -> None:
    pages = bytes_of(
        paper(size=(850, 1100)), "TIFF", save_all=True, append_images=[paper(size=(850, 1100))],
        dpi=(100, 100),
    )  # fmt: skip
    pdf, _ = as_pdf(stored(office, pages, Media.TIFF), actor=office.clerk)
    assert page_size(pdf) == (612, 792)
    with pikepdf.open(io.BytesIO(read(pdf))) as document:
        assert len(document.pages) == 2


@pytest.mark.django_db
def test_what_is_no_picture_stays_as_it_is(office: Office) -> None:
    letter = stored(office, b"Xin chao", Media.TEXT)
    assert as_pdf(letter, actor=None) == (letter, "")


@pytest.mark.parametrize(
    "content",
    [HEIC.read_bytes()[:9000], HEIC.read_bytes()[:40], b"\x00\x00\x00\x18ftypheic" + bytes(60)],
    ids=["cut", "its head alone", "empty"],
)
def test_a_broken_photo_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.heic").write_bytes(content)
    with pytest.raises(Refused, match="Không đọc được"):
        picture_apart(tmp_path / "a.heic", Media.HEIC, photo=True)


def test_a_photo_that_says_it_is_huge_is_refused(tmp_path: Path) -> None:
    """Its `ispe` box says 30,000 × 30,000; nothing of that size is ever decoded."""
    content = HEIC.read_bytes()
    at = content.index(b"ispe") + 8
    while at > 8:
        content = content[:at] + (30_000).to_bytes(4, "big") * 2 + content[at + 8 :]
        at = content.find(b"ispe", at) + 8
    (tmp_path / "a.heic").write_bytes(content)
    with pytest.raises(Refused, match="Không đọc được"):
        picture_apart(tmp_path / "a.heic", Media.HEIC, photo=True)
