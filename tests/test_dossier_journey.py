"""A dossier of level 4, from the citizen's telephone to the rating, each part by whose turn it is.

The citizen has no account yet, a narrow telephone and no scripts. Desk, specialist, leader and
clerk sit in the commune; the result is drafted, signed, numbered and sealed as every document is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Product
from tests.test_journey import PIN, choose, enter_pin, page_drawn
from tests.test_public_services import MARRIAGE, NARROW, begin_at, fill, sign_in, too_wide

Take = Callable[..., Path]
CONTACT = "0905000444"
COMMUNE = "Ủy ban nhân dân xã Trà Leng"
NAME = "Lê Thị Hạ"


class Commune:
    """The windows of one commune's officials."""

    def __init__(self, open_page: Callable[..., Page], sessions: dict[str, dict[str, Any]]) -> None:
        self._open = open_page
        self._people = [one for one in sessions.values() if one["agency"] == COMMUNE]
        self._windows: dict[str, Page] = {}

    def who(self, role: str) -> dict[str, Any]:
        return next(one for one in self._people if one["role"] == role)

    def window(self, role: str, *, phone: bool = False) -> Page:
        if role not in self._windows:
            page = self._windows[role] = self._open(phone=phone)
            session = self.who(role)["session"]
            page.context.add_cookies(
                [{"name": "congvu", "value": session, "domain": "localhost", "path": "/"}]
            )
        return self._windows[role]

    def open(self, role: str, words: str, *, phone: bool = False) -> Page:
        """The dossier on that one's list."""
        page = self.window(role, phone=phone)
        page.goto("/mot-cua/")
        page.locator(".items a", has_text=words).first.click()
        return page


@pytest.fixture
def commune(open_page: Callable[..., Page], sessions: dict[str, dict[str, Any]]) -> Commune:
    return Commune(open_page, sessions)


def test_from_the_telephone_to_the_rating(
    product: Product,
    open_page: Callable[..., Page],
    commune: Commune,
    picture: Take,
    axe: Callable[[Page], list[str]],
) -> None:
    phone = open_page(phone=True, java_script_enabled=False)
    phone.set_viewport_size(NARROW)
    open_account(phone)
    reference = file_it(phone, picture)
    ask_for_more(commune, reference, picture)
    send_more(phone, picture)
    code = accept(commune, reference, picture)
    pay(phone, reference, code)
    handle(commune, code, picture)
    document = sign(commune, code, picture)
    issue(commune, code, document)
    give_back(commune, code)
    read_and_rate(phone, reference, picture)
    assert not too_wide(phone)


def open_account(phone: Page) -> None:
    sign_in(phone, CONTACT)
    phone.get_by_label("Công dân").check()
    phone.get_by_label("Họ và tên").fill(NAME)
    phone.get_by_label("Số CCCD").fill("049195001234")
    phone.get_by_label("Xã, phường, thị trấn nơi ở").select_option(index=1)
    phone.get_by_label("Số nhà").fill("Thôn 4")
    phone.get_by_role("button", name="Lưu").click()


def file_it(phone: Page, picture: Take) -> str:
    """What stands on the page after filing: the number under which it was filed."""
    phone.goto(MARRIAGE)
    begin_at(phone, COMMUNE)
    fill(phone)
    picture(phone, "nop-ho-so-kiem-tra")
    phone.get_by_role("button", name="Nộp hồ sơ").click()
    said = phone.get_by_text("Mã nộp của ông/bà là")
    expect(said).to_be_visible()
    picture(phone, "nop-ho-so-xong")
    found = re.search(r"/ho-so/([^/]+)/", phone.url)
    assert found
    return found[1]


def ask_for_more(commune: Commune, reference: str, picture: Take) -> None:
    page = commune.open("desk_officer", reference)
    picture(page, "mot-cua-ho-so-moi")
    page.get_by_role("link", name="Yêu cầu bổ sung").click()
    row = page.locator(".supplement-row", has_text="Dân tộc").first
    row.get_by_role("checkbox").check()
    row.locator("summary").click()
    row.get_by_label("Căn cứ").fill("Điều 9 Nghị định 61/2018/NĐ-CP")
    row.get_by_label("Cách bổ sung").fill("Ghi đúng tên dân tộc")
    page.get_by_role("button", name="Gửi yêu cầu bổ sung").click()
    expect(page.get_by_text("Đã yêu cầu bổ sung").first).to_be_visible()


def send_more(phone: Page, picture: Take) -> None:
    phone.goto("/dich-vu-cong/cua-toi/")
    phone.locator(".civic-list a[href*='/ho-so/']").first.click()
    expect(phone.get_by_text("Ghi đúng tên dân tộc").first).to_be_visible()
    assert not too_wide(phone)
    picture(phone, "bo-sung-ho-so")
    phone.get_by_role("link", name="Bổ sung ngay").click()
    phone.get_by_label("Dân tộc").fill("Cơ Tu")
    phone.get_by_role("button", name="Nộp bổ sung").click()
    expect(phone.get_by_role("link", name="Bổ sung ngay")).to_have_count(0)


def accept(commune: Commune, reference: str, picture: Take) -> str:
    page = commune.open("desk_officer", reference)
    page.get_by_role("button", name="Tiếp nhận").click()
    said = page.get_by_text("Đã tiếp nhận, mã hồ sơ").first
    expect(said).to_be_visible()
    picture(page, "mot-cua-tiep-nhan")
    found = re.search(r"mã hồ sơ (\S+?)\.(?:\s|$)", said.inner_text())
    assert found
    return found[1]


def pay(phone: Page, reference: str, code: str) -> None:
    phone.goto(f"/dich-vu-cong/ho-so/{reference}/")
    phone.get_by_role("link", name="Nộp phí, lệ phí").click()
    phone.get_by_label("Cổng VNPay").check()
    phone.get_by_role("button", name="Tiếp tục").click()
    phone.get_by_role("button", name=re.compile("Thanh toán$")).click()
    expect(phone.get_by_role("heading", name="Đã nộp tiền")).to_be_visible(timeout=60_000)
    phone.get_by_role("link", name="Quay lại hồ sơ").click()
    expect(phone.get_by_role("heading", name=code)).to_be_visible()


def handle(commune: Commune, code: str, picture: Take) -> None:
    """The specialist takes it, drafts the result for the leader, and passes both on."""
    page = commune.open("specialist", code)
    page.get_by_role("button", name="Nhận xử lý").click()
    expect(page.get_by_text("Ông/bà đã nhận xử lý hồ sơ").first).to_be_visible()
    picture(page, "mot-cua-chuyen-vien")
    at = page.url
    page.get_by_role("button", name="Soạn văn bản kết quả").click()
    page.locator("[contenteditable=true]").click()
    page.keyboard.insert_text(f"Ủy ban nhân dân xác nhận bà {NAME} chưa đăng ký kết hôn với ai.")
    choose(page, "Người ký", str(commune.who("leader")["name"]))
    expect(page.get_by_text("Đã đủ nội dung để trình ký.")).to_be_visible()
    page.get_by_role("button", name="Lưu và trình ký").click()
    page.get_by_role("button", name="Trình ký").click()
    expect(page.get_by_text("Đã thực hiện: Trình ký.")).to_be_visible()
    page.goto(at)
    page.get_by_role("link", name="Chuyển bước").click()
    page.get_by_label("Trình kết quả").check()
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.get_by_text("Lãnh đạo ký kết quả").first).to_be_visible()


def sign(commune: Commune, code: str, picture: Take) -> str:
    """The leader signs on a phone, then says that it is signed; the document's address."""
    page = commune.window("leader", phone=True)
    page.goto("/")
    page.locator(".items a", has_text=code).first.click()
    document = page.url
    page.get_by_role("link", name="Ký số", exact=True).click()
    page_drawn(page)
    page.locator(".sign-open button").click()
    enter_pin(page, PIN)
    expect(page.get_by_role("heading", name="Đã ký số")).to_be_visible()
    commune.open("leader", code)
    picture(page, "mot-cua-lanh-dao")
    page.get_by_role("link", name="Chuyển bước").click()
    page.get_by_label("Đã ký, chuyển phát hành").check()
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.get_by_text("Vào sổ, đóng dấu").first).to_be_visible()
    return document


def issue(commune: Commune, code: str, document: str) -> None:
    """The clerk numbers and seals, which makes it the result, and hands it to the desk."""
    page = commune.window("clerk")
    page.goto(document)
    page.get_by_role("link", name="Cấp số, đóng dấu, phát hành", exact=True).click()
    page.get_by_label("Mã PIN con dấu").fill(PIN)
    page_drawn(page)
    page.get_by_role("button", name="Cấp số, đóng dấu, phát hành").click()
    expect(page.get_by_text("2 chữ ký số hợp lệ")).to_be_visible()
    commune.open("clerk", code)
    page.get_by_role("link", name="Chuyển bước").click()
    page.get_by_label("Chuyển kết quả cho Bộ phận Một cửa").check()
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.get_by_text("Đã xử lý xong").first).to_be_visible()


def give_back(commune: Commune, code: str) -> None:
    page = commune.open("desk_officer", code)
    page.get_by_role("link", name="Trả kết quả", exact=True).click()
    page.get_by_role("button", name="Đã trả kết quả").click()
    expect(page.get_by_text("Đã trả kết quả").first).to_be_visible()


def read_and_rate(phone: Page, reference: str, picture: Take) -> None:
    """The result verifies for anybody; the rating counts."""
    phone.goto(f"/dich-vu-cong/ho-so/{reference}/")
    picture(phone, "ho-so-co-ket-qua")
    phone.get_by_role("link", name=re.compile("Đối chiếu")).click()
    expect(phone.get_by_text("Hợp lệ").first).to_be_visible()
    assert not too_wide(phone)
    phone.goto(f"/dich-vu-cong/ho-so/{reference}/")
    phone.get_by_role("link", name="Đánh giá việc phục vụ").click()
    for group in phone.get_by_role("radiogroup").all():
        group.get_by_role("radio").first.check()
    picture(phone, "danh-gia")
    phone.get_by_role("button", name="Gửi đánh giá").click()
    expect(phone.get_by_role("link", name="Đánh giá việc phục vụ")).to_have_count(0)
