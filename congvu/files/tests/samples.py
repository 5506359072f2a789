"""Small files of every kind, made here: good ones and the ones that must be refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import docx
import pikepdf
import pypdfium2 as pdfium
from odf.opendocument import OpenDocumentText
from odf.text import P
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont

TINOS = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"


def pdf(*, pages: int = 1, size: tuple[float, float] = (595, 842), **options: object) -> bytes:
    """A PDF with empty pages and a line of text in Latin letters on each."""
    document = pikepdf.new()
    for number in range(pages):
        document.add_blank_page()
        page = document.pages[-1]
        page.MediaBox = pikepdf.Array([0, 0, *size])
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font,
                    Subtype=pikepdf.Name.Type1,
                    BaseFont=pikepdf.Name.Helvetica,
                )
            )
        )
        line = f"BT /F 12 Tf 60 700 Td (Cong van thu nghiem, trang {number + 1}) Tj ET"
        page.Contents = document.make_stream(line.encode())
    target = io.BytesIO()
    document.save(target, **options)  # type: ignore[arg-type]
    return target.getvalue()


def changed_pdf(change: str) -> bytes:
    """A PDF that bears what it should not."""
    document = pikepdf.open(io.BytesIO(pdf()))
    action = pikepdf.Dictionary
    if change == "javascript":
        document.Root.OpenAction = action(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    elif change == "launch":
        link = action(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=action(S=pikepdf.Name.Launch, F="cmd.exe"),
        )
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([link]))
    elif change == "xfa":
        document.Root.AcroForm = action(XFA=document.make_stream(b"<xdp/>"), Fields=[])
    elif change == "attachment":
        document.attachments["a.exe"] = b"MZ" + bytes(100)
    elif change == "stamp":
        note = action(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[0, 0, 90, 20],
            Contents=pikepdf.String("MẬT"),
        )
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])
    elif change == "title":
        document.docinfo["/Title"] = "[MẬT] Kế hoạch"
    target = io.BytesIO()
    document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def encrypted_pdf(*, user: str) -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="chu", user=user))


def picture(text: str = "", *, kind: str = "PNG", size: tuple[int, int] = (1240, 800)) -> bytes:
    """A page as a scanner gives it, with the text in large letters and a frame around."""
    image = Image.new("RGB", size, "white")
    if text:
        draw = ImageDraw.Draw(image)
        font = ImageFont.truetype(TINOS, 54)
        box = draw.textbbox((200, 200), text, font=font)
        draw.text((200, 200), text, fill=(190, 20, 30), font=font)
        draw.rectangle((box[0] - 24, box[1] - 18, box[2] + 24, box[3] + 18), outline="red", width=4)
        small = ImageFont.truetype(TINOS, 30)
        draw.text((120, 500), "Báo cáo tình hình thực hiện nhiệm vụ", fill="black", font=small)
    target = io.BytesIO()
    image.save(target, kind)
    return target.getvalue()


def scanned_pdf(*texts: str) -> bytes:
    """A PDF whose pages are pictures."""
    target = io.BytesIO()
    first, *others = (Image.open(io.BytesIO(picture(text))) for text in texts)
    first.save(target, "PDF", resolution=150, save_all=True, append_images=others)
    return target.getvalue()


def word(
    *paragraphs: str,
    header: str = "",
    subject: str = "",
    image: bytes = b"",
    cells: tuple[str, ...] = (),
) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs or ("Nội dung công văn thử nghiệm.",):
        document.add_paragraph(paragraph)
    if cells:
        row = document.add_table(1, len(cells)).rows[0]
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if image:
        document.add_picture(io.BytesIO(image))
    document.core_properties.subject = subject
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def sheet(*rows: tuple[str, ...], footer: str = "") -> bytes:
    book = Workbook()
    for row in rows or (("Tên", "Số lượng"), ("Máy tính", "12")):
        book.active.append(row)
    book.active.oddFooter.center.text = footer
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def odt(*paragraphs: str) -> bytes:
    document = OpenDocumentText()
    for paragraph in paragraphs or ("Nội dung công văn thử nghiệm.",):
        document.text.addElement(P(text=paragraph))
    target = io.BytesIO()
    document.write(target)
    return target.getvalue()


def rezipped(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with parts added or replaced."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in set(parts) - set(old.namelist()):
            new.writestr(name, parts[name])
    return target.getvalue()


def archive(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return target.getvalue()


def bomb() -> bytes:
    """A DOCX of some kilobytes that would become 300 MB."""
    return rezipped(word(), {"word/media/image1.png": bytes(300 * 1024 * 1024)})


def deep() -> bytes:
    """A DOCX with elements nested far too deep."""
    nested = b"<w:x>" * 100_000 + b"</w:x>" * 100_000
    body = b'<w:document xmlns:w="w">' + nested + b"</w:document>"
    return rezipped(word(), {"word/document.xml": body})


def laughs() -> bytes:
    """A DOCX with entities that grow (a billion laughs)."""
    body = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
    return rezipped(word(), {"word/document.xml": body})


def boxed(text: str) -> bytes:
    """A DOCX with the text in a text box, as Word draws a stamp."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:pict><w:txbxContent><w:p><w:r>'
        f"<w:t>{text}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p></w:body></w:document>"
    )
    return rezipped(word(), {"word/document.xml": body.encode()})


def footed(text: str) -> bytes:
    """A DOCX with the text in a footnote."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = f'<w:footnotes xmlns:w="{space}"><w:footnote><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
    return rezipped(word(), {"word/footnotes.xml": f"{note}</w:footnote></w:footnotes>".encode()})


def inflating_pdf() -> bytes:
    """A PDF of some megabytes whose page has 1.5 GB of commands."""
    document = pikepdf.open(io.BytesIO(pdf()))
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"q Q " * 262_144) for _ in range(1500)) + packer.flush()
    page = pikepdf.Stream(document, packed)
    page.Filter = pikepdf.Name.FlateDecode
    document.pages[0].Contents = document.make_indirect(page)
    target = io.BytesIO()
    document.save(target, compress_streams=False)
    return target.getvalue()


def huge_png() -> bytes:
    """A PNG of some bytes that says it has 50,000 × 50,000 points."""
    small = picture(size=(50, 50))
    header = b"IHDR" + struct.pack(">II", 50_000, 50_000) + small[24:29]
    return small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]


def page_count(content: bytes) -> int:
    document = pdfium.PdfDocument(content)
    count = len(document)
    document.close()
    return count
