"""Lines, frames and distances in millimetres (NĐ 30/2020, Annex I), read from the file."""

from __future__ import annotations

import ctypes
import io
from dataclasses import dataclass

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from congvu.documents.doctypes import BY_CODE
from congvu.documents.rendering import Circulation, Urgency, body_from_text, render
from congvu.documents.tests.rendering.reading import find, runs, texts
from congvu.documents.tests.rendering.samples import SIGNED, doc, letter, p, t
from congvu.signing.types import Slot

MM = 72 / 25.4


@dataclass(frozen=True)
class Drawn:
    """A line or a frame: points from the top left corner, without half its stroke around."""

    x: float
    y: float
    width: float
    height: float
    colour: tuple[int, int, int]


def drawn(pdf: bytes, *, page: int = 1) -> list[Drawn]:
    """What is drawn on the page with a stroke."""
    sheet = pdfium.PdfDocument(pdf)[page - 1]
    tall = sheet.get_height()
    found = []
    for item in sheet.get_objects(max_depth=5):
        if item.type != raw.FPDF_PAGEOBJ_PATH:
            continue
        left, bottom, right, top = item.get_bounds()
        stroke = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(item, stroke)
        parts = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFPageObj_GetStrokeColor(item, *parts)
        grown = stroke.value * 2
        width, height = right - left - grown, top - bottom - grown
        colour = (parts[0].value, parts[1].value, parts[2].value)
        found.append(Drawn(left + grown / 2, tall - top + grown / 2, width, height, colour))
    return found


def line_under(pdf: bytes, words: str) -> tuple[float, float, float, float]:
    """The line below the words: its width, its middle, its distance, and the words' width."""
    above = find(pdf, words)
    lines = [one for one in drawn(pdf) if one.y > above.y and one.height < 2]
    line = min(lines, key=lambda one: one.y + abs(one.x - above.x))
    return (
        line.width,
        line.x + line.width / 2,
        line.y - above.y,
        above.right - above.x,
    )


def test_the_page_is_a4() -> None:
    for sheet in pdfium.PdfDocument(render(letter(body=body_from_text("từ " * 2000))).pdf):
        width, height = sheet.get_size()
        assert (width / MM, height / MM) == (
            pytest.approx(210, abs=0.1),
            pytest.approx(297, abs=0.1),
        )


def test_the_motto_is_underlined_whole() -> None:
    pdf = render(letter()).pdf
    width, middle, below, words = line_under(pdf, "Độc lập - Tự do - Hạnh phúc")
    motto = find(pdf, "Độc lập")
    assert width == pytest.approx(words, abs=1.5)
    assert middle == pytest.approx((motto.x + motto.right) / 2, abs=1)
    assert 0 < below < 8


def test_the_agency_is_underlined_a_third_to_a_half_in_its_middle() -> None:
    pdf = render(letter(agency="SỞ NỘI VỤ", parent_agency="UBND TỈNH QUẢNG NAM")).pdf
    width, middle, below, words = line_under(pdf, "SỞ NỘI VỤ")
    name = find(pdf, "SỞ NỘI VỤ")
    assert words / 3 - 1 <= width <= words / 2 + 1
    assert middle == pytest.approx((name.x + name.right) / 2, abs=1)
    assert 0 < below < 8


def test_a_title_is_underlined_a_third_to_a_half() -> None:
    pdf = render(letter(kind=BY_CODE["decision"], abstract="ban hành quy chế làm việc")).pdf
    width, middle, _, words = line_under(pdf, "ban hành quy chế")
    about = find(pdf, "ban hành quy chế")
    assert words / 3 - 1 <= width <= words / 2 + 1
    assert middle == pytest.approx((about.x + about.right) / 2, abs=1)
    assert find(pdf, "QUYẾT ĐỊNH").y < about.y


@pytest.mark.parametrize(
    ("urgency", "wide"),
    [(Urgency.EXPRESS, 30), (Urgency.VERY_URGENT, 40), (Urgency.URGENT, 20)],
)
def test_urgency_stamps_have_their_size_and_red(urgency: Urgency, wide: int) -> None:
    pdf = render(letter(urgency=urgency)).pdf
    (frame,) = [one for one in drawn(pdf) if one.colour == (255, 0, 0)]
    assert frame.width / MM == pytest.approx(wide, abs=0.4)
    assert frame.height / MM == pytest.approx(8, abs=0.4)
    words = find(pdf, urgency.value)
    assert frame.x < words.x
    assert words.right < frame.x + frame.width
    assert frame.y < words.y < frame.y + frame.height
    assert find(pdf, "V/v").y < frame.y


def test_circulation_is_framed_under_the_number() -> None:
    pdf = render(letter(circulation=Circulation.INTERNAL)).pdf
    words = find(pdf, "LƯU HÀNH NỘI BỘ")
    frames = [one for one in drawn(pdf) if one.y < words.y < one.y + one.height]
    assert (words.size, "Bold" in words.font) == (13, True)
    assert len(frames) == 1
    assert frames[0].x < words.x < words.right < frames[0].x + frames[0].width


def test_the_subject_stands_six_points_under_the_number() -> None:
    pdf = render(letter()).pdf
    number, about = find(pdf, "UBND-KGVX"), find(pdf, "V/v")
    assert 6 <= about.y - number.y - about.size * 0.89 <= 12


def test_lines_and_paragraphs_keep_their_distance() -> None:
    pdf = render(letter(body=body_from_text("một đoạn dài " * 40 + "\nđoạn hai"))).pdf
    body = [run for run in runs(pdf) if "đoạn" in run.text and run.size == 14]
    pitch = body[1].y - body[0].y
    apart = body[-1].y - body[-2].y
    # A single line of Times New Roman is 1.15 of its size, one and a half 1.725.
    assert 14 * 1.15 - 0.3 <= pitch <= 14 * 1.725
    assert apart - pitch >= 6 - 0.1


def test_every_face_is_embedded_and_maps_to_unicode() -> None:
    body = doc(
        p("thường ", t("đậm", "bold"), t("nghiêng", "italic"), t("cả hai", "bold", "italic"))
    )
    with pikepdf.open(io.BytesIO(render(letter(body=body)).pdf)) as pdf:
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        faces = [one for one in fonts if one.get("/Type") == "/FontDescriptor"]
        whole = [one for one in fonts if one.get("/Subtype") == "/Type0"]
        assert len(faces) == 4
        assert all("/FontFile2" in one or "/FontFile3" in one for one in faces)
        assert all("+Tinos" in str(one.FontName) for one in faces)
        assert all("/ToUnicode" in one for one in whole)


LONG_NAME = "BAN QUẢN LÝ CÁC DỰ ÁN ĐẦU TƯ XÂY DỰNG CÔNG TRÌNH NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"


def test_a_long_agency_wraps_in_its_column_and_pushes_the_number_down() -> None:
    pdf = render(letter(agency=LONG_NAME, parent_agency="ỦY BAN NHÂN DÂN TỈNH QUẢNG NAM")).pdf
    nation = find(pdf, "CỘNG HÒA")
    column = [run for run in runs(pdf) if run.size == 13 and run.text.strip() in LONG_NAME]
    column = [run for run in column if "Bold" in run.font and run.text.strip()]
    assert len(column) >= 3
    assert all(run.right < nation.x for run in column)
    number, day = find(pdf, "UBND-KGVX"), find(pdf, "Quảng Nam, ngày")
    assert number.y > column[-1].y
    assert number.y == pytest.approx(day.y, abs=1.5)


def test_a_long_abstract_of_a_title_stays_on_the_page() -> None:
    words = "ban hành quy chế phối hợp " * 20
    rendered = render(letter(kind=BY_CODE["decision"], abstract=words))
    about = [run for run in runs(rendered.pdf) if "phối hợp" in run.text]
    assert len(about) > 5
    assert all(run.x >= 30 * MM - 1 and run.right <= 195 * MM + 1 for run in about)


def test_three_addressees_stand_one_under_another() -> None:
    names = ("Sở Nội vụ", "Sở Tài chính", "Ủy ban nhân dân thành phố Tam Kỳ")
    pdf = render(letter(addressees=names)).pdf
    found = [find(pdf, name) for name in names]
    assert [run.y for run in found] == sorted(run.y for run in found)
    assert len({round(run.x) for run in found}) == 1
    assert find(pdf, "Kính gửi").y < found[0].y
    assert "Sở Nội vụ;" in texts(pdf)[0]
    assert "Tam Kỳ." in texts(pdf)[0]


def test_forty_recipients_stand_left_of_the_signature() -> None:
    names = tuple(f"UBND xã số {number}" for number in range(40))
    rendered = render(letter(recipients=names))
    lines = [find(rendered.pdf, f"{name};") for name in names]
    leader = next(slot for slot in rendered.slots if slot.id == "ky_lanh_dao")
    assert all(run.right < leader.x for run in lines)
    assert all(run.size == 11 for run in lines)
    last = find(rendered.pdf, "Lưu: VT")
    assert (last.page, last.y) >= (lines[-1].page, lines[-1].y)


def test_the_seal_is_of_real_size_and_covers_a_third_of_the_signature() -> None:
    slots: dict[str, Slot] = {slot.id: slot for slot in render(letter(signing=SIGNED)).slots}
    leader, seal = slots["ky_lanh_dao"], slots["dau_co_quan"]
    assert (seal.width / MM, seal.height / MM) == (pytest.approx(36), pytest.approx(36))
    assert seal.x + seal.width - leader.x == pytest.approx(leader.width / 3)
    assert seal.y < leader.y + leader.height
    assert leader.y < seal.y + seal.height
    assert seal.x > 30 * MM
