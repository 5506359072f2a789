"""A payer with a phone and without scripts pays through the test gateway; an official follows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Product, told_by

NARROW = {"width": 360, "height": 740}
_PATIENCE = 60_000


@pytest.fixture(scope="module")
def fees(product: Product) -> dict[str, Any]:
    return told_by("tests.fees", product)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A narrow window without scripts."""
    page = open_page(java_script_enabled=False)
    page.set_viewport_size(NARROW)
    return page


@pytest.fixture
def sound(
    open_page: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> Callable[[str, int], None]:
    """The page of that address in a window of that width: not too wide, and clean to axe."""

    def look(url: str, width: int) -> None:
        page = open_page()
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(page) == []

    return look


def choose(page: Page, way: str) -> None:
    page.get_by_label(way).check()
    page.get_by_role("button", name="Tiếp tục").click()


def at_gateway(page: Page, path: str, button: str) -> None:
    page.goto(path)
    choose(page, "Cổng VNPay")
    expect(page.get_by_role("heading", name="Cổng thanh toán thử nghiệm")).to_be_visible()
    page.get_by_role("button", name=re.compile(f"{button}$")).click()


def test_a_payer_pays_without_scripts_on_a_phone(
    fees: dict[str, Any],
    phone: Page,
    sound: Callable[[str, int], None],
    picture: Callable[..., object],
) -> None:
    path = fees["gateway"]["path"]
    sound(path, 320)
    phone.goto(path)
    expect(phone.get_by_text("200.000 đồng").first).to_be_visible()
    picture(phone, "nop-phi")
    at_gateway(phone, path, "Thanh toán")
    expect(phone.get_by_role("heading", name="Đã nộp tiền")).to_be_visible(timeout=_PATIENCE)
    picture(phone, "nop-phi-xong")
    sound(phone.url, 320)
    expect(phone.get_by_role("link", name="Quay lại hồ sơ")).to_be_visible()
    expect(phone.get_by_role("link", name="Tải biên lai")).to_be_visible()


def test_a_refusal_is_said_and_another_way_is_open(fees: dict[str, Any], phone: Page) -> None:
    at_gateway(phone, fees["poor"]["path"], "không đủ số dư")
    said = phone.get_by_text("Tài khoản không đủ số dư")
    expect(said).to_be_visible(timeout=_PATIENCE)
    phone.get_by_role("link", name="Chọn cách nộp khác").click()
    at_gateway(phone, phone.url, "cổng báo ba lần")
    expect(phone.get_by_role("heading", name="Đã nộp tiền")).to_be_visible(timeout=_PATIENCE)


def test_one_who_closed_the_gateway_is_told_to_wait(
    fees: dict[str, Any], phone: Page, sound: Callable[[str, int], None]
) -> None:
    path = fees["silent"]["path"]
    at_gateway(phone, path, "cổng không báo gì")
    phone.goto(path)
    expect(phone.get_by_text("xin đừng nộp lần nữa")).to_be_visible()
    phone.get_by_role("link", name="xem kết quả lượt này").click()
    expect(phone.get_by_role("heading", name="Đang chờ xác nhận").first).to_be_visible()
    sound(phone.url, 320)


def test_a_transfer_shows_its_code(
    fees: dict[str, Any],
    phone: Page,
    sound: Callable[[str, int], None],
    picture: Callable[..., object],
) -> None:
    phone.goto(fees["transfer"]["path"])
    choose(phone, "Chuyển khoản")
    expect(phone.get_by_role("img", name="Mã VietQR")).to_be_visible()
    picture(phone, "nop-phi-vietqr")
    sound(phone.url, 320)


@pytest.fixture
def desk(
    fees: dict[str, Any], sessions: dict[str, dict[str, Any]], open_page: Callable[..., Page]
) -> Callable[[str], Page]:
    def sit(role: str) -> Page:
        page = open_page()
        one = next(x for x in sessions.values() if x["appointment"] == fees[role])
        page.context.add_cookies(
            [{"name": "congvu", "value": one["session"], "domain": "localhost", "path": "/"}]
        )
        return page

    return sit


@pytest.mark.parametrize(
    "path", ["", "hoan-tra/", "so-cai/", "sao-ke/", "doi-soat/", "bien-lai/ky-so/"]
)
def test_the_officials_pages_are_sound(
    desk: Callable[[str], Page], axe: Callable[[Page], list[str]], path: str
) -> None:
    page = desk("clerk")
    page.goto(f"/thu-phi/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert axe(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_cash_at_the_desk_and_a_refund_by_two(
    fees: dict[str, Any],
    desk: Callable[[str], Page],
    axe: Callable[[Page], list[str]],
    picture: Callable[..., object],
) -> None:
    clerk, leader = desk("clerk"), desk("leader")
    clerk.goto(f"/thu-phi/{fees['desk']['pk']}/")
    clerk.get_by_role("link", name="Thu tiền mặt").click()
    clerk.get_by_label("Số tiền đã đếm").fill("200.000")
    clerk.get_by_role("button", name="Đã thu đủ").click()
    expect(clerk.get_by_text("biên lai đang được lập")).to_be_visible()
    picture(clerk, "khoan-nop")
    assert axe(clerk) == []
    clerk.get_by_role("link", name="Đề nghị hoàn trả").click()
    clerk.get_by_label("Lý do").fill("Người nộp rút hồ sơ.")
    clerk.get_by_role("button", name="Gửi đề nghị").click()
    expect(clerk.get_by_text("chờ lãnh đạo duyệt")).to_be_visible()
    leader.goto("/thu-phi/hoan-tra/")
    assert axe(leader) == []
    leader.get_by_role("button", name="Duyệt", exact=True).first.click()
    leader.get_by_role("button", name="Đồng ý").click()
    expect(leader.get_by_text("Đã duyệt hoàn trả.")).to_be_visible()
    clerk.goto("/thu-phi/hoan-tra/")
    clerk.get_by_role("link", name="Ghi đã trả tiền").first.click()
    clerk.get_by_label("Tiền mặt tại quầy").check()
    clerk.get_by_label("Số chứng từ").fill("PC 01")
    clerk.get_by_role("button", name="Đã trả").click()
    expect(clerk.get_by_text("Đã ghi nhận tiền trả cho người nộp.")).to_be_visible()
    clerk.goto("/thu-phi/so-cai/")
    expect(clerk.get_by_text("Cân", exact=True)).to_be_visible()
    picture(clerk, "so-cai")
