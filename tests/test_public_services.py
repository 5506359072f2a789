"""Public services as a citizen meets them: a phone, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Product, told_by

NARROW: Any = {"width": 360, "height": 740}
_PUBLIC = [
    "/dich-vu-cong/",
    "/dich-vu-cong/?q=khai+sinh",
    "/dich-vu-cong/?q=khong-co-gi",
    "/dich-vu-cong/thu-tuc/1.001193.000.00.00.H47/",
    "/dich-vu-cong/tra-cuu/",
    "/dich-vu-cong/so-lieu/",
    "/dich-vu-cong/dang-nhap/",
]
MARRIAGE = "/dich-vu-cong/thu-tuc/1.004873.000.00.00.H47/"


def too_wide(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return max(wide, 0)


def sign_in(page: Page, contact: str) -> None:
    """By the code that the demo shows; as anybody does."""
    page.goto("/dich-vu-cong/dang-nhap/")
    page.get_by_label("Số điện thoại hoặc thư điện tử").fill(contact)
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    code = page.locator(".ds-alert b").inner_text()
    page.get_by_label("Mã 6 chữ số vừa gửi").fill(code)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.mark.parametrize("path", _PUBLIC)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_public_page_is_clean_at_360_pixels(
    open_page: Callable[..., Page], axe: Callable[[Page], list[str]], path: str, *, dark: bool
) -> None:
    page = open_page(phone=True, dark=dark)
    page.set_viewport_size(NARROW)
    page.goto(path)
    assert not axe(page)
    assert not too_wide(page)


def weight_of(page: Page, path: str) -> float:
    """Bytes of the page and all that came with it, as they were sent."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    came: list[float] = []
    network.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
    page.goto(path, wait_until="networkidle")
    assert len(came) > 2, "page, style and script"
    return sum(came)


@pytest.mark.parametrize("path", _PUBLIC)
def test_a_public_page_weighs_less_than_100_kilobytes_in_all(
    open_page: Callable[..., Page], path: str
) -> None:
    assert weight_of(open_page(phone=True), path) < 100_000


def _next(page: Page) -> None:
    page.get_by_role("button", name="Lưu và tiếp tục").click()


def begin_at(page: Page, agency: str = "") -> None:
    """From the procedure's page to the first page of its form, at that agency or the first one."""
    page.get_by_role("link", name="Nộp trực tuyến").click()
    offered = page.get_by_label("Nơi giải quyết hồ sơ")
    if agency:
        offered.select_option(offered.get_by_role("option", name=agency).get_attribute("value"))
    else:
        offered.select_option(index=1)
    page.get_by_role("button", name="Bắt đầu").click()


def fill(page: Page) -> None:
    """Every page of the form for a certificate of marital status, to the last one."""
    page.get_by_label("Ngày sinh").fill("01/02/1990")
    page.get_by_label("Dân tộc").fill("Kinh")
    _next(page)
    page.get_by_label("Chưa đăng ký kết hôn lần nào").check()
    page.get_by_label("Đăng ký kết hôn", exact=True).check()
    _next(page)
    page.get_by_role("button", name="Thêm: Nơi đã từng cư trú").click()
    page.get_by_label("Từ ngày").fill("01/01/2010")
    page.get_by_label("Đến ngày").fill("31/12/2018")
    page.get_by_label("Địa chỉ").fill("Tổ 3, Tam Kỳ")
    _next(page)
    page.get_by_role("button", name=re.compile("Gửi tệp đã chọn và tiếp tục")).click()
    page.get_by_label("Nhận bản điện tử trong tài khoản").check()
    _next(page)


def test_filing_on_a_phone_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page(phone=True, java_script_enabled=False)
    page.set_viewport_size(NARROW)
    sign_in(page, "0905000222")
    page.goto(MARRIAGE)
    begin_at(page)
    expect(page.get_by_text("Chưa nộp")).to_be_visible()
    assert not too_wide(page)
    _next(page)
    expect(page.get_by_role("alert")).to_contain_text("Ngày sinh")
    expect(page.get_by_label("Họ, chữ đệm, tên")).to_have_value("Trần Văn Bình")
    fill(page)
    expect(page.get_by_text("Tổ 3, Tam Kỳ")).to_be_visible()
    assert not too_wide(page)
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_text("Mã nộp của ông/bà là")).to_be_visible()
    assert not too_wide(page)


def test_fees_are_paid_from_the_dossier_on_a_phone_without_scripts(
    product: Product, open_page: Callable[..., Page], picture: Callable[..., object]
) -> None:
    owing: Any = told_by("tests.owing", product)
    page = open_page(phone=True, java_script_enabled=False)
    page.set_viewport_size(NARROW)
    page.context.add_cookies(
        [{"name": "congvu", "value": owing["session"], "domain": "localhost", "path": "/"}]
    )
    page.goto(owing["path"])
    expect(page.get_by_text("200.000 đồng")).to_be_visible()
    assert not too_wide(page)
    picture(page, "ho-so-can-nop-phi")
    page.get_by_role("link", name="Nộp phí, lệ phí").click()
    page.get_by_label("Cổng VNPay").check()
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("button", name=re.compile("Thanh toán$")).click()
    expect(page.get_by_role("heading", name="Đã nộp tiền")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Quay lại hồ sơ").click()
    expect(page.get_by_role("heading", name=owing["code"])).to_be_visible()
    expect(page.get_by_text("Đã nộp phí, lệ phí").first).to_be_visible()
    expect(page.get_by_text("Cần nộp phí, lệ phí")).to_have_count(0)


def test_what_was_typed_is_there_on_another_device(open_page: Callable[..., Page]) -> None:
    first, second = open_page(phone=True), open_page()
    sign_in(first, "0905000333")
    first.goto(MARRIAGE)
    first.get_by_role("link", name="Nộp trực tuyến").click()
    first.locator("#id_agency").select_option(index=1, force=True)
    first.get_by_role("button", name="Bắt đầu").click()
    first.get_by_label("Dân tộc").fill("Cadong")
    _next(first)
    first.close()
    second.wait_for_timeout(46_000)  # between two codes to one contact
    sign_in(second, "0905000333")
    second.goto("/dich-vu-cong/cua-toi/")
    second.get_by_role("link", name="Cấp Giấy xác nhận tình trạng hôn nhân").first.click()
    expect(second.get_by_label("Dân tộc")).to_have_value("Cadong")


def test_a_citizen_s_pages_are_clean(
    open_page: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(phone=True)
    page.set_viewport_size(NARROW)
    sign_in(page, "0905000111")
    page.goto("/dich-vu-cong/cua-toi/")
    assert not axe(page)
    assert not too_wide(page)
    links = page.locator(".civic-list a[href*='/ho-so/']")
    addresses = [str(link.get_attribute("href")) for link in links.all()]
    assert addresses
    for address in [*addresses, "/dich-vu-cong/cua-toi/thong-tin/"]:
        page.goto(address)
        assert not axe(page), address
        assert not too_wide(page), address


@pytest.mark.parametrize("role", ["desk_officer", "specialist", "leader", "province_administrator"])
def test_the_officials_pages_are_clean(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str, int], dict[str, Any]],
    axe: Callable[[Page], list[str]],
    role: str,
) -> None:
    page = open_page(phone=True)
    page.set_viewport_size(NARROW)
    enter(page, role, 0)
    page.goto("/quan-tri/thu-tuc/" if role == "province_administrator" else "/mot-cua/")
    assert not axe(page)
    assert not too_wide(page)


def test_signing_in_through_the_identity_provider_without_scripts(
    open_page: Callable[..., Page],
) -> None:
    """The demo's own provider stands beside it; the contact that it lacks comes by a code."""
    page = open_page(phone=True, java_script_enabled=False)
    page.set_viewport_size(NARROW)
    page.goto("/dich-vu-cong/dang-nhap/?next=/dich-vu-cong/cua-toi/giay-to/")
    page.get_by_role("link", name=re.compile("Đăng nhập bằng")).click()
    page.get_by_role("button", name=re.compile("Trần Văn Nghiệm")).click()
    expect(page.get_by_role("heading", name="Trần Văn Nghiệm")).to_be_visible()
    assert not too_wide(page)
    page.get_by_label("Số điện thoại hoặc thư điện tử").fill("0905000888")
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    page.get_by_label("Mã 6 chữ số vừa gửi").fill(page.locator(".ds-alert b").inner_text())
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto("/dich-vu-cong/dang-nhap/")
    page.get_by_role("link", name=re.compile("Đăng nhập bằng")).click()
    page.get_by_role("button", name=re.compile("Trần Văn Nghiệm")).click()
    page.goto("/dich-vu-cong/cua-toi/")
    expect(page.get_by_text("Trần Văn Nghiệm")).to_be_visible()
    assert not too_wide(page)
