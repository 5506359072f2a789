"""What is a mark of a state secret and what is only a word: one line a case."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.secrecy.queries import find_marks
from congvu.secrecy.types import Level

T, S, C = Level.TOP_SECRET, Level.SECRET, Level.CONFIDENTIAL

STAMPS = [
    (C, "MẬT"),
    (S, "TỐI MẬT"),
    (T, "TUYỆT MẬT"),
    (C, "MAT"),
    (S, "TOI MAT"),
    (T, "TUYET MAT"),
    (C, "M Ậ T"),
    (S, "T Ố I  M Ậ T"),
    (T, "T U Y Ệ T   M Ậ T"),
    (C, "M.Ậ.T"),
    (C, "| MẬT |"),
    (C, "[ MẬT ]"),
    (C, "*** MẬT ***"),
    (C, "- MẬT -"),
    (C, "“MẬT”"),
    (C, "<<MẬT>>"),
    (C, "╔═════╗\n║ MẬT ║\n╚═════╝"),
    (S, "┌─────────┐\n│ TỐI MẬT │\n└─────────┘"),
    (C, "MẬT."),
    (C, "MẬT – Bản số: 03"),
    (C, "MẬT  Bản số 03/15"),
    (S, "TỐI MẬT (Bản số: ……)"),
    (T, "TUYỆT MẬT\nBản số: 01"),
    (C, "HỎA TỐC – MẬT"),
    (C, "MẬT / KHẨN"),
    (S, "THƯỢNG KHẨN\tTỐI MẬT"),
    (C, "TÀI LIỆU MẬT"),
    (T, "TÀI LIỆU TUYỆT MẬT"),
    (C, "HỒ SƠ MẬT"),
    (C, "MẬT MẬT MẬT"),
    (C, "Mật"),
    (C, "MậT"),
    (S, "Tối mật"),
    (T, "Tuyệt Mật"),
    (T, "[tuyệt mật]"),
    (C, "(mật)"),
    (T, "tuyệt mật"),
    (C, "UBND TỈNH QUẢNG NAM\nSỞ NỘI VỤ\n\nMẬT\n\nSố: 12/BC-SNV"),
    (C, "SỞ NỘI VỤ\nMẬT\nSố: 12/BC-SNV"),
    (C, "MẬT\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (C, "SỞ NỘI VỤ     MẬT     Độc lập - Tự do - Hạnh phúc"),
    (C, "MẬT     Trang 1/5"),
    (C, "MẬT - Trang 2"),
    (C, "Trang 2/5 - MẬT"),
    (C, "m\u0302\u0323".upper() and "MA\u0302\u0323T"),
    (C, "MA\u0323\u0302T"),
    (S, unicodedata.normalize("NFD", "TỐI MẬT")),
    (T, unicodedata.normalize("NFD", "TUYỆT MẬT")),
    (C, "М\u1eacТ"),
    (C, "МАТ"),
    (C, "ΜΑΤ"),
    (S, "ТОІ МАТ"),
    (C, "ＭẬＴ"),
    (C, "𝐌𝐀𝐓"),
    (C, "M\u200bẬ\u200bT"),
    (C, "M\u00adẬ\u2060T"),
    (C, "\ufeffMẬT\u200e"),
    (T, "TUYỆT\u00a0MẬT"),
    (C, "MËT"),
    (S, "TèI MËT"),
    (T, "TUYÖT MËT"),
    (C, "MAÄT"),
    (S, "TOÁI MAÄT"),
    (T, "TUYEÄT MAÄT"),
    (C, "MA^.T"),
    (T, "TUYE^.T MA^.T"),
    (C, "MÂT"),
]

FIELDS = [
    (C, "Độ mật: Mật"),
    (S, "Mức độ mật: TỐI MẬT"),
    (T, "Mức mật = Tuyệt mật"),
    (C, "Cấp độ mật - Mật"),
    (C, "Độ mật:\nMật"),
    (C, "Độ mật:\nmật"),
    (C, "Độ mật\tMật"),
    (S, "Độ mật ........ Tối mật"),
    (C, "Số: 12/SNV; Độ mật: Mật; Độ khẩn: Khẩn"),
    (C, "Độ mật: Mật, bản số 02"),
    (C, "Độ mật: Mật   Độ khẩn: Thường"),
    (C, "Do mat: Mat"),
    (S, "MUC DO MAT: TOI MAT"),
    (C, '{"do_mat": "Mật", "so": 12}'),
    (T, "<DoMat>Tuyệt mật</DoMat>"),
    (C, "do_mat=mat"),
    (C, "Độ mật của văn bản: Mật"),
    (C, "Phân loại: Mật"),
    (S, "Phân loại tài liệu: Tối mật"),
    (C, "Security level: MẬT"),
    (C, "Classification: Mật."),
    (T, "Dấu chỉ mức độ mật: Tuyệt mật"),
    (C, "Độ mật: ☐ Thường ☒ Mật"),
    (S, "Độ mật: [ ] Mật [x] Tối mật"),
    (C, unicodedata.normalize("NFD", "Độ mật: Mật")),
]

TAGS = [
    (C, "[MẬT] Kế hoạch bảo vệ kỳ họp.docx"),
    (C, "[Mật] Kế hoạch bảo vệ kỳ họp.docx"),
    (S, "(TOI MAT) bao cao quy I.pdf"),
    (T, "Phương án tác chiến [TUYỆT MẬT].docx"),
    (C, "MAT_baocao.docx"),
    (C, "baocao_MAT.pdf"),
    (C, "MAT-kehoach.docx"),
    (T, "ke_hoach_TUYETMAT.pdf"),
    (S, "TOI MAT - ke hoach.docx"),
    (C, "MẬT - Kế hoạch bảo vệ kỳ họp"),
    (S, "TỐI MẬT: Phương án bảo vệ"),
    (C, "Kế hoạch bảo vệ kỳ họp - MẬT"),
]

SCANNED = [
    (C, "MẶT"),
    (C, "| MẬT |"),
    (C, "I MẤT I"),
    (C, "MÁT"),
    (C, "[MẬT"),
    (S, "TÓI MẶT"),
    (S, "T0I MAT"),
    (S, "TỐl MẬT"),
    (T, "TUYÊT MẤT"),
    (T, "TUYẸT MẠT"),
    (T, "TUYEI MAT"),
    (T, "TUYỆT MẬ1"),
    (C, "RNẬT"),
    (C, "M4T"),
]

WORDS = [
    "Bảo đảm an toàn, bảo mật thông tin.",
    "Đổi mật khẩu 90 ngày một lần.",
    "Mật khẩu: Abc@12345",
    "MẬT KHẨU",
    "Mật ong rừng Trà My, giá 250.000 đồng/lít",
    "MẬT ONG RỪNG TRÀ MY",
    "Mật độ dân số: 142 người/km²",
    "MẬT ĐỘ XÂY DỰNG",
    "mật độ",
    "bí mật kinh doanh",
    "Bí mật nhà nước",
    "BÍ MẬT NHÀ NƯỚC",
    "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "Căn cứ Luật Bảo vệ bí mật nhà nước ngày 15 tháng 11 năm 2018;",
    "Ban hành quy chế bảo vệ bí mật nhà nước của tỉnh",
    "BẢO VỆ BÍ\nMẬT NHÀ NƯỚC",
    "QUY CHẾ BẢO VỆ BÍ\nMẬT",
    "bảo đảm an toàn, bảo\nmật.",
    "bảo đảm an toàn, bảo\nmật",
    "các tài liệu chứa bí\nMật nhà nước",
    "Bí mật nhà nước gồm ba độ: Tuyệt mật, Tối mật và Mật.",
    "Độ mật gồm: Mật, Tối mật, Tuyệt mật.",
    "Độ mật: Mật, Tối mật, Tuyệt mật",
    "Độ mật: Mật/Tối mật/Tuyệt mật (ghi rõ)",
    "Độ mật: Thường",
    "Độ mật: Không",
    "Độ mật:",
    "Độ mật: ☒ Thường ☐ Mật ☐ Tối mật ☐ Tuyệt mật",
    "Độ mật: [x] Thường [ ] Mật",
    "☐ Mật",
    "☐ Tối mật",
    "Mức độ mật (Tuyệt mật, Tối mật, Mật) do người ký quyết định.",
    "Mức độ mật: Mật là mức thấp nhất trong ba mức.",
    "a) Tuyệt mật;\nb) Tối mật;\nc) Mật.",
    "1. Tuyệt mật\n2. Tối mật\n3. Mật",
    "- Tuyệt mật\n- Tối mật\n- Mật",
    "TUYỆT MẬT\nTỐI MẬT\nMẬT",
    "Số đến\tTuyệt mật\tTối mật\tMật\tThường",
    "Tuyệt mật\tTối mật",
    "(trừ văn bản mật)",
    "Gửi, nhận văn bản điện tử (trừ văn bản mật).",
    "Các văn bản mật, thông tin có chứa nội dung mật, cuộc họp có nội dung mật",
    "Văn bản có đóng dấu “MẬT” phải được đăng ký vào sổ riêng.",
    "Dấu “TUYỆT MẬT”, “TỐI MẬT”, “MẬT” được khắc sẵn theo mẫu.",
    "không được gửi văn bản có dấu chỉ mức độ mật qua mạng",
    "Văn bản mật đi đường nào?",
    "Sổ đăng ký văn bản mật đi",
    "Danh mục tài liệu mật",
    "QUẢN LÝ VĂN BẢN MẬT",
    "Nguyễn Văn Mật",
    "NGUYỄN VĂN MẬT",
    "Ông Mật",
    "Ông Trần Mật, Trưởng phòng Nội vụ",
    "7\tTrần Văn\tMật\t1980\tChuyên viên",
    "Mật, Nguyễn Văn",
    "- Mật\n- Đường\n- Sữa",
    "1. Mật",
    "mật",
    "Túi mật, sỏi mật",
    "sỏi túi\nmật",
    "Nước mật mía",
    "Quan hệ thân mật, gần gũi",
    "trật tự, kỷ cương",
    "Mật mã dân sự",
    "MẬT MÃ QUỐC GIA",
    "BAN CƠ YẾU: CHỨNG THƯ SỐ, MẬT MÃ",
    "Mật thư của Hội trại",
    "Cẩn mật, chu đáo",
    "Yoga mat",
    "Mat",
    "mat",
    "MAT 101",
    "MAT LAB",
    "Ma trận (mat)",
    "A mat on the floor, format and material",
    "MATLAB 2024",
    "FORMAT",
    "DIPLOMAT",
    "Matxcơva",
    "MẮT",
    "MẶT",
    "MẤT",
    "MÁT",
    "TỔNG MẶT BẰNG",
    "Giấy báo mất",
    "Tôi mất giấy tờ",
    "TÔI MẤT",
    "Tuyệt mĩ",
    "Tối mai",
    "TUYẾT MAI",
    "Tối mắt tối mũi",
    "Phân loại: Mật ong nguyên chất",
    "Phân loại: Mặt hàng tươi sống",
    "Chế độ bảo mật: Cao",
    "Security level: high",
    "Tối mật thư được gửi đi vào buổi tối mật báo",
    "Bao cao mat do dan so.xlsx",
    "mat-do-dan-so.xlsx",
    "bao_mat_thong_tin.docx",
    "Huong dan doi mat khau.pdf",
    "Quy che bao ve bi mat nha nuoc.docx",
    "Quy chế bảo vệ bí mật nhà nước.docx",
    "QUY CHE BAO VE BI MAT.docx",
    "BÁO CÁO CÔNG TÁC BẢO MẬT",
    "BÁO CÁO CÔNG TÁC BẢO MẬT.docx",
    "Số: 1804/UBND-KGVX",
    "",
]

SCANNED_WORDS = [
    "BẢO MẬT",
    "MẬT KHẨU",
    "Nguyễn Văn Mật ký",
    "Mắt",
    "mặt",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "TUYẾT MAI",
    "TỜ TRÌNH",
    "MAI",
    "bảo vệ bí mật nhà nước",
]


@pytest.mark.parametrize(("level", "text"), STAMPS + FIELDS + TAGS, ids=lambda v: repr(v)[:50])
def test_marks_are_found(level: Level, text: str) -> None:
    assert level in {mark.level for mark in find_marks(text)}


@pytest.mark.parametrize(("level", "text"), STAMPS + FIELDS + TAGS, ids=lambda v: repr(v)[:50])
def test_marks_are_found_inside_a_document(level: Level, text: str) -> None:
    page = f"Phụ lục kèm theo.\n\n{text}\n\nĐiều 1. Phạm vi điều chỉnh.\n"
    assert level in {mark.level for mark in find_marks(page)}


@pytest.mark.parametrize(("level", "text"), SCANNED, ids=lambda v: repr(v)[:50])
def test_marks_are_found_through_the_noise_of_scanning(level: Level, text: str) -> None:
    assert level in {mark.level for mark in find_marks(text, scanned=True)}


@pytest.mark.parametrize("text", WORDS)
def test_words_pass(text: str) -> None:
    assert find_marks(text) == []


@pytest.mark.parametrize("text", WORDS)
def test_words_pass_inside_a_document(text: str) -> None:
    assert find_marks(f"Phụ lục kèm theo.\n{text}\nĐiều 1. Phạm vi điều chỉnh.\n") == []


@pytest.mark.parametrize("text", SCANNED_WORDS)
def test_scanned_words_pass(text: str) -> None:
    assert find_marks(text, scanned=True) == []


def test_the_directive_passes() -> None:
    text = (Path(__file__).parent / "directive-1804.txt").read_text()
    assert find_marks(text) == []
    assert find_marks(text, scanned=True) == []


def test_the_line_is_named() -> None:
    assert [(m.level, m.line) for m in find_marks("SỞ NỘI VỤ\n\nTỐI MẬT\nSố: 1")] == [(S, 3)]


MARKED = st.sampled_from([text for _, text in STAMPS + FIELDS + TAGS])
PIECES = st.lists(st.one_of(st.text(max_size=20), MARKED, st.sampled_from(WORDS)), max_size=6)


@settings(max_examples=150)
@given(PIECES, st.booleans())
def test_any_text_can_be_read_and_its_spelling_does_not_matter(
    pieces: list[str], scanned: bool
) -> None:
    text = "\n".join(pieces)
    composed = find_marks(unicodedata.normalize("NFC", text), scanned=scanned)
    assert composed == find_marks(unicodedata.normalize("NFD", text), scanned=scanned)
    assert composed == find_marks(text, scanned=scanned)


def test_a_long_text_is_read_whole() -> None:
    text = "mật độ dân số\n" * 50_000
    assert find_marks(text) == []
    assert [mark.line for mark in find_marks(text + "MẬT")] == [50_001]


@pytest.mark.parametrize("marks", ["\u0323", "\u0323\u0302", "\u05b0\u0301", "\u0e38"])
def test_a_tower_of_marks_on_a_letter_takes_no_time(marks: str) -> None:
    begun = time.process_time()
    assert find_marks("a" + marks * 400_000) == []
    assert [mark.level for mark in find_marks("a" + marks * 400_000 + "\nMẬT")] == [C]
    assert time.process_time() - begun < 5
