"""The editor and the preview in a real browser, under the product's content policy."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from congvu.config.environment import ROOT
from congvu.documents.rendering import check, text_of
from congvu.documents.tests.rendering.harness import PNG, Harness, served

pytestmark = pytest.mark.browser

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style>
</head><body><!--StartFragment--><p class=MsoNormal align=center style='text-align:center'>
<b>KẾ HOẠCH</b><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>
 </span></span>Việc thứ nhất</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>a)</span>Ý
 nhỏ</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.</span>
<span style='font-style:italic'>Việc thứ hai</span></p>
<table><tr><td colspan=2 style='width:3cm'><p>Gộp</p></td></tr><tr><td>a</td><td>b</td></tr></table>
<script>window.hacked = 1</script><img src="x" onerror="window.hacked = 1"></body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGS
        )
        yield found
        found.close()


@pytest.fixture
def harness() -> Iterator[Harness]:
    with served() as found:
        yield found


@pytest.fixture
def page(browser: Browser, harness: Harness) -> Iterator[Page]:
    context = browser.new_context(locale="vi-VN")
    found = context.new_page()
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    found.goto(harness.address)
    yield found
    context.close()
    assert [error for error in errors if "status of 409" not in error] == []


def body(page: Page) -> dict[str, object]:
    found = json.loads(page.evaluate("new FormData(document.forms[0]).get('body')"))
    return check(found)


def command(page: Page, name: str) -> None:
    page.locator(f"[data-command={name}]").click()


def fresh(page: Page) -> None:
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")


def paste(page: Page, html: str) -> None:
    page.locator(".ProseMirror").evaluate(
        """(surface, html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          const init = {clipboardData: data, bubbles: true, cancelable: true};
          surface.dispatchEvent(new ClipboardEvent("paste", init));
        }""",
        html,
    )


def test_takes_over_the_plain_text(page: Page) -> None:
    assert text_of(body(page)) == "Đoạn một\nĐoạn hai"
    expect(page.get_by_role("textbox", name="Nội dung")).to_be_visible()


def test_types_marks_and_lists_by_keys(page: Page) -> None:
    fresh(page)
    page.keyboard.press("Control+B")
    page.keyboard.type("Điều 1. ")
    page.keyboard.press("Control+B")
    page.keyboard.type("Phê duyệt")
    page.keyboard.press("Control+Shift+E")
    page.keyboard.press("Enter")
    command(page, "align-justify")
    command(page, "numbers")
    page.keyboard.type("khoản")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("điểm")
    found = body(page)
    assert text_of(found) == "Điều 1. Phê duyệt\n1. khoản\na) điểm"
    first = found["content"][0]
    assert first["attrs"]["textAlign"] == "center"
    assert first["content"][0]["marks"] == [{"type": "bold"}]


def test_makes_and_merges_a_table(page: Page) -> None:
    fresh(page)
    command(page, "table")
    command(page, "row-below")
    command(page, "column-right")
    page.locator(".ProseMirror th").nth(0).click()
    page.keyboard.type("Gộp")
    page.locator(".ProseMirror th").nth(0).hover()
    start = page.locator(".ProseMirror th").nth(0).bounding_box()
    end = page.locator(".ProseMirror th").nth(1).bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 10, steps=5)
    page.mouse.up()
    command(page, "merge")
    table = next(node for node in body(page)["content"] if node["type"] == "table")
    assert [len(row["content"]) for row in table["content"]] == [3, 4, 4, 4]
    assert table["content"][0]["content"][0]["attrs"]["colspan"] == 2


def test_cleans_what_comes_from_word(page: Page) -> None:
    fresh(page)
    paste(page, WORD)
    found = body(page)
    text = text_of(found)
    assert [" ".join(line.split()) for line in text.splitlines() if line.strip()] == [
        "KẾ HOẠCH",
        "1. Việc thứ nhất",
        "a) Ý nhỏ",
        "2. Việc thứ hai",
        "Gộp",
        "a b",
    ]
    assert '"italic"' in json.dumps(found)
    assert '"center"' in json.dumps(found)
    assert page.evaluate("window.hacked") is None
    assert page.locator(".ProseMirror [style*=red], .ProseMirror [class*=Mso]").count() == 0


def test_a_picture_goes_up_and_stays_as_an_id(page: Page, harness: Harness) -> None:
    fresh(page)
    with page.expect_file_chooser() as chooser:
        command(page, "image")
    chooser.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    expect(page.locator(".ProseMirror img")).to_have_attribute("src", "/tep/41/")
    image = next(node for node in body(page)["content"] if node["type"] == "image")
    assert image["attrs"] == {"file": 41, "alt": "", "width": 100}


def test_change_comes_once_after_a_pause(page: Page) -> None:
    page.evaluate(
        "window.changes = 0; document.forms[0].addEventListener('change', () => window.changes++)"
    )
    page.locator(".ProseMirror").click()
    page.keyboard.type("gõ liền một mạch")
    page.wait_for_function("() => window.changes > 0")
    page.wait_for_timeout(900)
    assert page.evaluate("window.changes") == 1
    assert "gõ liền" in page.locator("input[name=body]").input_value()


def test_the_form_carries_what_was_just_typed(page: Page) -> None:
    fresh(page)
    page.keyboard.type("chưa kịp nghỉ tay")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url("**/gui")
    assert "ch%C6%B0a+k%E1%BB%8Bp" in page.content()


def test_arrows_walk_the_toolbar(page: Page) -> None:
    page.locator("[data-command=undo]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-command=bold]")).to_be_focused()
    expect(page.get_by_role("button", name="Đậm")).to_have_attribute("aria-pressed", "false")


def test_preview_follows_and_keeps_its_place(page: Page, harness: Harness) -> None:
    pages = page.locator("cv-preview img")
    expect(pages).to_have_count(2)
    expect(page.locator(".cv-preview-status")).to_have_text("Đã lưu 16:21 · 2 trang")
    expect(pages.nth(1)).to_have_attribute("alt", "Trang 2 trên 2")
    region = page.locator(".cv-preview-pages")
    region.evaluate("e => { e.scrollTop = 300 }")
    before = pages.nth(0).get_attribute("src")
    page.locator(".ProseMirror").click()
    page.keyboard.type("thêm")
    page.wait_for_function(
        "old => document.querySelector('cv-preview img').src !== old", arg=before
    )
    assert region.evaluate("e => e.scrollTop") == 300
    assert "v1,p2" in harness.previews[-1]


def test_preview_keeps_the_last_pages_when_it_fails(page: Page, harness: Harness) -> None:
    expect(page.locator("cv-preview img")).to_have_count(2)
    harness.status = 409
    page.locator(".ProseMirror").click()
    page.keyboard.type("thêm")
    expect(page.locator(".cv-preview-status")).to_have_text(
        "Chưa cập nhật được bản xem trước: trích yếu còn trống. Trang đang hiện là bản trước đó."
    )
    expect(page.locator("cv-preview img")).to_have_count(2)


def test_fits_a_phone(browser: Browser, harness: Harness) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(harness.address)
    page.locator(".ProseMirror").tap()
    page.keyboard.type("trên điện thoại")
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide <= 360


def test_without_scripts_there_is_a_text_area(browser: Browser, harness: Harness) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(harness.address)
    expect(page.get_by_label("Nội dung")).to_have_value("Đoạn một\nĐoạn hai")
    context.close()


def test_is_accessible(page: Page) -> None:
    command(page, "table")
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate('axe.run({rules: {"empty-table-header": {enabled: false}}})')
    assert [(broken["id"], broken["nodes"][0]["html"]) for broken in found["violations"]] == []
