"""What a body may hold, how it reads, and where it comes from."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from congvu.core.refused import Refused
from congvu.documents.rendering import (
    body_from_docx,
    body_from_text,
    check,
    edited_body,
    empty_body,
    images_of,
    is_empty,
    parse_body,
    render,
    text_of,
)
from congvu.documents.rendering.blocks import blocks_of, point_letter
from congvu.documents.tests.rendering.reading import texts
from congvu.documents.tests.rendering.samples import (
    cell,
    dashes,
    doc,
    item,
    letter,
    numbers,
    p,
    row,
    t,
    table,
)

IMAGE = {"type": "image", "attrs": {"file": 7, "alt": "Sơ đồ", "width": 50}}


def png(width: int = 40, height: int = 20) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return out.getvalue()


def word(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def nested(depth: int) -> dict[str, Any]:
    inner = p("sâu")
    for _ in range(depth):
        inner = dashes(item(p("x"), inner))
    return doc(inner)


REFUSED = {
    "not a body": "chữ",
    "unknown node": doc({"type": "iframe", "attrs": {"src": "https://x"}}),
    "html": doc({"type": "paragraph", "content": [{"type": "html", "text": "<b>"}]}),
    "text in a table": doc({"type": "table", "content": [t("x")]}),
    "table in a cell": doc(table(row({"type": "tableCell", "content": [table(row(cell("x")))]}))),
    "text that is none": doc({"type": "paragraph", "content": [{"type": "text", "text": 5}]}),
    "content that is none": {"type": "doc", "content": "x"},
    "image of an address": doc({"type": "image", "attrs": {"src": "https://x/a.png"}}),
    "too deep": nested(40),
    "a paragraph too long": doc(p("x" * 100_001)),
    "too much": doc(*[p("x" * 90_000) for _ in range(6)]),
    "too many nodes": doc(*[{"type": "paragraph"} for _ in range(40_001)]),
    "too many columns": doc(table(row(*[cell("x") for _ in range(21)]))),
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_what_a_body_may_not_be_is_refused_at_its_field(body: Any) -> None:
    with pytest.raises(Refused) as refused:
        check(body)
    assert refused.value.field == "body"


BAD_TABLES = {
    "spans below its end": table(row(cell("a", rowspan=500), cell("b"))),
    "leaves a gap": table(row(cell("a"), cell("b")), row(cell("c"))),
    "overlaps": table(row(cell("a"), cell("b", rowspan=2)), row(cell("c", colspan=2))),
    "is wider than any": table(row(*[cell("a", colspan=20) for _ in range(2)])),
    "has no cells": {"type": "table", "content": [row()]},
}


@pytest.mark.parametrize("bad", BAD_TABLES.values(), ids=BAD_TABLES.keys())
def test_a_table_that_does_not_close_is_refused(bad: Any) -> None:
    with pytest.raises(Refused, match="Bảng"):
        render(letter(body=doc(bad)))


def test_unknown_marks_and_attributes_are_dropped() -> None:
    given_body = doc(p(t("a", "bold", "link", "x"), onclick="x", textAlign="top", indent=99))
    assert check(given_body) == doc(
        {
            "type": "paragraph",
            "attrs": {"indent": 6},
            "content": [{"type": "text", "text": "a", "marks": [{"type": "bold"}]}],
        }
    )


def test_a_checked_body_stays_as_it_is() -> None:
    body = check(doc(p(t("a", "bold")), numbers(item(p("b"))), table(row(cell("c"))), IMAGE))
    assert check(json.loads(json.dumps(body))) == body


def test_lists_are_numbered_as_law_does() -> None:
    points = numbers(*[item(p("x")) for _ in range(6)])
    body = doc(
        numbers(
            item(p("một"), points), item(p("hai"), dashes(item(p("ba"), dashes(item(p("bốn"))))))
        ),
        numbers(item(p("năm")), start=9),
        numbers(item(p("sáu")), type="a"),
    )
    assert text_of(check(body)).splitlines() == [
        "1. một",
        *[f"{name}) x" for name in "abcdđe"],
        "2. hai",
        "- ba",
        "+ bốn",
        "9. năm",
        "a) sáu",
    ]


def test_points_go_on_after_the_alphabet() -> None:
    assert [point_letter(number) for number in (1, 5, 23, 24, 25)] == ["a", "đ", "y", "aa", "ab"]


def test_text_of_joins_cells_and_keeps_breaks() -> None:
    body = doc(p("một", {"type": "hardBreak"}, "hai"), table(row(cell("a"), cell("b"))), IMAGE)
    assert text_of(check(body)) == "một\nhai\na\tb\nSơ đồ"
    assert images_of(check(body)) == [7]


def test_columns_share_the_width_by_what_stands_in_them() -> None:
    body = doc(
        table(
            row(cell("TT", rowspan=2), cell("Cả hai", colspan=2)),
            row(cell("Nội dung công việc phải làm"), cell("Chịu trách nhiệm")),
        )
    )
    assert blocks_of(check(body))[0]["widths"] == [4, 27, 16]


def test_drawn_columns_stay_as_drawn() -> None:
    body = doc(table(row(cell("a", colwidth=[50]), cell("b", colwidth=[150]))))
    assert blocks_of(check(body))[0]["widths"] == [50, 150]


def test_plain_text_and_json_both_come_in() -> None:
    assert text_of(parse_body("Một\r\n\r\n  Hai ")) == "Một\nHai"
    assert text_of(parse_body(json.dumps(doc(p("Ba"))))) == "Ba"
    assert parse_body("") == empty_body()
    assert is_empty(parse_body(" \n "))
    with pytest.raises(Refused):
        parse_body('{"type": "doc", "content": [')
    with pytest.raises(Refused):
        parse_body("x" * 500_001)


def test_plain_text_that_was_not_touched_keeps_the_structure() -> None:
    before = check(doc(numbers(item(p(t("một", "bold"))), item(p("hai")))))
    assert edited_body("1. một\r\n2. hai\r\n", before=before) == before
    assert text_of(edited_body("1. một\n2. ba", before=before)) == "1. một\n2. ba"


def test_marks_merged_cells_and_pictures_are_printed() -> None:
    body = doc(
        p("Ảnh:", textAlign="center"),
        IMAGE,
        table(row(cell("Gộp", colspan=2)), row(cell("Cột", rowspan=2), cell("a")), row(cell("b"))),
        {"type": "pageBreak"},
        p("Trang sau"),
    )
    rendered = render(letter(body=body), images={7: png()})
    first, second = texts(rendered.pdf)
    assert "Gộp" in first
    assert "Trang sau" in second
    assert b"/Image" in rendered.pdf


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", png()[:60]])
def test_a_broken_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="ảnh"):
        render(letter(body=doc(IMAGE)), images={7: content})


def test_a_missing_or_huge_picture_is_refused() -> None:
    with pytest.raises(Refused, match="ảnh"):
        render(letter(body=doc(IMAGE)))
    with pytest.raises(Refused, match="quá lớn"):
        render(letter(body=doc(IMAGE)), images={7: png(9000, 9000)})


def test_word_gives_its_words_marks_lists_and_tables() -> None:
    document = docx.Document()
    head = document.add_paragraph()
    head.add_run("KẾ ").bold = True
    head.add_run("HOẠCH").italic = True
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("")
    document.add_paragraph("một", style="List Number")
    document.add_paragraph("hai", style="List Number")
    document.add_paragraph("gạch", style="List Bullet")
    grid = document.add_table(rows=3, cols=3)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "Gộp"
    grid.cell(1, 2).merge(grid.cell(2, 2)).text = "Dọc"
    grid.cell(2, 0).text = "a"
    body = body_from_docx(word(document))
    assert text_of(body) == "KẾ HOẠCH\n1. một\n2. hai\n- gạch\nGộp\t\n\t\tDọc\na\t"
    first = body["content"][0]
    assert first["attrs"] == {"textAlign": "center"}
    assert [part["marks"][0]["type"] for part in first["content"]] == ["bold", "italic"]
    assert render(letter(body=body)).pages == 1


def test_the_frame_of_a_draft_made_in_word_is_left_behind() -> None:
    document = docx.Document()
    head, foot = document.add_table(rows=1, cols=2), document.add_table(rows=1, cols=2)
    head.cell(0, 0).text = "UBND TỈNH"
    head.cell(0, 1).text = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    foot.cell(0, 0).text = "Nơi nhận:\n- Như trên;"
    document.add_paragraph("Nội dung")
    assert text_of(body_from_docx(word(document))) == "Nội dung"


def test_what_is_no_word_file_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("x", "y")
    for content in (
        b"",
        b"PK\x03\x04",
        b"%PDF-1.7",
        packed.getvalue(),
        word(docx.Document())[:900],
    ):
        with pytest.raises(Refused) as refused:
            body_from_docx(content)
        assert refused.value.field == "file"


def test_a_packed_bomb_is_refused_unopened() -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("word/document.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(101):
            entry.write(b"\x00" * 1_000_000)
    with pytest.raises(Refused):
        body_from_docx(packed.getvalue())


def outcome(body: Any, line: str) -> str:
    """`printed`, or the field that refused."""
    try:
        return "printed" if render(letter(body=body, abstract=line)).pages else "nothing"
    except Refused as refused:
        return refused.field


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_line_is_printed_or_refused_at_its_field(line: str) -> None:
    body = body_from_text(line)
    assert blocks_of(body)
    assert outcome(body, line) in {"printed", "body", "abstract"}
