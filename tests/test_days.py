"""A day of each role in the demo, as its user sees it.

The pictures of docs/huong-dan are taken here; `python -m tests.pictures` takes them over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from congvu.core import clock
from tests.conftest import DESK
from tests.letters import Letter, scan_of
from tests.test_journey import PIN, choose, page_drawn, press, send

PROVINCE = "Ủy ban nhân dân tỉnh Quảng Nam"
NETWORKS = "Sở Thông tin và Truyền thông"
Seat = Callable[..., Page]
Take = Callable[..., Path]


@pytest.fixture
def seat(open_page: Callable[..., Page], sessions: dict[str, dict[str, Any]]) -> Seat:
    """The window of one who sits there: `seat(agency, role, unit)`, already signed in."""

    def sit(agency: str, role: str, unit: str = "", *, phone: bool = False) -> Page:
        page = open_page(phone=phone)
        one = next(
            one
            for one in sessions.values()
            if (one["agency"], one["role"]) == (agency, role) and unit in {"", one["unit"]}
        )
        page.context.add_cookies(
            [{"name": "congvu", "value": one["session"], "domain": "localhost", "path": "/"}]
        )
        page.goto("/")
        return page

    return sit


def open_paper(page: Page, place: str, words: str) -> None:
    page.goto(place)
    page.locator(".items a", has_text=re.compile(words, re.IGNORECASE)).first.click()


def go(page: Page, name: str) -> None:
    """To another place of the rail."""
    page.get_by_role("navigation", name="Các mục chính").get_by_role("link", name=name).click()


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title)


def test_a_clerk_enters_paper_copies_keeps_the_books_and_asks_for_help(
    seat: Seat, picture: Take
) -> None:
    page = seat(NETWORKS, "clerk")
    expect(page.get_by_role("heading", name="Chờ phát hành")).to_be_visible()
    picture(page, "hom-nay-van-thu")
    number = enter_a_batch(page, picture)
    go(page, "Sổ đăng ký")
    page.get_by_role("link", name="Văn bản đến", exact=True).last.click()
    row = page.get_by_role("row", name=number)
    expect(row).to_contain_text("mời họp thẩm định đề tài cấp tỉnh")
    row.scroll_into_view_if_needed()
    picture(page, "so-dang-ky")
    make_a_copy(page, picture)
    page.get_by_role("link", name="Trợ giúp").first.click()
    heading = page.get_by_role("heading", name="Sao y, sao lục, trích sao")
    expect(heading).to_be_in_viewport()


def enter_a_batch(page: Page, picture: Take) -> str:
    """Two scans are dropped; the second is read while the first is entered. Its arrival number."""
    day = clock.today() - timedelta(days=1)
    letters = [
        Letter(611, "printed", "KHCN-TTUD", "gửi danh mục nhiệm vụ khoa học đặt hàng"),
        Letter(612, "printed", "KHCN-TTUD", "mời họp thẩm định đề tài cấp tỉnh"),
    ]
    go(page, "Văn bản đến")
    page.get_by_role("link", name="Vào sổ bản giấy").click()
    scans = [
        {"name": f"{one.number}.pdf", "mimeType": "application/pdf", "buffer": scan_of(one, day)}
        for one in letters
    ]
    page.locator("cv-upload input[type=file]").set_input_files(scans)  # type: ignore[arg-type]
    expect(page.get_by_label("Trích yếu")).to_have_value(letters[0].about)
    page.get_by_label("Số (bắt buộc)").press("Enter")
    issuer = page.get_by_label("Cơ quan ban hành")
    expect(issuer).to_be_focused()
    issuer.fill("Sở Khoa học và Công nghệ")
    issuer.press("Control+Enter")
    expect(page.get_by_label("Trích yếu")).to_have_value(letters[1].about)
    expect(page.get_by_label("Cơ quan ban hành")).to_have_value("Sở Khoa học và Công nghệ")
    page_drawn(page)
    picture(page, "van-ban-giay")
    page.get_by_label("Số (bắt buộc)").press("Enter")
    said = page.get_by_text(re.compile(r"Đã vào sổ 612/KHCN-TTUD, số đến \d+"))
    expect(said).to_be_visible()
    return said.inner_text().rpartition("số đến ")[2].strip(" .")


def make_a_copy(page: Page, picture: Take) -> None:
    """A certified copy of an issued document takes the next number of the copies."""
    open_paper(page, "/van-ban/di/muc/issued/", "phối hợp kiểm tra")
    dialog = press(page, "Sao văn bản")
    expect(dialog.get_by_label("Các trang trích sao")).to_be_hidden()
    dialog.get_by_label("Mục đích sao").fill("Gửi Văn phòng Sở lưu hồ sơ.")
    dialog.get_by_label("Mã PIN con dấu").fill(PIN)
    send(dialog, "Ký số và cấp số bản sao")
    page.goto("/van-ban/di/")
    page.get_by_role("link", name="Sổ bản sao").click()
    row = page.get_by_role("row", name=re.compile("Gửi Văn phòng Sở lưu hồ sơ"))
    expect(row.first).to_contain_text("Sao y")
    picture(page, "ban-sao")


def test_a_specialist_searches_collects_opinions_and_files(seat: Seat, picture: Take) -> None:
    page = seat(PROVINCE, "specialist", "KGVX")
    expect(page.get_by_role("heading", name="Chờ tôi xử lý")).to_be_visible()
    picture(page, "hom-nay-chuyen-vien")
    search_and_keep(page, picture)
    open_paper(page, "/van-ban/di/muc/drafts/", "Chuyển đổi số tỉnh")
    page.get_by_role("link", name="Bảng tổng hợp ý kiến").click()
    expect(page.get_by_text("Đã xin 4 ý kiến: 1 thống nhất, 1 chưa thống nhất")).to_be_visible()
    picture(page, "tong-hop-y-kien")
    page.get_by_role("link", name="Về văn bản").click()
    expect(page.get_by_role("heading", name="Chuyển đổi số tỉnh")).to_be_visible()
    file_a_document(page, picture)


def search_and_keep(page: Page, picture: Take) -> None:
    page.keyboard.press("/")
    page.keyboard.type("cong nghe thong tin")
    page.keyboard.press("Enter")
    expect(page.locator(".found mark").first).to_be_visible()
    picture(page, "tim-kiem")
    page.get_by_label("Lưu tìm kiếm này với tên").fill("Công nghệ thông tin")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("link", name="Công nghệ thông tin", exact=True)).to_be_visible()


def file_a_document(page: Page, picture: Take) -> None:
    """From the document into the year's case file; the file shows it in its place."""
    open_paper(page, "/van-ban/den/", "phục vụ phòng, chống dịch")
    dialog = press(page, "Đưa vào hồ sơ")
    choose(dialog, "Hồ sơ", "phòng, chống dịch")
    send(dialog, "Đưa vào hồ sơ")
    go(page, "Hồ sơ công việc")
    page.get_by_role("link", name="Hồ sơ phòng, chống dịch bệnh").click()
    expect(page.get_by_role("row", name=re.compile("TTr-SYT"))).to_be_visible()
    picture(page, "ho-so")


def test_a_head_compares_remarks_and_hands_work_down(seat: Seat, picture: Take) -> None:
    page = seat(PROVINCE, "unit_head", "KGVX")
    open_paper(page, "/van-ban/di/muc/all/", "làm việc qua mạng nhằm phòng")
    page.get_by_role("link", name="So sánh các lần trình").first.click()
    expect(page.get_by_text("Thay đổi ở 1 mục: Nội dung.")).to_be_visible()
    added = page.locator("ins", has_text="Triển khai họp trực tuyến")
    added.scroll_into_view_if_needed()
    expect(added).to_be_in_viewport()
    picture(page, "so-sanh")
    page.get_by_role("link", name="Về văn bản").click()
    dialog = press(page, "Nhận xét tại trang")
    dialog.get_by_label("Nhận xét").last.fill("Ghi rõ thời hạn báo cáo ở đoạn cuối.")
    send(dialog, "Ghi nhận xét")
    expect(card(page, "Nhận xét theo trang")).to_contain_text("Ghi rõ thời hạn báo cáo")
    other = seat(NETWORKS, "unit_head", "CNTT")
    open_paper(other, "/van-ban/den/", "cho điểm cầu họp trực tuyến")
    page_drawn(other)
    picture(other, "viec-duoc-giao")
    dialog = press(other, "Giao người trong đơn vị")
    choose(dialog, "Giao cho", "Võ Như Quỳnh")
    dialog.get_by_label("Ý kiến chỉ đạo").fill("Khảo sát, báo cáo trong ngày.")
    send(dialog, "Giao người trong đơn vị")
    expect(card(other, "Luân chuyển")).to_contain_text("Võ Như Quỳnh")


def test_a_leader_grants_time_looks_at_figures_and_plans_the_week(
    seat: Seat, picture: Take
) -> None:
    ask_for_time(seat(NETWORKS, "unit_head", "CNTT"))
    page = seat(NETWORKS, "leader")
    expect(card(page, "Việc tôi giao đã quá hạn")).to_be_visible()
    open_paper(page, "/van-ban/den/muc/all/", "lỗ hổng bảo mật")
    dialog = press(page, "Cho gia hạn")
    dialog.locator(".actions button").first.click()
    expect(dialog).to_be_hidden()
    tree = card(page, "Luân chuyển")
    expect(tree).to_contain_text("Nguyễn Bảo Phương")
    page.set_viewport_size({"width": 1366, "height": 1600})  # the head covers nothing of it
    picture(tree, "luan-chuyen")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    go(page, "Thống kê")
    expect(page.get_by_role("heading", name="Tình hình xử lý văn bản đến")).to_be_visible()
    picture(page, "thong-ke")
    page.get_by_role("row", name="Phòng Công nghệ thông tin").get_by_role("link").last.click()
    expect(page.locator(".items a, .found a, table a").first).to_be_visible()
    plan_the_week(seat(PROVINCE, "leader"), picture)


def ask_for_time(page: Page) -> None:
    """The head who leads a document asks for a later day."""
    open_paper(page, "/van-ban/den/", "lỗ hổng bảo mật")
    dialog = press(page, "Xin gia hạn")
    dialog.get_by_label("Xin gia hạn đến").fill("5 ngày")
    dialog.get_by_label("Lý do xin gia hạn").fill("Chờ nhà cung cấp gửi bản vá.")
    send(dialog, "Gửi đề nghị")


def plan_the_week(page: Page, picture: Take) -> None:
    """The agenda of the leader's own agency, with a meeting more."""
    go(page, "Lịch công tác")
    page.get_by_role("link", name="Đăng ký lịch").click()
    page.get_by_label("Nội dung").fill("Nghe báo cáo triển khai chữ ký số")
    page.get_by_label("Từ giờ").fill("16h30")
    page.get_by_label("Địa điểm").fill("Phòng họp số 2")
    page.get_by_role("button", name="Đăng ký lịch").click()
    row = page.get_by_role("row", name="Nghe báo cáo triển khai chữ ký số")
    expect(row.first).to_contain_text("16:30–18:30")
    picture(page, "lich-cong-tac")


def test_an_administrator_adds_somebody_and_reads_the_journal(seat: Seat, picture: Take) -> None:
    page = seat(NETWORKS, "administrator")
    places = page.get_by_role("navigation", name="Các mục chính")
    expect(places.get_by_role("link", name="Văn bản đến")).to_have_count(0)
    page.goto("/quan-tri/nguoi/")
    picture(page, "quan-tri-nguoi")
    page.get_by_role("link", name="Thêm người").click()
    page.get_by_label("Họ và tên").fill("Trần Thị Mới")
    page.get_by_label("Thư công vụ").fill("moitt@quangnam.gov.vn")
    page.get_by_label("Chức vụ").fill("Chuyên viên")
    choose(page, "Đơn vị", "Phòng Công nghệ thông tin")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", name="Trần Thị Mới")).to_be_visible()
    go(page, "Nhật ký hệ thống")
    row = page.get_by_role("row", name="Phân công giữ chức vụ").first
    expect(row).to_contain_text("Phan Ngọc Nga")
    picture(page, "nhat-ky")
    page.get_by_role("link", name="Kiểm tra tính toàn vẹn").click()
    expect(page.locator("main")).to_contain_text(re.compile("toàn vẹn", re.IGNORECASE))
