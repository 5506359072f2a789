"""The body of an uploaded Word file, taken over into our template.

The format (head, number, signature) comes from the document's own fields, so the tables in which a
draft made in Word has them are left behind; what is taken is words, bold, italic, underline,
alignment, lists and tables.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import XMLSyntaxError

from congvu.core.refused import Refused
from congvu.core.text import nfc
from congvu.documents.rendering.body import MAX_CELLS, Body, check, clean

_MAX_UNPACKED = 100_000_000
_FRAME = re.compile(
    r"CỘNG HÒA XÃ HỘI CHỦ NGHĨA|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA|^Nơi nhận\s*:", re.MULTILINE
)
_ALIGN = {
    WD_ALIGN_PARAGRAPH.CENTER: "center",
    WD_ALIGN_PARAGRAPH.RIGHT: "right",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "justify",
}


def body_from_docx(content: bytes) -> Body:
    """The body of the file; raises `Refused` (field `file`) where it cannot be read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > _MAX_UNPACKED:
            raise _unreadable()
        document = Document(BytesIO(content))
        found = list(_flow(part for part in document.iter_inner_content() if not _framing(part)))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        XMLSyntaxError,
        KeyError,
        ValueError,
        NotImplementedError,
    ):
        raise _unreadable() from None
    return check({"type": "doc", "content": found})


def _framing(part: Paragraph | Table) -> bool:
    """Whether the part is the head or the foot of an official document."""
    if isinstance(part, Paragraph):
        return False
    words = "\n".join(cell.text.strip() for cell in part._cells)  # noqa: SLF001 - see `_table`
    return _FRAME.search(nfc(words)) is not None


def _unreadable() -> Refused:
    return Refused(
        "Không đọc được tệp Word này; đề nghị ông/bà mở tệp bằng Word, lưu lại dạng .docx rồi tải "
        "lên một lần nữa.",
        field="file",
    )


def _flow(parts: Iterator[Paragraph | Table]) -> Iterator[Body]:
    """Paragraphs and tables; paragraphs of a Word list that follow one another become one list."""
    items: list[tuple[int, bool, Body]] = []
    for part in parts:
        place = _list_place(part) if isinstance(part, Paragraph) else None
        if place is not None and isinstance(part, Paragraph):
            items.append((*place, _paragraph(part, listed=True)))
            continue
        yield from _nested(items)
        items = []
        if isinstance(part, Table):
            yield from _table(part)
        elif part.text.strip():
            yield _paragraph(part)
    yield from _nested(items)


def _list_place(paragraph: Paragraph) -> tuple[int, bool] | None:
    """Level (from 0) and whether it is numbered; None outside lists."""
    element = paragraph._p  # noqa: SLF001 - python-docx has no door to numbering
    numbers = element.xpath("w:pPr/w:numPr/w:numId/@w:val")
    if not numbers or numbers[0] == "0":
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        return (0, "Bullet" not in style) if style.startswith("List") else None
    level = int(next(iter(element.xpath("w:pPr/w:numPr/w:ilvl/@w:val")), "0"))
    numbering: Any = paragraph.part
    formats = numbering.numbering_part.element.xpath(
        f'w:abstractNum[@w:abstractNumId=../w:num[@w:numId="{int(numbers[0])}"]'
        f'/w:abstractNumId/@w:val]/w:lvl[@w:ilvl="{level}"]/w:numFmt/@w:val'
    )
    return level, "bullet" not in formats


def _nested(items: list[tuple[int, bool, Body]]) -> Iterator[Body]:
    """Lists from rows of (level, numbered, paragraph); deeper rows go into the item before them."""
    start = 0
    while start < len(items):
        level, numbered, _ = items[start]
        end = start
        rows: list[Body] = []
        while end < len(items) and items[end][0] >= level and items[end][1] == numbered:
            below = end + 1
            while below < len(items) and items[below][0] > level:
                below += 1
            inner = list(_nested(items[end + 1 : below]))
            rows.append({"type": "listItem", "content": [items[end][2], *inner]})
            end = below
        yield {"type": "orderedList" if numbered else "bulletList", "content": rows}
        start = end


def _paragraph(paragraph: Paragraph, *, listed: bool = False) -> Body:
    attrs = {}
    alignment = _ALIGN.get(paragraph.alignment) if paragraph.alignment is not None else None
    if alignment and not listed:
        attrs["textAlign"] = alignment
    content = [node for run in _runs(paragraph) for node in _run(run)]
    return {"type": "paragraph", "attrs": attrs, "content": _trimmed(content)}


def _runs(paragraph: Paragraph) -> Iterator[Run]:
    """The runs of the paragraph, those inside links too."""
    for part in paragraph.iter_inner_content():
        if isinstance(part, Run):
            yield part
        else:
            yield from part.runs


def _run(run: Run) -> Iterator[Body]:
    marks = [
        {"type": name}
        for name, worn in (("bold", run.bold), ("italic", run.italic), ("underline", run.underline))
        if worn
    ]
    for position, piece in enumerate(run.text.split("\n")):
        if position:
            yield {"type": "hardBreak"}
        if clean(piece):
            yield {"type": "text", "text": clean(piece), "marks": marks}


def _trimmed(content: list[Body]) -> list[Body]:
    """Without the breaks at either end, which Word files use for layout."""
    while content and content[0]["type"] == "hardBreak":
        content = content[1:]
    while content and content[-1]["type"] == "hardBreak":
        content = content[:-1]
    return content


def _table(table: Table) -> Iterator[Body]:
    """The table with its merged cells; one of an odd or too wide shape gives its paragraphs."""
    width = len(table.columns)
    cells = table._cells  # noqa: SLF001 - asking cell by cell reads the whole table each time
    if not 0 < width <= MAX_CELLS or len(cells) != width * len(table.rows):
        yield from _words(cells)
        return
    grid = [cells[start : start + width] for start in range(0, len(cells), width)]
    seen: set[object] = set()
    rows = []
    for y, row in enumerate(grid):
        placed = [(x, cell) for x, cell in enumerate(row) if cell._tc not in seen]  # noqa: SLF001
        fresh = {cell._tc: (x, cell) for x, cell in reversed(placed)}  # noqa: SLF001
        seen.update(fresh)
        places = sorted(fresh.values(), key=lambda place: place[0])
        rows.append(
            {"type": "tableRow", "content": [_cell(grid, x, y, cell) for x, cell in places]}
        )
    yield {"type": "table", "content": rows}


def _cell(grid: list[list[_Cell]], x: int, y: int, cell: _Cell) -> Body:
    across = sum(1 for other in grid[y][x:] if other._tc is cell._tc)  # noqa: SLF001
    down = sum(1 for other in grid[y:] if other[x]._tc is cell._tc)  # noqa: SLF001
    inner = list(_words([cell])) or [{"type": "paragraph"}]
    return {
        "type": "tableCell",
        "attrs": {"colspan": across, "rowspan": down},
        "content": inner,
    }


def _words(cells: list[_Cell]) -> Iterator[Body]:
    """What stands in the cells, each once; a table inside a cell gives its paragraphs."""
    for cell in {cell._tc: cell for cell in cells}.values():  # noqa: SLF001
        for node in _flow(cell.iter_inner_content()):
            if node["type"] == "table":
                for row in node["content"]:
                    for inner in row["content"]:
                        yield from inner["content"]
            else:
                yield node
