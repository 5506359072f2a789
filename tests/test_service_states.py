"""Pages of public services and payments in the states that few meet, on a phone of 360 pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Product, told_by
from tests.test_public_services import MARRIAGE, NARROW, sign_in, too_wide, weight_of

Look = Callable[[Page], list[str]]
Take = Callable[..., object]
MENDING = "mending with papers to use again"  # its page is gone once a test here has mended
PUBLIC = ("/dich-vu-cong/so-lieu/toan-tinh/", "/dich-vu-cong/ket-qua/AAAA-AAAA/")


@pytest.fixture(scope="module")
def states(product: Product) -> dict[str, dict[str, str]]:
    return told_by("tests.service_states", product)


def enter_as(page: Page, session: str) -> None:
    page.set_viewport_size(NARROW)
    page.context.add_cookies(
        [{"name": "congvu", "value": session, "domain": "localhost", "path": "/"}]
    )


def test_every_state_is_clean_and_light(
    states: dict[str, dict[str, str]], open_page: Callable[..., Page], axe: Look, picture: Take
) -> None:
    """One window after another, each opened afresh with nothing kept; officials' letters too."""
    wrong: dict[str, list[str]] = {}
    lasting = {name: one for name, one in states.items() if name != MENDING}
    for name, state in lasting.items():
        page = open_page(phone=True)
        enter_as(page, state["session"] or "-")
        weight = weight_of(page, state["path"])
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, f"trang-thai-{list(states).index(name):02}")
        heavy = [f"{weight:.0f} bytes"] * (weight >= 100_000)
        wide = [f"{too_wide(page)} pixels too wide"] * bool(too_wide(page))
        wrong[name] = [*axe(page), *heavy, *wide]
        page.context.close()
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("path", PUBLIC)
def test_public_figures_and_an_unknown_result_are_clean_and_light(
    open_page: Callable[..., Page], axe: Look, path: str
) -> None:
    page = open_page(phone=True)
    page.set_viewport_size(NARROW)
    assert weight_of(page, path) < 100_000
    assert axe(page) == []
    assert not too_wide(page)


def test_every_stop_of_writing_is_clean_also_when_something_is_wrong(
    open_page: Callable[..., Page], axe: Look, picture: Take
) -> None:
    page = open_page(phone=True)
    page.set_viewport_size(NARROW)

    def clean(name: str) -> None:
        picture(page, f"viet-{name}")
        assert axe(page) == [], name
        assert not too_wide(page), name

    page.goto("/dich-vu-cong/dang-nhap/")
    sign_in(page, "0905000555")
    page.goto(MARRIAGE)
    page.get_by_role("link", name="Nộp trực tuyến").click()
    page.get_by_role("combobox", name="Nơi giải quyết hồ sơ").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bắt đầu").click()
    clean("trang")
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page.get_by_role("alert")).to_be_visible()
    clean("loi")
    draft = page.url.partition("trang/")[0]
    for stop in ("giay-to/", "nhan-ket-qua/", "kiem-tra/"):
        page.goto(f"{draft}{stop}")
        clean(stop.strip("/"))


def test_a_mended_paper_without_a_file_says_so_and_the_choice_stays(
    states: dict[str, dict[str, str]], open_page: Callable[..., Page], axe: Look, picture: Take
) -> None:
    """Without scripts: nothing chosen is said beside the paper; then one's own paper is used."""
    state: dict[str, Any] = states[MENDING]
    page = open_page(phone=True)
    enter_as(page, state["session"])
    assert weight_of(page, state["path"]) < 100_000
    assert axe(page) == []
    page = open_page(phone=True, java_script_enabled=False)
    enter_as(page, state["session"])
    page.goto(state["path"])
    page.get_by_role("button", name="Nộp bổ sung").click()
    expect(page.get_by_text("chưa chọn tệp").first).to_be_visible()
    assert not too_wide(page)
    picture(page, "bo-sung-dung-lai")
    page.get_by_label("Chọn trong “Giấy tờ của tôi”").first.select_option(index=1)
    page.get_by_role("button", name="Nộp bổ sung").click()
    expect(page.get_by_role("link", name="Bổ sung ngay")).to_have_count(0)


def test_a_row_of_a_condition_is_added_taken_away_and_wrong(
    states: dict[str, dict[str, str]], open_page: Callable[..., Page], axe: Look, picture: Take
) -> None:
    page = open_page(phone=True)
    enter_as(page, states["keeper: conditions"]["session"])
    page.goto(states["keeper: conditions"]["path"])
    page.get_by_role("button", name="Thêm điều kiện").click()
    expect(page.get_by_label("Áp dụng khi")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".condition .ds-validation-message").first).to_be_visible()
    picture(page, "dieu-kien-sai")
    assert axe(page) == []
    assert not too_wide(page)


def test_the_postman_s_page_is_clean_while_a_parcel_goes_its_way(
    states: dict[str, dict[str, str]], open_page: Callable[..., Page], axe: Look, picture: Take
) -> None:
    assert states
    page = open_page(phone=True)
    page.set_viewport_size(NARROW)
    page.goto("/buu-cuc-thu/")
    parcel = page.locator("li", has_text="thu hộ").first
    for _ in range(20):
        page.goto("/buu-cuc-thu/")
        if parcel.count():
            break
        page.wait_for_timeout(3_000)
    for step in ("Bưu tá đã lấy", "Đang chuyển", "Đã giao", "Chuyển tiền thu hộ cho cơ quan"):
        picture(page, f"buu-ta-{step}")
        assert axe(page) == [], step
        assert not too_wide(page), step
        parcel.get_by_role("button", name=step).click()
    expect(parcel).to_contain_text("đã chuyển cơ quan")
