"""A clerk enters documents by keyboard alone; the keys per document are counted and printed."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from congvu.core import clock
from tests.letters import Letter, scan_of

UNIT = "Trung tâm Ứng dụng tiến bộ khoa học Duy Tân"
ABOUT = "Báo cáo tình hình ứng dụng công nghệ quý I"
MISREAD = "góp ý dự thảo kế hoạch chuyển đổi số"  # tesseract reads “chuyến”
MENDED = ("Tab",) * 4 + ("Control+Home",) + ("Control+ArrowRight",) * 6 + ("Control+Delete",)
A_KEY = 0.28  # seconds: an unhurried typist, five keys in 1.4 s
A_LOOK = 3.0  # seconds: comparing five short fields with the paper
SECONDS = 12  # fifty documents in ten minutes


# A morning's paper: one issuer not met before, one form that comes every quarter, some readable.
LETTERS = [
    Letter(901, "faded", "TTDT-KH", ABOUT, (ABOUT,)),
    Letter(902, "printed", "TTDT-KH", "mời họp thẩm định đề tài cấp tỉnh"),
    Letter(903, "by hand", "TTDT-KH", "đề nghị cung cấp số liệu tiềm lực khoa học"),
    Letter(904, "by hand", "BC-TTDT", "Kết quả thực hiện nhiệm vụ khoa học năm 2026"),
    Letter(905, "printed", "STTTT-CNTT", MISREAD, mended=MENDED),
    Letter(906, "faded", "TTDT-KH", f"{ABOUT}I", ("ba", "ArrowDown", "Enter", "I")),
    Letter(907, "by hand", "TTDT-KH", "hướng dẫn đăng ký nhiệm vụ năm 2027"),
    Letter(908, "printed", "TTDT-VP", "cử người tham gia hội đồng khoa học"),
]


def telex(words: str) -> int:
    """Keys for the words in Telex: one for each letter, each mark and each tone."""
    return len(unicodedata.normalize("NFD", words)) + sum(words.lower().count(d) for d in "đ")


class Keys:
    """What is pressed, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def type(self, words: str) -> None:
        self.pressed += telex(words)
        self.page.keyboard.type(words)

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)


def enter_paper(keys: Keys, letter: Letter, day: date) -> list[str]:
    """From a blank form to the next blank form; what was done, in words."""
    page, field = keys.page, keys.page.get_by_label
    number, about = field("Số (bắt buộc)"), field("Trích yếu")
    expect(number).to_be_focused()
    if letter.how == "faded":
        return enter_unread(keys, letter, day)
    expect(field("Ký hiệu")).to_have_value(letter.notation)
    steps = ["đối chiếu"]
    if letter.how == "by hand":
        keys.type(str(letter.number))
        keys.press("Enter")
        expect(field("Ngày văn bản")).to_be_focused()
        keys.type(f"{day:%d%m}")
        steps += ["số", "ngày"]
    else:
        expect(number).to_have_value(str(letter.number))
    for key in letter.mended:
        keys.press(key)
    if letter.mended:
        keys.type(" chuyển")
        steps += ["sửa một chữ"]
    expect(about).to_have_value(letter.about)
    keys.press("Enter")
    expect(page.get_by_role("link", name=letter.code)).to_be_visible()
    return [*steps, "lưu"]


def enter_unread(keys: Keys, letter: Letter, day: date) -> list[str]:
    """Nothing was read: the notation is completed once it is known, the issuer comes with it."""
    page, field = keys.page, keys.page.get_by_label
    known = letter.typed[0] != letter.about
    keys.type(f"{letter.number}/{'t' if known else letter.notation}")
    keys.press("Tab")
    expect(field("Ký hiệu")).to_have_value(letter.notation)
    keys.type(f"{day:%d%m}")
    if known:
        expect(field("Cơ quan ban hành")).to_have_value(UNIT)
    keys.press("Enter")
    if not known:
        keys.type(UNIT)
        keys.press("Enter")
    expect(field("Trích yếu")).to_be_focused()
    keys.type(letter.typed[0])
    for key in letter.typed[1:]:
        if key == "Enter":
            expect(page.locator("cv-suggest[calm] [aria-selected=true]")).to_have_text(ABOUT)
        keys.press(key)
    expect(field("Trích yếu")).to_have_value(letter.about)
    keys.press("Enter")
    expect(page.get_by_role("link", name=letter.code)).to_be_visible()
    issuer = [] if known else ["cơ quan ban hành"]
    return ["số, ký hiệu", "ngày", *issuer, "trích yếu", "lưu"]


def test_paper_goes_in_by_keys_alone_in_less_than_twelve_seconds(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str, int], dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A batch of scans is dropped once; then keys alone, each one counted."""
    page, day = open_page(), clock.today() - timedelta(days=2)
    enter(page, "clerk", 0)
    page.goto("/van-ban/den/giay/")
    scans = [
        {"name": f"{one.number}.pdf", "mimeType": "application/pdf", "buffer": scan_of(one, day)}
        for one in LETTERS
    ]
    page.locator("cv-upload input[type=file]").set_input_files(scans)  # type: ignore[arg-type]
    expect(page.locator("cv-upload input[name=file]")).to_have_count(len(LETTERS))
    lines, took = [], 0.0
    for letter in LETTERS:
        keys, began = Keys(page), time.monotonic()
        steps = enter_paper(keys, letter, day)
        machine = time.monotonic() - began
        by_hand = keys.pressed * A_KEY + A_LOOK
        took += by_hand
        lines.append(
            f"{letter.code:16} {keys.pressed:4} phím, {len(steps)} bước ({', '.join(steps)}): "
            f"người {by_hand:.1f} s, máy {machine:.1f} s"
        )
    mean = took / len(LETTERS)
    with capsys.disabled():
        total = f"Trung bình {mean:.1f} s một văn bản, 50 văn bản {50 * mean / 60:.1f} phút"
        print("", *lines, total, sep="\n", end="")  # noqa: T201 - what the walk is for
    assert mean < SECONDS


def test_what_came_electronically_goes_in_by_a_dozen_keys(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str, int], dict[str, Any]],
    axe: Callable[[Page], list[str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = open_page()
    enter(page, "clerk", 0)
    page.goto("/van-ban/den/muc/arrived/")
    count = page.locator(".item-pick").count()
    assert count
    page.locator(".item a").first.focus()
    keys = Keys(page)
    keys.press("x")
    expect(page.get_by_text("Đã chọn 1 văn bản")).to_be_visible()
    keys.press("*")
    keys.press("Enter")
    expect(page.get_by_text(f"Đã chọn {count} văn bản")).to_be_visible()
    assert not axe(page)
    keys.press(".")
    keys.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=f"{count} văn bản")).to_be_visible()
    assert not axe(page)
    keys.press("Control+Enter")
    expect(dialog.get_by_role("heading", name=re.compile("xong"))).to_be_visible()
    assert not axe(page)
    with capsys.disabled():
        print(f"\n{count} văn bản điện tử: {keys.pressed} phím", end="")  # noqa: T201
