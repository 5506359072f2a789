"""Papers drawn by code: scans with their slant, annexes, drafts that were made elsewhere."""

from __future__ import annotations

import json
import random
import textwrap
from datetime import date
from io import BytesIO
from pathlib import Path

import typst
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from congvu.demo.documents.scripts import PaperScript
from congvu.directory.models import Appointment
from congvu.documents import rendering
from congvu.documents.actions.drafting import Fields, fill
from congvu.documents.content import content_of
from congvu.documents.doctypes import BY_CODE
from congvu.documents.models import Outgoing
from congvu.files import actions as files
from congvu.files.models import StoredFile
from congvu.files.types import Media
from congvu.signing.drawing import draw_seal

_ANNEX = Path(__file__).parent.parent / "data" / "annex.typ"
_PAGE, _DPI = (1240, 1754), 150
_WIDTH = 74
_FACES = {"": "Tinos_400Regular", "bold": "Tinos_700Bold", "italic": "Tinos_400Regular_Italic"}
_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def annex_file(text: str, *, actor: Appointment) -> StoredFile:
    """The first line is the title, `| a | b |` lines are a table, all else are paragraphs."""
    title, *rest = [line.strip() for line in text.splitlines() if line.strip()]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in rest
        if line.startswith("|")
    ]
    lines = [line for line in rest if not line.startswith("|")]
    given = json.dumps({"title": title, "lines": lines, "rows": rows}, ensure_ascii=False)
    pdf = typst.compile(
        _ANNEX,
        format="pdf",
        pdf_standards="a-2b",
        font_paths=[Path(settings.BUILD_DIR) / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"annex": given},
    )
    return _keep(bytes(pdf), Media.PDF, name=title, actor=actor)


def uploaded_file(fields: Fields, *, actor: Appointment) -> StoredFile:
    """The PDF of somebody who wrote the document in another program."""
    document = Outgoing(agency=actor.agency, unit=actor.unit, drafter=actor)
    fill(document, fields)
    pdf = rendering.render(content_of(document)).pdf
    return _keep(pdf, Media.PDF, name=fields.abstract, actor=actor)


def scan_file(script: PaperScript, *, dated_on: date, actor: Appointment) -> StoredFile:
    """The page as the scanner saw it."""
    media = Media.PNG if script.picture else Media.PDF
    name = f"{script.number}-{script.notation}"
    return _keep(scan_of(script, dated_on), media, name=name, actor=actor)


def scan_of(script: PaperScript, dated_on: date) -> bytes:
    """A picture (PNG), or a PDF with the picture in it."""
    page = _page(script, dated_on)
    made = BytesIO()
    if script.picture:
        page.quantize(16).save(made, "PNG", dpi=(_DPI, _DPI))
    else:
        page.save(made, "PDF", resolution=_DPI, quality=60)
    return made.getvalue()


def _keep(content: bytes, media: Media, *, name: str, actor: Appointment) -> StoredFile:
    safe = name.replace("/", "-")[:120]
    return files.keep(
        content,
        name=f"{safe}.{media.ending}",
        media_type=media.media_type,
        agency=actor.agency,
        actor=actor,
    )


def _font(size: int, face: str = "") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Path(settings.BUILD_DIR) / "fonts" / f"{_FACES[face]}.ttf", size)


def _page(script: PaperScript, dated_on: date) -> Image.Image:
    page = Image.new("RGB", _PAGE, (252, 251, 247))
    pen = ImageDraw.Draw(page)
    _head(pen, script, dated_on)
    y = 470
    if BY_CODE[script.kind].titled:
        _middle(pen, 620, y - 100, BY_CODE[script.kind].name.upper(), "bold", 30)
        for line in textwrap.wrap(script.about, 60):
            _middle(pen, 620, y - 60, line, "bold", 28)
            y += 36
    for paragraph in script.text.strip().splitlines():
        for index, line in enumerate(textwrap.wrap(paragraph, _WIDTH)):
            pen.text((230 if index == 0 else 170, y), line, fill=(30, 30, 34), font=_font(28))
            y += 40
        y += 14
    _foot(page, pen, script, y + 40)
    slant = random.Random(script.number).uniform(-0.9, 0.9)  # noqa: S311 - a picture
    return page.rotate(slant, Image.Resampling.BILINEAR, fillcolor=(236, 235, 230))


def _head(pen: ImageDraw.ImageDraw, script: PaperScript, dated_on: date) -> None:
    for index, line in enumerate(textwrap.wrap(script.issuer.upper(), 28)):
        _middle(pen, 360, 110 + index * 34, line, "bold", 26)
    for index, line in enumerate(_NATION):
        _middle(pen, 880, 110 + index * 36, line, "bold", 26)
    _middle(pen, 360, 210, f"Số: {script.number}/{script.notation}", "", 26)
    day = f"ngày {dated_on.day:02d} tháng {dated_on.month:02d} năm {dated_on.year}"
    _middle(pen, 880, 210, f"{script.place}, {day}", "italic", 26)
    if not BY_CODE[script.kind].titled:
        for index, line in enumerate(textwrap.wrap(f"V/v {script.about}", 42)):
            _middle(pen, 360, 250 + index * 30, line, "", 22)


def _foot(page: Image.Image, pen: ImageDraw.ImageDraw, script: PaperScript, y: int) -> None:
    _middle(pen, 880, y, script.signed_as, "bold", 28)
    seal = Image.open(BytesIO(draw_seal(script.issuer))).resize((210, 210))
    page.paste(seal, (650, y + 20), seal)
    pen.text((170, y), "Nơi nhận:", fill=(30, 30, 34), font=_font(22, "italic"))
    for index, line in enumerate(("- Như trên;", "- Lưu: VT.")):
        pen.text((170, y + 32 + index * 28), line, fill=(30, 30, 34), font=_font(20))


def _middle(pen: ImageDraw.ImageDraw, x: int, y: int, text: str, face: str, size: int) -> None:
    pen.text((x, y), text, fill=(30, 30, 34), font=_font(size, face), anchor="ma")
