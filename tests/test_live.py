"""What must hold in a real browser on a real line: live notices, an upload that goes on."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT, Product, variables_of

_PIECE = 64 * 1024
_CUT_AFTER = 6 * 1024 * 1024
_DEAD_SECONDS = 2.5


class Line:
    """A line to the product that breaks once, in the middle of a request, after so many bytes.

    It stays dead for a while: a browser resends a request by itself over a fresh connection.
    """

    def __init__(self, port: int, cut_after: int) -> None:
        self.port, self.left, self.cuts, self.dead_until = port, cut_after, 0, 0.0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if time.monotonic() < self.dead_until:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.port))
                threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, up: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                target.sendall(piece)
                self.left -= len(piece) if up else 0
                if self.left < 0 and not self.cuts:
                    self.cuts += 1
                    self.dead_until = time.monotonic() + _DEAD_SECONDS
                    break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def line(product: Product) -> Iterator[Line]:
    made = Line(int(product.url.rsplit(":", 1)[1]), _CUT_AFTER)
    yield made
    made.close()


def open_and_hear(page: Page) -> None:
    """Open the notices and wait until the line has said its first word: from then on it hears."""
    with (
        page.expect_websocket(lambda socket: socket.url.endswith("/ws/thong-bao/")) as opened,
        page.expect_console_message(lambda said: said.text == "heard"),
    ):
        page.add_init_script(
            "document.addEventListener('cv:notice', () => console.log('heard'), {once: true})"
        )
        page.goto("/thong-bao/")
    assert not opened.value.is_closed()


def test_a_notice_appears_beside_the_bell_without_a_reload(
    product: Product,
    open_page: Callable[..., Page],
    enter: Callable[[Page, str, int], dict[str, Any]],
) -> None:
    one, other = open_page(), open_page()
    told = enter(one, "specialist", 0)
    enter(other, "specialist", 1)
    for page in (one, other):
        open_and_hear(page)
    bell = one.locator("cv-notices [data-count]")
    before = int(bell.inner_text() or 0)
    others = other.locator("cv-notices [data-count]").inner_text()
    one.evaluate("window.here = true")

    words = "Ông/bà được phân công chủ trì một văn bản"
    script = (
        "import os, django; django.setup()\n"
        "from congvu.core.actions import work\n"
        "from congvu.directory.models import Appointment\n"
        "from congvu.notices.actions import notify\n"
        "with work():\n"
        f"    notify([Appointment.objects.get(pk={told['appointment']})],"
        f" text={words!r}, url='/thong-bao/')\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, env=variables_of(product), check=True,
    )  # fmt: skip

    expect(bell).to_have_text(str(before + 1))
    expect(one.locator("#toasts")).to_contain_text(words)
    assert one.evaluate("window.here") is True
    assert other.locator("cv-notices [data-count]").inner_text() == others


def test_an_upload_goes_on_after_the_line_was_cut_in_the_middle(
    product: Product,
    open_page: Callable[..., Page],
    enter: Callable[[Page, str, int], dict[str, Any]],
    line: Line,
) -> None:
    page = open_page()
    enter(page, "specialist", 0)
    said: list[str] = []
    page.goto(f"{line.url}/giao-dien/")

    def hear(words: str) -> None:
        said.append(words)

    page.expose_function("said", hear)
    page.evaluate(
        """() => new MutationObserver((seen) => {
          for (const one of seen) if (one.target.closest?.("cv-upload small, small"))
            window.said(one.target.textContent);
        }).observe(document.body, {childList: true, subtree: true, characterData: true})"""
    )
    content = b"Noi dung cua mot van ban dai de tai len tung phan.\n" * (16 * 1024 * 1024 // 51)
    page.locator("cv-upload input[type=file]").first.set_input_files(
        [{"name": "dai.txt", "mimeType": "text/plain", "buffer": content}]
    )
    row = page.locator("cv-upload li", has_text="dai.txt")
    expect(row.locator("small")).to_contain_text("đã tải lên", timeout=60_000)
    assert line.cuts == 1
    assert any("Mất kết nối" in words for words in said)
    number = row.get_attribute("data-id")
    kept = page.request.get(f"{product.url}/tep/{number}/")
    assert kept.body() == content
