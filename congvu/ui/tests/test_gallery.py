"""Every part in a real browser: nothing for axe, nothing past the edge, keys reach everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser

PAGES = [
    "/giao-dien/",
    "/giao-dien/khung/",
    "/giao-dien/khung/mot/",
    "/giao-dien/hop-thoai/",
    "/giao-dien/trang/",
    "/tro-giup/",
    "/khong-co-trang-nay/",
]
AXE = settings.BUILD_DIR.parent / "node_modules/axe-core/axe.min.js"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.console_errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.console_errors.append(str(error)))  # type: ignore[attr-defined]
    yield page
    assert page.console_errors == []  # type: ignore[attr-defined]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_violation_and_nothing_past_the_edge(
    browser: Browser, served: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,
    )
    page = context.new_page()
    found = []
    for address in PAGES:
        page.goto(served + address, wait_until="networkidle")
        over = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        page.evaluate(AXE.read_text())
        broken = page.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].target.join(' ')]))"
        )
        found += [(address, "past the edge", over)] if over else []
        found += [(address, *one) for one in broken]
    context.close()
    assert found == []


def test_tab_reaches_every_control(page: Page, served: str) -> None:
    page.goto(f"{served}/giao-dien/khung/mot/", wait_until="networkidle")
    wanted = page.evaluate(
        """[...document.querySelectorAll('a[href], button, summary, input:not([type=hidden])')]
           .filter(e => e.checkVisibility() && !e.disabled).length"""
    )
    reached = set()
    for _ in range(wanted + 10):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "[...document.querySelectorAll('a[href], button, summary, input')]"
                ".indexOf(document.activeElement)"
            )
        )
    assert len(reached - {-1}) >= wanted


def test_the_policy_refuses_nothing_of_ours(page: Page, served: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for address in PAGES[:-1]:
        page.goto(served + address, wait_until="networkidle")
    assert [line for line in said if "Content Security Policy" in line] == []


def test_colours_and_size_are_kept_without_scripts(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/giao-dien/trang/")
    page.locator("summary.head-tool").click()
    page.get_by_role("button", name="Tối").click()
    page.locator("summary.head-tool").click()
    page.get_by_role("button", name="Chữ lớn").click()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    expect(page.locator("html")).to_have_attribute("data-size", "lg")
    context.close()


@pytest.mark.parametrize("address", ["/giao-dien/", "/giao-dien/trang/"])
def test_the_head_stands_on_top(page: Page, served: str, address: str) -> None:
    page.goto(served + address)
    box = page.locator("header.head").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (0, 0, 1280)


def test_a_dialog_opens_refuses_in_place_and_gives_the_focus_back(page: Page, served: str) -> None:
    page.goto(f"{served}/giao-dien/")
    page.get_by_role("link", name="Mở hộp thoại").click()
    dialog = page.get_by_role("dialog", name="Phân công xử lý")
    dialog.get_by_role("button", name="Phân công").click()
    expect(dialog.locator("[data-summary]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("link", name="Bị từ chối").click()
    expect(page.locator("#toasts")).to_contain_text("vừa được người khác vào sổ lúc 16:21")


def test_a_picker_is_used_by_keys_alone(page: Page, served: str) -> None:
    page.goto(f"{served}/giao-dien/hop-thoai/")
    box = page.get_by_role("combobox", name="Người xử lý")
    box.focus()
    box.press_sequentially("quang")
    page.keyboard.press("Enter")
    box.press_sequentially("dien")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+ArrowDown")
    sent = page.evaluate("[...new FormData(document.querySelector('main form'))]")
    assert ["people", "1"] in sent
    assert ["people", "5"] in sent
    assert ["people_part_1", "lead"] in sent
    assert ["people_part_5", "informed"] in sent


def test_what_was_typed_comes_back_after_a_reload(page: Page, served: str) -> None:
    page.goto(f"{served}/giao-dien/")
    page.locator("#id_abstract").fill("V/v dọn dẹp sau bão")
    page.locator("#id_password").fill("135790")
    page.wait_for_timeout(800)  # the policy forbids waiting on an expression
    assert "135790" not in page.evaluate("JSON.stringify(localStorage)")
    page.reload()
    page.get_by_role("button", name="Khôi phục nội dung đang nhập dở").click()
    expect(page.locator("#id_abstract")).to_have_value("V/v dọn dẹp sau bão")


def test_what_was_typed_survives_a_lost_line_and_an_old_session(page: Page, served: str) -> None:
    page.goto(f"{served}/giao-dien/")
    page.locator("#id_abstract").fill("V/v giữ lại nội dung")
    page.context.clear_cookies()
    page.get_by_role("button", name="Vào sổ", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiên làm việc trên trang này đã cũ")
    page.goto(f"{served}/giao-dien/")
    page.get_by_role("button", name="Khôi phục nội dung đang nhập dở").click()
    expect(page.locator("#id_abstract")).to_have_value("V/v giữ lại nội dung")
    page.context.set_offline(True)
    expect(page.get_by_text("Mất kết nối mạng")).to_be_visible()


def test_a_file_is_sent_at_once_again_after_a_lost_line_and_refused_in_words(
    page: Page, served: str
) -> None:
    tries: list[str] = []

    def answer(route: Route) -> None:
        tries.append(route.request.method)
        if len(tries) == 1:
            route.abort()
        elif route.request.method == "GET":
            route.fulfill(json={"received": 0})
        elif b"hong.pdf" in (route.request.post_data_buffer or b""):
            route.fulfill(status=409, json={"error": "Tệp này có mật khẩu nên không đọc được."})
        else:
            route.fulfill(json={"id": 41, "name": "tot.pdf", "size": 4})

    page.route("**/tep/thu/**", answer)
    page.goto(f"{served}/giao-dien/hop-thoai/")
    page.evaluate(UPLOAD)
    for name in ("tot.pdf", "hong.pdf"):
        page.locator("cv-upload input[type=file]").set_input_files(
            [{"name": name, "mimeType": "application/pdf", "buffer": b"%PDF"}]
        )
        expect(page.locator("cv-upload li small").last).to_contain_text(
            "đã tải lên" if name == "tot.pdf" else "Tệp này có mật khẩu nên không đọc được."
        )
    assert page.evaluate("[...document.querySelectorAll('input[name=tep]')].map(i => i.value)") == [
        "41"
    ]


@pytest.mark.parametrize("arrives", [True, False])
def test_a_form_sent_too_early_goes_by_itself_when_its_files_are_here(
    page: Page, served: str, arrives: bool
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/tep/thu/**", hold)
    page.goto(f"{served}/giao-dien/hop-thoai/")
    page.evaluate(UPLOAD)
    page.evaluate(SENT)
    files = [{"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}]
    page.locator("cv-upload input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    expect(page.locator("cv-upload li")).to_have_count(1)
    page.get_by_role("button", name="Gửi thử").click()
    said = page.locator("cv-upload [role=status]")
    expect(said).to_contain_text("tải xong hệ thống tự gửi")
    expect(said).to_be_in_viewport()
    assert page.evaluate("window.sent") == []
    if arrives:
        held[0].fulfill(json={"id": 41, "name": "a.pdf", "size": 4})
        page.wait_for_function("window.sent.length === 1")
        assert page.evaluate("window.sent") == [["by", "41"]]
        expect(said).to_have_count(0)
        return
    held[0].fulfill(status=409, json={"error": "Tệp này có mật khẩu nên không đọc được."})
    expect(page.locator("cv-upload > [role=alert]")).to_contain_text("nên chưa gửi")
    assert page.evaluate("window.sent") == []


SENT = """() => {
  window.sent = [];
  const form = document.querySelector("main form:has(cv-upload)");
  form.insertAdjacentHTML("beforeend", '<button class="ds-button" name="by">Gửi thử</button>');
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.sent.push([event.submitter?.name, new FormData(form).get("tep")]);
  });
}"""

UPLOAD = """() => {
  const upload = document.createElement("cv-upload");
  for (const [key, value] of [["src", "/tep/thu/"], ["name", "tep"], ["multiple", ""]])
    upload.setAttribute(key, value);
  upload.innerHTML = '<input type="file" id="tep" multiple><ul class="files"></ul>';
  document.querySelector("main form").append(upload);
}"""


def test_the_viewer_shows_turns_and_falls_back(page: Page, browser: Browser, served: str) -> None:
    page.goto(f"{served}/giao-dien/khung/mot/")
    expect(page.locator(".pdf-place")).to_have_text("Trang 1 / 2")
    expect(page.locator(".textLayer")).to_contain_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    page.locator(".pdf-stage").focus()
    page.keyboard.press("PageDown")
    expect(page.locator(".pdf-place")).to_have_text("Trang 2 / 2")
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{served}/giao-dien/khung/mot/")
    expect(plain.get_by_role("link", name="Mở tệp PDF")).to_be_visible()
    context.close()
