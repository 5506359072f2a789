"""The directive, walked by its people: from a blank draft to the answer that comes back.

Every step is done in a browser by the person whose turn it is, who has signed in with password and
code; the leader signs on a phone.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from congvu.demo.directive import TEXT as DIRECTIVE
from tests.conftest import ROOT, Product, variables_of
from tests.test_signing_in import give_code, give_password

PIN = "180420"
PROVINCE = "Ủy ban nhân dân tỉnh Quảng Nam"
HEALTH, NETWORKS = "Sở Y tế", "Sở Thông tin và Truyền thông"
ABOUT = "ứng dụng công nghệ thông tin, làm việc qua mạng để phòng"
Take = Callable[..., Path]


class People:
    """The demo's officials, each in a window of their own once they have signed in."""

    def __init__(self, open_page: Callable[..., Page], accounts: dict[str, dict[str, Any]]) -> None:
        self.open_page, self.accounts = open_page, accounts
        self.windows: dict[str, Page] = {}

    def address(self, agency: str, role: str, unit: str = "", number: int = 0) -> str:
        found = [
            address
            for address, one in self.accounts.items()
            if (one["agency"], one["role"]) == (agency, role) and unit in {"", one["unit"]}
        ]
        return found[number]

    def name(self, *who: Any) -> str:
        return str(self.accounts[self.address(*who)]["name"])

    def window(self, *who: Any, phone: bool = False) -> Page:
        address = self.address(*who)
        if address not in self.windows:
            self.windows[address] = self.open_page(phone=phone)
            with_code = self.accounts[address]["role"] in {"leader", "clerk"}
            sign_in(self.windows[address], address, with_code=with_code)
        return self.windows[address]


def sign_in(page: Page, address: str, *, with_code: bool) -> None:
    give_password(page, address)
    if with_code:
        give_code(page)
    expect(page.get_by_role("heading", name="Hôm nay", exact=True)).to_be_visible()


def choose(scope: Page | Locator, label: str, *words: str) -> None:
    """Type into a picker and take the first that it offers, as with Enter."""
    field = scope.get_by_role("combobox", name=label)
    for each in words:
        field.fill(each)
        offered = scope.get_by_role("listbox").get_by_role("option").filter(has_text=each)
        expect(offered.first).to_be_visible()
        field.press("Enter")


def press(page: Page, name: str) -> Locator:
    """Press the document's button and answer with the dialog that it opens."""
    page.get_by_role("link", name=name, exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def send(dialog: Locator, name: str) -> None:
    dialog.get_by_role("button", name=name, exact=True).click()
    expect(dialog).to_be_hidden()


def page_drawn(page: Page) -> None:
    expect(page.locator("canvas").first).to_be_visible()


def open_from(page: Page, place: str, words: str) -> None:
    """Open the newest thing with these words from a list."""
    page.goto(place)
    page.locator(".items a", has_text=re.compile(words, re.IGNORECASE)).first.click()


def days_pass(product: Product) -> None:
    """Two weeks go by for what waits to be registered."""
    script = (
        "import django; django.setup()\n"
        "from datetime import timedelta\n"
        "from django.db.models import F\n"
        "from congvu.documents.models import Incoming\n"
        "Incoming.objects.filter(state='arrived').update("
        "arrived_at=F('arrived_at') - timedelta(days=14))\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=variables_of(product), check=True)


@pytest.fixture
def people(open_page: Callable[..., Page], sessions: dict[str, dict[str, Any]]) -> Iterator[People]:
    return People(open_page, sessions)


def test_from_the_draft_to_the_answer(product: Product, people: People, picture: Take) -> None:
    page = people.window(PROVINCE, "specialist", "KGVX")
    number = write(page, people, picture)
    ask(page, people, picture)
    give_opinions(people, number)
    submit_and_come_back(page, people, number)
    submit_and_go_up(page, people, number)
    sign_on_a_phone(people, picture)
    code = issue(people, number, picture)
    register(people, code, picture)
    direct(people, code, picture)
    handle_and_answer(people, code)
    watch_and_press(product, people, number, picture)


def write(page: Page, people: People, picture: Take) -> str:
    """The specialist drafts the directive from its own text; the number of the draft's address."""
    page.goto("/van-ban/di/")
    page.get_by_role("link", name="Soạn văn bản").click()
    choose(page, "Loại văn bản", "Công văn")
    page.get_by_role("button", name="Bắt đầu soạn").click()
    page.get_by_label("Trích yếu").fill(ABOUT)
    page.get_by_label("Kính gửi").fill("Các Sở, ban, ngành\nUBND các huyện, thị xã, thành phố")
    page.get_by_label("Nơi nhận").fill("Như trên\nCT, các PCT UBND tỉnh\nCPVP")
    page.locator("[contenteditable=true]").click()
    for paragraph in DIRECTIVE.read_text("utf-8").strip().split("\n\n"):
        page.keyboard.insert_text(paragraph)
        page.keyboard.press("Enter")
    choose(page, "Người ký", people.name(PROVINCE, "leader", "", 1))
    expect(page.get_by_role("radio", name="TM. ỦY BAN NHÂN DÂN")).to_be_checked()
    page.get_by_label("Độ khẩn").select_option("urgent")
    expect(page.get_by_text("Đã đủ nội dung để trình ký.")).to_be_visible()
    expect(page.locator("cv-preview")).to_contain_text("2 trang")
    picture(page, "soan-thao")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu").first).to_be_visible()
    found = re.search(r"/di/(\d+)/", page.url)
    assert found
    return found[1]


def ask(page: Page, people: People, picture: Take) -> None:
    page.get_by_role("link", name="Xem văn bản").click()
    dialog = press(page, "Xin ý kiến")
    asked = [people.name(one, "leader") for one in (NETWORKS, HEALTH)]
    choose(dialog, "Xin ý kiến của", *asked)
    dialog.get_by_label("Nội dung cần cho ý kiến").fill("Đề nghị góp ý dự thảo trước khi trình.")
    dialog.get_by_label("Hạn trả lời").fill("3 ngày")
    picture(page, "xin-y-kien")
    send(dialog, "Gửi xin ý kiến")
    expect(page.get_by_text("Chưa trả lời")).to_have_count(2)


def give_opinions(people: People, number: str) -> None:
    for agency, answer in ((NETWORKS, "Sở bảo đảm hạ tầng."), (HEALTH, "Bổ sung khử khuẩn.")):
        page = people.window(agency, "leader")
        open_from(page, "/", ABOUT)
        assert f"/di/{number}/" in page.url
        dialog = press(page, "Cho ý kiến")
        dialog.get_by_label("Thống nhất với dự thảo").check()
        dialog.get_by_label("Nội dung góp ý").fill(answer)
        send(dialog, "Gửi ý kiến")
        expect(page.get_by_text(answer).first).to_be_visible()


def submit_and_come_back(page: Page, people: People, number: str) -> None:
    """Revised after the opinions and submitted; the head sends it back with a reason."""
    head = submit(page, people, number, about=f"{ABOUT} dịch")
    dialog = press(head, "Trả lại")
    dialog.get_by_label("Lý do").fill("ngắn")
    dialog.get_by_role("button", name="Trả lại").click()
    expect(dialog.get_by_text("Xin ghi rõ lý do").first).to_be_visible()
    dialog.get_by_label("Lý do").fill("Ghi rõ mục đích phòng, chống dịch.")
    send(dialog, "Trả lại")


def submit_and_go_up(page: Page, people: People, number: str) -> None:
    """Revised once more; the head passes it on to the signer."""
    head = submit(page, people, number, about=f"{ABOUT}, chống dịch bệnh Covid-19")
    send(press(head, "Trình tiếp"), "Trình tiếp")
    expect(head.get_by_text("Đang chờ")).to_be_visible()


def submit(page: Page, people: People, number: str, *, about: str) -> Page:
    """The drafter's part; gives the head's window with the document open."""
    page.goto(f"/van-ban/di/{number}/soan/")
    page.get_by_label("Trích yếu").fill(about)
    page.get_by_role("button", name="Lưu và trình ký").click()
    expect(page.get_by_role("heading", name="Trình ký")).to_be_visible()
    page.get_by_label("Ý kiến trình").fill("Kính trình lãnh đạo phòng.")
    page.get_by_role("button", name="Trình ký").click()
    expect(page.get_by_text("Đã thực hiện: Trình ký.")).to_be_visible()
    head = people.window(PROVINCE, "unit_head", "KGVX")
    open_from(head, "/", ABOUT)
    return head


def sign_on_a_phone(people: People, picture: Take) -> None:
    page = people.window(PROVINCE, "leader", "", 1, phone=True)
    page.goto("/")
    picture(page, "hom-nay-lanh-dao")
    page.locator(".items a", has_text=re.compile(ABOUT, re.IGNORECASE)).first.click()
    page.get_by_role("link", name="Ký số", exact=True).click()
    page_drawn(page)
    picture(page, "ky-so-dien-thoai")
    page.locator(".sign-open button").click()
    enter_pin(page, "111111")
    expect(page.get_by_text("còn 4 lần").first).to_be_visible()
    enter_pin(page, PIN)
    expect(page.get_by_role("heading", name="Đã ký số")).to_be_visible()
    picture(page, "da-ky-dien-thoai")


def enter_pin(page: Page, pin: str) -> None:
    page.get_by_label("Mã PIN").fill(pin)
    page.locator("#sign").get_by_role("button", name="Ký số").click()


def issue(people: People, number: str, picture: Take) -> str:
    """Number, seal and issue to every department and district; the code that it got."""
    page = people.window(PROVINCE, "clerk")
    open_from(page, "/", ABOUT)
    page.get_by_role("link", name="Cấp số, đóng dấu, phát hành", exact=True).click()
    page.get_by_label("Các sở, ban, ngành").check()
    page.get_by_label("UBND các huyện, thị xã, thành phố").check()
    page.get_by_label("Mã PIN con dấu").fill(PIN)
    page_drawn(page)
    picture(page, "phat-hanh")
    page.get_by_role("button", name="Cấp số, đóng dấu, phát hành").click()
    said = page.get_by_text(re.compile(r"Đã phát hành văn bản số \d+/UBND-KGVX"))
    expect(said).to_be_visible()
    assert page.url.endswith(f"/di/{number}/")
    expect(page.get_by_text("2 chữ ký số hợp lệ")).to_be_visible()
    expect(page.locator("#board")).to_contain_text("Đã vào sổ 0/4")
    found = re.search(r"\d+/UBND-KGVX", said.inner_text())
    assert found
    return found[0]


def register(people: People, code: str, picture: Take) -> None:
    """The receiver's clerk has it at once, its signatures checked, and registers it."""
    page = people.window(HEALTH, "clerk")
    open_from(page, "/van-ban/den/", code)
    expect(page.get_by_text("Chữ ký số hợp lệ khi đến")).to_be_visible()
    page_drawn(page)
    picture(page, "van-ban-den")
    dialog = press(page, "Vào sổ, trình lãnh đạo")
    send(dialog, "Vào sổ, trình lãnh đạo")
    expect(page.locator(".arrival-stamp")).to_contain_text("ĐẾN")


def direct(people: People, code: str, picture: Take) -> None:
    """The leader says who leads, who coordinates, and by when."""
    page = people.window(HEALTH, "leader")
    open_from(page, "/", code)
    dialog = press(page, "Phân công")
    heads = [people.name(HEALTH, "unit_head", "", one) for one in (0, 1)]
    choose(dialog, "Giao cho", *heads)
    words = dialog.get_by_label("Ý kiến chỉ đạo")
    words.fill("Báo cáo UBND tỉnh.")
    dialog.get_by_role("button", name="Khẩn trương thực hiện.").click()
    expect(words).to_have_value("Báo cáo UBND tỉnh.\nKhẩn trương thực hiện.")
    dialog.get_by_label("Hạn xử lý chung").fill("5 ngày")
    picture(page, "phan-cong")
    send(dialog, "Phân công xử lý")
    for name in heads:
        expect(page.get_by_text(name).first).to_be_visible()
    expect(page.get_by_text("Chủ trì").first).to_be_visible()


def handle_and_answer(people: People, code: str) -> None:
    """The one who leads takes it on, reports, and answers with a document of their own."""
    page = people.window(HEALTH, "unit_head")
    open_from(page, "/", code)
    page.get_by_role("button", name="Tiếp nhận xử lý").click()
    dialog = press(page, "Báo cáo kết quả")
    dialog.get_by_label("Kết quả xử lý").fill("Đã triển khai đến các phòng.")
    send(dialog, "Gửi báo cáo")
    came = page.url
    page.get_by_role("button", name="Soạn văn bản trả lời").click()
    page.locator("[contenteditable=true]").click()
    page.keyboard.insert_text("Sở Y tế báo cáo kết quả thực hiện.")
    choose(page, "Người ký", people.name(HEALTH, "leader"))
    expect(page.get_by_text("Đã đủ nội dung để trình ký.")).to_be_visible()
    page.get_by_role("button", name="Lưu và trình ký").click()
    page.get_by_role("button", name="Trình ký").click()
    expect(page.get_by_text("Đã thực hiện: Trình ký.")).to_be_visible()
    leader = people.window(HEALTH, "leader")
    open_from(leader, "/", f"trả lời {code}")
    leader.get_by_role("link", name="Ký số", exact=True).click()
    enter_pin(leader, PIN)
    expect(leader.get_by_role("heading", name="Đã ký số")).to_be_visible()
    clerk = people.window(HEALTH, "clerk")
    open_from(clerk, "/", f"trả lời {code}")
    clerk.get_by_role("link", name="Cấp số, đóng dấu, phát hành", exact=True).click()
    choose(clerk, "Nơi nhận khác", PROVINCE)
    clerk.get_by_label("Mã PIN con dấu").fill(PIN)
    clerk.get_by_role("button", name="Cấp số, đóng dấu, phát hành").click()
    expect(clerk.get_by_text("Đã phát hành văn bản số")).to_be_visible()
    page.goto(came)
    expect(page.get_by_text("Ban hành văn bản trả lời").first).to_be_visible()
    send(press(page, "Hoàn thành"), "Hoàn thành")
    expect(page.get_by_text("Đã xử lý xong").first).to_be_visible()


def watch_and_press(product: Product, people: People, number: str, picture: Take) -> None:
    """The issuer sees the receiver's state by itself, presses the late ones, has the answer."""
    page = people.window(PROVINCE, "clerk")
    board = page.locator("#board")
    expect(board).to_contain_text("Đã vào sổ 1/4")
    expect(board.get_by_role("row", name=HEALTH)).to_contain_text("Đã xử lý xong")
    days_pass(product)
    page.get_by_role("button", name="Nhắc nơi nhận chưa vào sổ").click()
    expect(page.get_by_text("Đã nhắc văn thư")).to_be_visible()
    page_drawn(page)
    picture(page, "theo-doi-noi-nhan")
    open_from(page, "/van-ban/den/", "trả lời")
    expect(page.get_by_text("Chữ ký số hợp lệ khi đến")).to_be_visible()
