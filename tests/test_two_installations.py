"""A letter from one installation to another, in the browser on both sides, over the test axis.

Two process trees with a database each, as a province and its neighbour run them; what is signed on
one side is verified, registered and sent back on the other.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from congvu.signing.authority import ensure_demo_authority
from tests.chaos import PLACES, ROOT, Installation, TestAxis, system_of
from tests.conftest import DESK
from tests.signed_papers import ABOUTS
from tests.test_journey import choose, press, send

PIN = "180420"
REASON = "Không thuộc thẩm quyền của Sở, đề nghị gửi Cục Thống kê."
NARROW = {"width": 360, "height": 780}
_SECONDS = 120  # a status goes by two queues and two rounds of asking, on a busy machine
Take = Callable[..., Path]
Axe = Callable[[Page], list[str]]


@dataclass
class Side:
    """One installation and the people who work there, each in a window of their own."""

    installation: Installation
    browser: Browser
    people: dict[str, dict[str, Any]]
    contexts: list[BrowserContext] = field(default_factory=list)

    def window(self, role: str, agency: str = "Ủy ban nhân dân") -> Page:
        one = next(
            found
            for found in self.people.values()
            if found["role"] == role and found["agency"].startswith(agency)
        )
        context = self.browser.new_context(
            base_url=f"http://localhost:{self.installation.port}",
            viewport=DESK,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        context.add_cookies(
            [{"name": "congvu", "value": one["session"], "domain": "localhost", "path": "/"}]
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page


@pytest.fixture(scope="module")
def sides(browser: Browser, worker_id: str) -> Iterator[tuple[Side, Side]]:
    """Both installations, joined by the axis; two signed letters wait at the first."""
    folder = ROOT / "build" / f"two-installations-{worker_id}"
    shutil.rmtree(folder, ignore_errors=True)
    axis = TestAxis(folder / "axis")
    trees = [Installation(name, folder / name) for name in PLACES]
    ensure_demo_authority(folder / "authority")  # one for all, as agencies have one in fact
    try:
        for one in trees:
            shutil.copytree(folder / "authority", one.folder / "authority")
            one.start()
        for one in trees:
            one.wait()
        axis.start([system_of(one) for one in trees])
        with ThreadPoolExecutor() as both:
            people = list(both.map(lambda one: _joined(one, axis.url), trees))
        found = [Side(*given) for given in zip(trees, [browser] * 2, people, strict=True)]
        yield found[0], found[1]
        for side in found:
            for context in side.contexts:
                context.close()
    finally:
        for one in trees:
            one.stop()
        axis.kill()


def _joined(one: Installation, url: str) -> dict[str, dict[str, Any]]:
    """Who works there, once it is on the axis and its letters wait."""
    one.command("congvu.demo.joining", one.name, url)
    one.command("tests.signed_papers")
    people: dict[str, dict[str, Any]] = json.loads(one.command("tests.sessions"))
    return people


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.xdist_group("two-installations")
def test_a_letter_goes_arrives_is_registered_and_another_comes_back(
    sides: tuple[Side, Side], picture: Take, axe: Axe
) -> None:
    here, there = sides
    clerk = here.window("clerk")
    issue_both(clerk, picture)
    registered, returned = ABOUTS
    receive(there.window("clerk", "Sở Y tế"), registered, returned, picture)
    board(clerk, registered, "Đã vào sổ", "Số đến 1")
    clerk.locator("#board").scroll_into_view_if_needed()
    clerk.evaluate("document.querySelectorAll('cv-toast').forEach((one) => one.remove())")
    picture(clerk, "lien-thong-noi-nhan")
    fits(clerk, axe)
    board(clerk, returned, "Đã trả lại", REASON)
    fits(clerk, axe)
    operator = here.window("province_administrator")
    operator.goto("/lien-thong/")
    expect(operator.get_by_text("Thông suốt").first).to_be_visible()
    operator.get_by_role("button", name="Đối chiếu").click()
    expect(operator.get_by_text("hai bên khớp nhau").first).to_be_visible()
    picture(operator, "lien-thong-van-hanh")
    for place in ("/lien-thong/", "/lien-thong/co-quan/", "/lien-thong/duong/moi/"):
        operator.goto(place)
        fits(operator, axe)


def issue_both(page: Page, picture: Take) -> None:
    """The clerk numbers, seals and issues both letters to the department next door."""
    page.goto("/van-ban/di/nhieu/phat-hanh/")
    choose(page, "Nơi nhận ngoài hệ thống", "Sở Y tế tỉnh Nghệ An")
    page.get_by_label("Mã PIN con dấu").fill(PIN)
    picture(page, "lien-thong-phat-hanh")
    page.get_by_role("button", name="Cấp số, đóng dấu, phát hành").click()
    expect(page.get_by_text("Đã thực hiện 2 trên 2 văn bản").first).to_be_visible(timeout=60_000)


def receive(page: Page, registered: str, returned: str, picture: Take) -> None:
    """The receiver's clerk sees them arrive with sound signatures; one stays, one goes back."""
    until(page, "/van-ban/den/", returned)
    until(page, "/van-ban/den/", registered)
    page.locator(".items a", has_text=re.compile(registered, re.IGNORECASE)).first.click()
    expect(page.get_by_text("Chữ ký số hợp lệ khi đến")).to_be_visible()
    expect(page.get_by_text("Văn bản liên thông đến")).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    picture(page, "lien-thong-den")
    send(press(page, "Vào sổ, trình lãnh đạo"), "Vào sổ, trình lãnh đạo")
    expect(page.locator(".arrival-stamp")).to_contain_text("ĐẾN")
    page.goto("/van-ban/den/")
    page.locator(".items a", has_text=re.compile(returned, re.IGNORECASE)).first.click()
    dialog = press(page, "Trả lại nơi gửi")
    dialog.get_by_label("Lý do trả lại").fill(REASON)
    send(dialog, "Trả lại nơi gửi")


def until(page: Page, place: str, words: str) -> None:
    """Open the list again until the words stand there."""
    wanted = page.get_by_text(re.compile(words, re.IGNORECASE)).first
    deadline = time.monotonic() + _SECONDS
    page.goto(place)
    while not wanted.is_visible() and time.monotonic() < deadline:
        time.sleep(1)
        page.goto(place)
    expect(wanted).to_be_visible()


def board(page: Page, about: str, state: str, words: str) -> None:
    """The issuer's board says by itself how far the receiver is."""
    page.goto("/van-ban/di/muc/issued/")
    page.locator(".items a", has_text=re.compile(about, re.IGNORECASE)).first.click()
    row = page.locator("#board").get_by_role("row", name="Sở Y tế tỉnh Nghệ An")
    expect(row).to_contain_text(state, timeout=_SECONDS * 1000)
    expect(row).to_contain_text(words)


def fits(page: Page, axe: Axe) -> None:
    """Nothing for axe to find, at the desk and on a narrow phone, where nothing runs out."""
    for size in (NARROW, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
