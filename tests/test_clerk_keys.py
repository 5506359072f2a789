"""A clerk enters documents by keyboard alone; the keys per document are counted and printed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from congvu.files.tests import samples

# Notation, day, abstract; the issuer is typed once, and known by its notation from then on.
LETTERS = [
    ("KHCN-QLCN", "3/4", "Góp ý dự thảo kế hoạch chuyển đổi số năm 2026"),
    ("KHCN-QLCN", "2/4", "Báo cáo tình hình ứng dụng công nghệ quý I"),
    ("KHCN-QLCN", "nay", "Mời họp thẩm định đề tài cấp tỉnh"),
    ("KHCN-QLCN", "qua", "Đề nghị cung cấp số liệu tiềm lực khoa học"),
    ("KHCN-QLCN", "1/4", "Hướng dẫn đăng ký nhiệm vụ năm 2027"),
]
ISSUER = "Trung tâm Ứng dụng tiến bộ khoa học Duy Tân"
SECONDS = 12  # fifty documents in ten minutes
A_KEY = 0.28  # seconds: an unhurried typist, five keys in 1.4 s


class Keys:
    """What is pressed, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def type(self, words: str) -> None:
        self.pressed += len(words)
        self.page.keyboard.type(words)

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)


def enter_paper(keys: Keys, number: int, notation: str, day: str, abstract: str) -> None:
    """From the first field of a blank form to the next blank form."""
    page = keys.page
    expect(page.get_by_label("Số (bắt buộc)")).to_be_focused()
    keys.type(f"{number}/{notation}")
    keys.press("Tab")
    keys.type(day)
    keys.press("Tab")
    if number == 901:
        keys.type(ISSUER)
    else:
        expect(page.get_by_label("Cơ quan ban hành")).to_have_value(ISSUER)
    keys.press("Tab")
    keys.type(abstract)
    keys.press("Control+Enter")
    expect(page.get_by_role("link", name=f"{number}/{notation}")).to_be_visible()


def test_paper_goes_in_by_keys_alone_in_less_than_twelve_seconds(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str, int], dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = open_page()
    enter(page, "clerk", 0)
    page.goto("/van-ban/den/giay/")
    scans = [
        {"name": f"quet-{n}.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
        for n in range(len(LETTERS))
    ]
    page.locator("cv-upload input[type=file]").set_input_files(scans)  # type: ignore[arg-type]
    expect(page.locator("cv-upload input[name=file]")).to_have_count(len(LETTERS))
    page.get_by_label("Số (bắt buộc)").focus()
    rows = []
    for number, letter in enumerate(LETTERS, 901):
        keys, began = Keys(page), time.monotonic()
        enter_paper(keys, number, *letter)
        waited = time.monotonic() - began
        fields = keys.pressed - len(letter[2])
        rows.append((keys.pressed, fields, waited))
    with capsys.disabled():
        for number, (pressed, fields, waited) in enumerate(rows, 1):
            print(  # noqa: T201 - what the walk is for
                f"\nBản giấy {number}: {pressed} phím (trong đó {fields} ngoài trích yếu), "
                f"máy {waited:.1f} s, người gõ khoảng {pressed * A_KEY:.0f} s",
                end="",
            )
    usual = rows[1:]
    assert all(fields <= 25 for _, fields, _ in usual)
    numbers = page.get_by_text(re.compile(r"số đến \d+"))
    expect(numbers.first).to_be_visible()


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
