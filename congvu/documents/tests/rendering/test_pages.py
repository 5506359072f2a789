"""The pages against the decree's Annex I, read back from the file."""

from __future__ import annotations

import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pikepdf
import pytest

from congvu.core.refused import Refused
from congvu.documents.doctypes import BY_CODE, COPY_TYPES, DOCUMENT_TYPES, Salutation
from congvu.documents.rendering import (
    Annex,
    Circulation,
    DocumentContent,
    Urgency,
    body_from_text,
    preview,
    preview_answer,
    render,
)
from congvu.documents.tests.rendering.reading import Run, find, runs, texts
from congvu.documents.tests.rendering.samples import cell, doc, item, letter, numbers, p, row, table

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, (210 - 15) * MM, 20 * MM, (297 - 20) * MM
ALPHABET = (
    "".join(
        unicodedata.normalize("NFC", letter + mark + tone)
        for letter, marks in {
            "a": ("", "\u0306", "\u0302"),
            "e": ("", "\u0302"),
            "i": ("",),
            "o": ("", "\u0302", "\u031b"),
            "u": ("", "\u031b"),
            "y": ("",),
        }.items()
        for mark in marks
        for tone in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    )
    + "đbcdghklmnpqrstvx"
)
HOSTILE = (
    '#panic("x") $x^2$ *đậm* _nghiêng_ `mã` <nhãn> @tham-chiếu = tiêu đề - gạch + số / mục '
    r"\u{41} \\ \" ' [ngoặc] {mã} // chú thích /* x */ ~ -- --- ... https://quangnam.gov.vn 1. a)"
)

# words, size, bold, italic
FACES = [
    ("CỘNG HÒA XÃ HỘI", 13, True, False),
    ("Độc lập - Tự do", 14, True, False),
    ("TỈNH QUẢNG NAM", 13, True, False),
    ("UBND-KGVX", 13, False, False),
    ("Quảng Nam, ngày", 14, False, True),
    ("V/v tăng cường", 13, False, False),
    ("Kính gửi:", 14, False, False),
    ("Nội dung của", 14, False, False),
    ("TM. ỦY BAN", 14, True, False),
    ("Trần Văn Tuấn", 14, True, False),
    ("Nơi nhận:", 12, True, True),
    ("Như trên;", 11, False, False),
    ("Lưu: VT, KGVX.", 11, False, False),
]


@pytest.fixture(scope="module")
def short() -> bytes:
    return render(letter()).pdf


@pytest.mark.parametrize(("words", "size", "bold", "italic"), FACES)
def test_each_box_has_its_face(
    short: bytes, words: str, size: int, bold: bool, italic: bool
) -> None:
    found = find(short, words)
    assert round(found.size, 1) == size
    assert found.font.startswith("Tinos")
    assert ("Bold" in found.font, "Italic" in found.font) == (bold, italic)


def test_boxes_stand_where_the_annex_has_them(short: bytes) -> None:
    agency, nation = find(short, "ỦY BAN NHÂN DÂN"), find(short, "CỘNG HÒA")
    number, day = find(short, "UBND-KGVX"), find(short, "Quảng Nam, ngày")
    about, to = find(short, "V/v"), find(short, "Kính gửi:")
    names, sign = find(short, "Nơi nhận:"), find(short, "KT. CHỦ TỊCH")
    assert agency.y == pytest.approx(nation.y, abs=0.6)
    assert agency.right < nation.x
    assert nation.right <= RIGHT + 0.5
    assert number.y == pytest.approx(day.y, abs=1.5)
    assert number.y < about.y < to.y < names.y
    assert names.x == pytest.approx(LEFT, abs=1)
    assert sign.x > 105 * MM


def test_everything_keeps_the_margins() -> None:
    body = body_from_text(
        "Nội dung rất dài của văn bản này. " * 40 + "\n" + "từ " * 4000 + "dài" * 3000
    )
    words = "x" * 200
    for run in runs(
        render(letter(body=body, place=words, abstract=words, recipients=(words,))).pdf
    ):
        if run.text.strip().isdigit():
            continue
        assert run.x >= LEFT - 0.5
        assert run.right <= RIGHT + 1
        assert TOP - 0.5 <= run.y <= BOTTOM + 0.5


def test_pages_are_numbered_from_the_second() -> None:
    pdf = render(letter(body=body_from_text("từ " * 3000))).pdf
    numbers = [run for run in runs(pdf) if run.text.strip().isdigit() and run.y < TOP]
    assert [(run.page, run.text.strip()) for run in numbers] == [
        (page, str(page)) for page in range(2, len(texts(pdf)) + 1)
    ]
    middle = [(run.x + run.right) / 2 for run in numbers]
    assert middle == [pytest.approx((LEFT + RIGHT) / 2, abs=1)] * len(middle)
    assert all(run.size == 14 for run in numbers)


def test_the_first_line_is_indented(short: bytes) -> None:
    assert find(short, "Nội dung của").x == pytest.approx(LEFT + 12.7 * MM, abs=0.5)


def test_slots_lie_in_the_gaps_left_for_them(short: bytes) -> None:
    slots = {slot.id: slot for slot in render(letter()).slots}
    assert list(slots) == ["so_van_ban", "ngay", "thang", "ky_lanh_dao", "dau_co_quan"]
    so, notation = find(short, "Số:"), find(short, "UBND-KGVX")
    number, leader, seal = slots["so_van_ban"], slots["ky_lanh_dao"], slots["dau_co_quan"]
    assert number.y < so.y < number.y + number.height
    assert so.x < number.x < number.x + number.width < notation.right
    title, name = find(short, "PHÓ CHỦ TỊCH"), find(short, "Trần Văn Tuấn")
    assert title.y < leader.y < leader.y + leader.height < name.y
    assert leader.x + leader.width / 2 == pytest.approx((name.x + name.right) / 2, abs=1)
    assert seal.width == seal.height == pytest.approx(36 * MM)
    assert seal.x + seal.width == pytest.approx(leader.x + leader.width / 3)
    assert slots["ngay"].x < slots["thang"].x


@pytest.mark.parametrize("ending", ["paragraph", "long", "table", "list"])
@pytest.mark.parametrize("lines", range(14, 34, 2))
def test_the_signature_is_never_alone_on_a_page(ending: str, lines: int) -> None:
    last = {
        "paragraph": p("CUỐI " * 60),
        "long": p("CUỐI " * 1500),
        "table": table(*[row(cell("CUỐI"), cell("b")) for _ in range(5)]),
        "list": numbers(*[item(p("CUỐI " * 20)) for _ in range(3)]),
    }[ending]
    body = doc(*[p(f"Dòng {number}") for number in range(lines)], last)
    rendered = render(letter(body=body))
    slot = next(slot for slot in rendered.slots if slot.id == "ky_lanh_dao")
    page = texts(rendered.pdf)[slot.page - 1]
    assert slot.page == rendered.pages
    assert {"CUỐI", "Trần Văn Tuấn", "Nơi nhận:"} <= {
        word for word in ("CUỐI", "Trần Văn Tuấn", "Nơi nhận:") if word in page
    }
    assert slot.y + slot.height < BOTTOM


@pytest.mark.parametrize("kind", DOCUMENT_TYPES, ids=lambda kind: kind.code)
def test_every_type_shows_its_name_or_its_subject(kind: object) -> None:
    content = letter(
        kind=kind,
        addressees=() if kind.salutation is Salutation.NONE else ("Sở Nội vụ",),
        authority="Ủy ban nhân dân tỉnh" if kind.resolving else "",
        legal_bases=("Căn cứ Luật A;", "Căn cứ Luật B") if kind.resolving else (),
    )
    text = texts(render(content).pdf)[0]
    assert (kind.name.upper() in text) is kind.titled
    assert ("V/v" in text) is not kind.titled
    assert (f"{kind.salutation_words} Sở Nội vụ" in text) is bool(content.addressees)
    assert kind.resolving in text
    assert ("Căn cứ Luật A;" in text) is bool(kind.resolving)
    assert ("Căn cứ Luật B." in text) is bool(kind.resolving)


def test_types_are_the_decrees() -> None:
    assert len(DOCUMENT_TYPES) == 29
    assert len({kind.code for kind in DOCUMENT_TYPES}) == 29
    assert [kind.name for kind in DOCUMENT_TYPES if not kind.abbreviation] == [
        "Công văn",
        "Thư công",
    ]
    assert [copy.abbreviation for copy in COPY_TYPES] == ["SY", "TrS", "SL"]
    assert BY_CODE["decision"].notation("UBND", "KGVX") == "QĐ-UBND"
    assert BY_CODE["letter"].notation("UBND", "KGVX") == "UBND-KGVX"


def test_all_vietnamese_letters_come_back_composed() -> None:
    both = ALPHABET + ALPHABET.upper()
    words = " ".join(both[start : start + 20] for start in range(0, len(both), 20))
    decomposed = unicodedata.normalize("NFD", words)
    text = "".join("".join(texts(render(letter(body=body_from_text(decomposed))).pdf)).split())
    assert both in text


def test_what_people_type_is_never_markup() -> None:
    hostile = HOSTILE.replace("  ", " ")
    content = letter(
        body=body_from_text(f"{hostile}\n- gạch đầu\n= tiêu đề\n#set page(width: 1cm)"),
        abstract=hostile,
        addressees=(hostile,),
        recipients=("#eval", "@ai", '"'),
        place="#nơi",
        notation="$x$",
        drafter="_a_",
    )
    text = "".join("".join(texts(render(content).pdf)).split())
    for words in (hostile, "- gạch đầu", "= tiêu đề", "#set page(width: 1cm)", "#eval", "/$x$"):
        assert "".join(words.split()) in text


def test_control_and_direction_marks_are_left_out() -> None:
    content = letter(body=body_from_text("Mật\x00 độ \u202eao\u202c\u200b cao\ufeff"))
    assert "Mật độ ao cao" in texts(render(content).pdf)[0]


def test_a_letter_without_a_face_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="😀") as refused:
        render(letter(body=body_from_text("Vui 😀")))
    assert refused.value.field == "body"


def test_the_file_is_archival_and_says_what_it_is(short: bytes) -> None:
    with pikepdf.open(io.BytesIO(short)) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert meta["dc:title"].startswith("Công văn tăng cường ứng dụng CNTT")
        assert pdf.Root.Lang == "vi-VN"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        assert len(pdf.Root.OutputIntents) == 1


def test_the_same_content_gives_the_same_bytes(short: bytes) -> None:
    assert render(letter()).pdf == short


def test_threads_do_not_disturb_each_other() -> None:
    contents = [letter(abstract=f"việc thứ {number}") for number in range(12)]
    expected = [render(content).pdf for content in contents]
    with ThreadPoolExecutor(4) as pool:
        assert [found.pdf for found in pool.map(render, contents)] == expected


def test_thirty_pages_and_a_table_over_pages() -> None:
    rows = [row(cell("TT", kind="tableHeader"), cell("ĐẦU BẢNG", kind="tableHeader"))]
    rows += [row(cell(str(number)), cell("Nội dung công việc")) for number in range(120)]
    rendered = render(
        letter(body=doc(p("từ " * 17_000), p("từ " * 17_000), table(*rows), p("Hết./.")))
    )
    assert rendered.pages > 30
    heads = [text for text in texts(rendered.pdf) if "ĐẦU BẢNG" in text]
    assert len(heads) >= 3


def test_a_hundred_and_twenty_recipients() -> None:
    lines = tuple(f"UBND xã số {number}, huyện Núi Thành" for number in range(120))
    rendered = render(letter(recipients=lines))
    text = "\n".join(texts(rendered.pdf))
    assert all(f"{line};" in text for line in lines)
    assert rendered.slots[3].page == 1


def test_a_long_abstract_wraps_inside_its_column() -> None:
    pdf = render(letter(abstract="triển khai nhiệm vụ trọng tâm " * 30)).pdf
    column = [run for run in runs(pdf) if "trọng tâm" in run.text]
    assert column
    assert all(run.right < 100 * MM for run in column)


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.VERY_URGENT, Urgency.EXPRESS])
def test_urgency_is_a_red_stamp(urgency: Urgency) -> None:
    pdf = render(letter(urgency=urgency)).pdf
    stamp = find(pdf, urgency.value)
    assert (stamp.size, "Bold" in stamp.font) == (13, True)
    assert find(pdf, "V/v").y < stamp.y


def test_circulation_drafter_contact_and_annex_are_printed() -> None:
    rendered = render(
        letter(
            circulation=Circulation.RETURN,
            drafter="PL.(300)",
            contact=("62 Hùng Vương, Tam Kỳ", "ĐT: 0235"),
            annexes=(Annex("Phụ lục I", "Danh mục nhiệm vụ", body_from_text("Một")),),
        )
    )
    first, second = texts(rendered.pdf)
    assert "XEM XONG TRẢ LẠI" in first
    assert find(rendered.pdf, "PL.(300)").size == 11
    assert find(rendered.pdf, "62 Hùng Vương").y > BOTTOM
    assert "62 Hùng Vương" not in second
    assert "DANH MỤC NHIỆM VỤ" in second


def test_a_field_beyond_measure_is_refused_at_the_field() -> None:
    with pytest.raises(Refused) as refused:
        render(letter(abstract="x" * 10_001))
    assert refused.value.field == "abstract"


def test_an_unfinished_draft_has_pages_too() -> None:
    bare = DocumentContent(kind=BY_CODE["letter"], agency="", notation="", place="", year=2026)
    assert render(bare).pages == 1
    assert render(replace(bare, kind=BY_CODE["decision"])).pages == 1


def test_preview_shows_the_same_pages() -> None:
    content = letter(body=body_from_text("từ " * 2000))
    pages = preview(content)
    assert len(pages) == render(content).pages
    answer = preview_answer(content, saved="16:21")
    first = answer["pages"][0]
    again = preview_answer(content, known=[first["id"]])
    assert first["svg"].startswith("<svg")
    assert again["pages"][0] == {"id": first["id"], "svg": None}
    assert again["pages"][1]["svg"]


def test_a_number_with_its_notation_stays_on_one_line() -> None:
    pdf = render(letter(body=body_from_text("Tờ trình số 12/TTr-STTTT ngày 31/3/2020, " * 12))).pdf
    lines: list[Run] = runs(pdf)
    assert not any(run.text.rstrip().endswith(("12/", "TTr-", "31/", "3/")) for run in lines)
