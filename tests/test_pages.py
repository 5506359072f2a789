"""The main pages of the demo in a real browser: light, within the policy, clean to axe."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

_HTML_KB = 20
_SCRIPTS_AND_STYLES_KB = 70
PAGES = [
    ("clerk", "/"),
    ("clerk", "/van-ban/den/"),
    ("clerk", "/van-ban/di/"),
    ("leader", "/"),
    ("leader", "/van-ban/di/"),
    ("specialist", "/van-ban/den/"),
    ("specialist", "/danh-ba/"),
    ("specialist", "/thong-bao/"),
    ("specialist", "/giao-dien/"),
    ("specialist", "/tro-giup/"),
    ("specialist", "/van-ban-mat/"),
    ("province_administrator", "/quan-tri/co-quan/"),
    ("province_administrator", "/quan-tri/nguoi/"),
    ("province_administrator", "/nhat-ky/"),
    ("province_administrator", "/lich-lam-viec/"),
    ("specialist", "/kiem-tra-chu-ky/"),
    ("specialist", "/van-ban/di/moi/"),
    ("clerk", "/van-ban/di/nhom-noi-nhan/"),
    ("clerk", "/van-ban/den/giay/"),
    ("clerk", "/van-ban/so/"),
    ("leader", "/van-ban/ho-so/"),
    ("clerk", "/van-ban/ho-so/nop-luu/"),
    ("clerk", "/van-ban/nhap/"),
    ("clerk", "/van-ban/ban-sao/"),
    ("clerk", "/tim/?q=cong+nghe"),
    ("specialist", "/tro-giup/van-thu/"),
    ("leader", "/chu-ky-so/"),
    ("leader", "/quyen-ky/"),
    ("leader", "/van-ban/thong-ke/?ky=nam"),
    ("leader", "/lich-cong-tac/"),
    ("clerk", "/lich-cong-tac/them/"),
    ("specialist", "/vang-mat/"),
    ("leader", "/tai-khoan/"),
    ("leader", "/tai-khoan/phien/"),
    ("desk_officer", "/mot-cua/"),
    ("desk_officer", "/mot-cua/nop-ho/"),
    ("leader", "/mot-cua/danh-sach/qua-han/"),
    ("province_administrator", "/quan-tri/thu-tuc/"),
    ("province_administrator", "/quan-tri/thu-tuc/1.001193.000.00.00.H47/phien-ban/1/"),
    ("province_administrator", "/quan-tri/cach-nop/bi-tu-choi/"),
]
PAPERS = [
    "draft",
    "editor",
    "waiting",
    "sign",
    "signed",
    "issue",
    "issued",
    "incoming",
    "verdict",
    "circulation",
    "compared",
    "opinions",
    "access",
]
DIALOGS = [
    ("draft", "Trình ký"),
    ("draft", "Xin ý kiến"),
    ("waiting", "Trả lại"),
    ("incoming", "Phân công"),
]


class Watch:
    """What a page loads and complains of; made before the page is opened."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        self.loaded: list[Response] = []
        page.on("console", self._hear)
        page.on("response", self._keep)

    def _keep(self, answer: Response) -> None:
        self.loaded.append(answer)

    def _hear(self, line: Any) -> None:
        self.said += [line.text] * (line.type == "error")

    def check(self, answer: Response) -> None:
        """The page answered, is light, and nothing broke the policy."""
        assert answer.status == 200
        assert not self.said
        assert len(gzip.compress(answer.body())) <= _HTML_KB * 1000
        weighed = [
            one for one in self.loaded if "/editor" not in one.url and "/viewer" not in one.url
        ]
        heavy = sum(
            len(gzip.compress(one.body()))
            for one in weighed
            if one.request.resource_type in {"script", "stylesheet"} and "/pdf/" not in one.url
        )
        assert heavy <= _SCRIPTS_AND_STYLES_KB * 1000


def too_wide(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return max(wide, 0)


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_a_page_is_light_and_breaks_no_policy(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str, int], dict[str, Any]],
    axe: Callable[[Page], list[str]],
    role: str,
    path: str,
) -> None:
    page = open_page()
    enter(page, role, 0)
    watch = Watch(page)
    answer = page.goto(path)
    assert answer is not None
    page.wait_for_load_state("load")
    watch.check(answer)
    assert not axe(page)


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_a_page_is_clean_on_a_phone_in_the_dark(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str, int], dict[str, Any]],
    axe: Callable[[Page], list[str]],
    role: str,
    path: str,
) -> None:
    page = open_page(phone=True, dark=True)
    enter(page, role, 0)
    page.goto(path)
    assert not axe(page)
    assert not too_wide(page)


@pytest.mark.parametrize("name", PAPERS)
def test_a_document_s_page_is_light_and_breaks_no_policy(
    open_page: Callable[..., Page],
    visit: Callable[[Page, str], Response],
    axe: Callable[[Page], list[str]],
    name: str,
) -> None:
    page = open_page()
    watch = Watch(page)
    answer = visit(page, name)
    page.wait_for_load_state("load")
    watch.check(answer)
    assert not axe(page)


@pytest.mark.parametrize("name", PAPERS)
def test_a_document_s_page_is_clean_on_a_phone_in_the_dark(
    open_page: Callable[..., Page],
    visit: Callable[[Page, str], Response],
    axe: Callable[[Page], list[str]],
    name: str,
) -> None:
    page = open_page(phone=True, dark=True)
    visit(page, name)
    assert not axe(page)
    assert not too_wide(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert not too_wide(page)


@pytest.mark.parametrize(("name", "button"), DIALOGS)
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_dialog_is_clean_and_gives_the_focus_back(
    open_page: Callable[..., Page],
    visit: Callable[[Page, str], Response],
    axe: Callable[[Page], list[str]],
    name: str,
    button: str,
    *,
    phone: bool,
) -> None:
    page = open_page(phone=phone, dark=phone)
    visit(page, name)
    opener = page.locator(".document-task").get_by_role("link", name=button, exact=True)
    opener.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(":focus")).to_have_count(1)
    assert not axe(page)
    assert not too_wide(page)
    submit = dialog.locator(".actions .ds-button").first
    expect(submit).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def _tab_to(page: Page, label: str, most: int) -> None:
    """Press Tab until that label has the focus, at most so often."""
    walked: list[str] = []
    while label not in walked and len(walked) < most:
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert label in walked, walked
    assert page.evaluate("document.activeElement.matches(':focus-visible')")


@pytest.mark.parametrize(
    ("name", "primary"), [("draft", "Trình ký"), ("waiting", "Ký số"), ("incoming", "Phân công")]
)
def test_the_keyboard_skips_to_a_document_and_meets_its_first_action_early(
    open_page: Callable[..., Page], visit: Callable[[Page, str], Response], name: str, primary: str
) -> None:
    page = open_page()
    visit(page, name)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#noi-dung")).to_be_focused()
    _tab_to(page, primary, most=20)


@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, {"width": 360, "height": 740}])
def test_on_a_phone_the_first_action_stands_large_above_the_places(
    open_page: Callable[..., Page], visit: Callable[[Page, str], Response], size: dict[str, int]
) -> None:
    page = open_page(phone=True)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    visit(page, "waiting")
    first = page.get_by_role("link", name="Ký số", exact=True)
    expect(first).to_be_in_viewport(ratio=1)
    box, places = first.bounding_box(), page.locator(".tabbar").bounding_box()
    assert box is not None
    assert places is not None
    assert box["height"] >= 48
    assert box["width"] >= size["width"] * 0.9
    assert box["y"] + box["height"] <= places["y"]


def test_signing_on_a_phone_opens_the_pin_from_below_and_needs_no_scripts_for_it(
    open_page: Callable[..., Page], visit: Callable[[Page, str], Response]
) -> None:
    page = open_page(phone=True, java_script_enabled=False)
    visit(page, "sign")
    pin = page.get_by_label("Mã PIN khóa ký")
    expect(pin).to_be_hidden()
    page.get_by_role("button", name="Ký số").click()
    expect(pin).to_be_focused()
    expect(pin).to_have_attribute("inputmode", "numeric")
    pin.fill("135791")
    page.locator("#sign").get_by_role("button", name="Ký số").click()
    expect(pin).to_be_visible()
    expect(page.locator(".ds-validation-message")).to_contain_text("Sai mã PIN, còn 4 lần.")


def test_after_signing_the_phone_shows_the_seal_and_the_next_to_sign(
    open_page: Callable[..., Page], visit: Callable[[Page, str], Response]
) -> None:
    page = open_page(phone=True)
    visit(page, "signed")
    expect(page.get_by_role("heading", name="Đã ký số")).to_be_in_viewport()
    following = page.get_by_role("link", name="Ký văn bản tiếp theo")
    expect(following).to_be_in_viewport(ratio=1)
    following.click()
    expect(page.get_by_role("button", name="Ký số")).to_be_in_viewport(ratio=1)
