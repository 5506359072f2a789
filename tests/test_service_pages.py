"""Every page of public services and payments on a telephone of 360 pixels, by axe.

The pages come from the views themselves, each state out of the same factories as the apps' own
tests; the browser is given them in place of a server. What needs a running product (weight, ways
through several pages) is in `test_service_states`, `test_public_services` and `test_paying`.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connections, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from playwright.sync_api import Browser, Page, expect

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.payments.tests import stage
from congvu.services.actions import catalogue
from congvu.services.tests.factories import done, filed, make_counter, make_procedure
from tests.conftest import ROOT
from tests.samples import Samples
from tests.service_scenes import scenes
from tests.test_access import COLUMNS, TABLE
from tests.test_access import clients as clients  # noqa: PLC0414 - the same cast
from tests.test_access import samples as samples  # noqa: PLC0414
from tests.test_public_services import NARROW, too_wide
from tests.test_structure import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
MARRIAGE = ROOT / "congvu/demo/data/services/hon-nhan.json"
OURS = ("services:", "payments:")
Look = Callable[[Page], list[str]]


@pytest.fixture(scope="module", autouse=True)
def database_beside_the_browser(browser: Browser) -> Iterator[None]:
    """The browser's loop turns in this thread; the database is asked between its turns only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield
        connections.close_all()


def _static(path: str) -> Path:
    name = path.removeprefix("/static/")
    return Path(finders.find(name) or Path(settings.STATIC_ROOT) / name)


@cache
def _packed(path: str) -> bytes:
    """As the product sends it: packed once, letters as they lie."""
    body = _static(path).read_bytes()
    return body if path.endswith(".woff2") else brotli.compress(body)


class Screen:
    """A window of 360 pixels; the server that it asks has one page, and what belongs to all."""

    def __init__(self, browser: Browser, axe: Look) -> None:
        self.browser = browser
        self.context = browser.new_context(viewport=NARROW, has_touch=True, locale="vi-VN")
        self.page, self.axe = self.context.new_page(), axe
        self.shown = b""
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _giving(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wrong(self, url: str, shown: bytes) -> list[str]:
        """What axe, the width and the scripts find wrong with that page."""
        self.shown, self.errors[:] = shown, []
        self.page.goto(f"http://127.0.0.1:{self.server.server_port}{url}", wait_until="load")
        wide = too_wide(self.page)
        return [*self.axe(self.page), *[f"{wide} pixels too wide"] * bool(wide), *self.errors]

    def weight(self, url: str, shown: bytes) -> float:
        """Bytes of the page and all that comes with it, in a window that has kept nothing."""
        self.shown = shown
        context = self.browser.new_context(viewport=NARROW, locale="vi-VN")
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        came: list[float] = []
        network.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
        page.goto(f"http://127.0.0.1:{self.server.server_port}{url}", wait_until="networkidle")
        page.evaluate(
            "document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 500)))"
        )
        context.close()
        assert len(came) > 5, "page, style, script and letters"
        return sum(came)

    def close(self) -> None:
        self.context.close()
        self.server.shutdown()


def _giving(screen: Screen) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.headers.get("HX-Request"):  # a part of a page that follows what is typed
                self.send_response(204)
                self.end_headers()
                return
            static = self.path.startswith("/static/")
            body = _packed(self.path) if static else gzip.compress(screen.shown)
            kind = guess_type(self.path)[0] if static else "text/html; charset=utf-8"
            self.send_response(200)
            if not self.path.endswith(".woff2"):
                self.send_header("Content-Encoding", "br" if static else "gzip")
            self.send_header("Content-Type", kind or "application/octet-stream")
            self.send_header("Cache-Control", "max-age=600" if static else "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    return Handler


@pytest.fixture
def screen(browser: Browser, axe: Look) -> Iterator[Screen]:
    one = Screen(browser, axe)
    yield one
    one.close()


def opened() -> Iterator[tuple[str, str]]:
    """Names of addresses of these apps, each with the first one who gets in."""
    for line in TABLE.read_text().splitlines():
        name, _, answers = line.partition(" ")
        row = answers.replace(" ", "")
        if name.startswith(OURS) and "o" in row:
            yield name, COLUMNS[row.index("o")]


def is_page(answer: object) -> bool:
    return str(getattr(answer, "headers", {}).get("Content-Type", "")).startswith("text/html")


def bodies(client: Client, url: str) -> Iterator[tuple[str, bytes]]:
    """The page; and what it says to a form that was sent empty, where it has one."""
    answer = client.get(url)
    if answer.status_code != 200 or not is_page(answer):
        return
    yield "opened", answer.content
    with transaction.atomic():
        refused = client.post(url)
        transaction.set_rollback(True)
    if refused.status_code in {200, 422} and is_page(refused):
        yield "sent empty", refused.content


def test_every_address_is_clean_opened_and_sent_empty(
    clients: dict[str, Client],
    samples: Samples,
    screen: Screen,
) -> None:
    patterns = {name: pattern.pattern.converters for name, pattern in addresses(get_resolver())}
    found = {}
    for name, letter in opened():
        url = reverse(name, kwargs=samples.of(name, patterns[name]))
        for how, shown in bodies(clients[letter], url):
            found[f"{name} {how}"] = screen.wrong(url, shown)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert len(found) >= 90


def test_every_state_is_clean(office: Office, screen: Screen) -> None:
    found = {}
    for name, client, url, sent in scenes(office):
        answer = client.post(url, sent) if sent is not None else client.get(url)
        assert answer.status_code in {200, 403, 404, 409, 422, 429}, name
        found[name] = screen.wrong(url, answer.content)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert len(found) >= 70


def test_officials_pages_weigh_less_than_100_kilobytes_in_all(
    office: Office, province: Appointment, screen: Screen
) -> None:
    """Opened afresh, letters included: the fullest ones of the desk, the keeper and the till."""
    counter = make_counter(office)
    one, desk, clerk = done(counter), client_of(counter.desk), client_of(office.clerk)
    marriage = json.loads(MARRIAGE.read_text())["definition"]
    procedure, keeper = make_procedure(office, marriage), client_of(province)
    catalogue.draft(actor=None, procedure=procedure)
    for number in range(30):
        stage.owed(office, f"H47.01-201125-{number:04}")
        filed(counter)
    urls = {
        reverse("services:dossier", args=[one.pk]): desk,
        reverse("services:box", args=["moi"]): desk,
        reverse("services:desk_choose"): desk,
        **{
            reverse(f"services:{name}", args=[procedure.code, 2]): keeper
            for name in ("version", "version_text", "simulate")
        },
        reverse("payments:payables"): clerk,
        reverse("payments:refunds"): clerk,
    }
    found = {url: screen.weight(url, client.get(url).content) for url, client in urls.items()}
    assert {url: bytes_ for url, bytes_ in found.items() if bytes_ >= 100_000} == {}


def test_what_an_official_typed_is_offered_again_after_a_lost_line(
    office: Office, screen: Screen
) -> None:
    """The reason of a refusal, typed and never sent: the tab was closed, or the session ended."""
    counter = make_counter(office)
    url = reverse("services:refuse", args=[filed(counter).pk])
    shown = client_of(counter.desk).get(url).content
    assert screen.wrong(url, shown) == []
    screen.page.get_by_label("Lý do từ chối").fill("Không thuộc thẩm quyền của Sở")
    screen.page.wait_for_timeout(600)
    assert screen.wrong(url, shown) == []
    screen.page.get_by_role("button", name="Khôi phục nội dung đang nhập dở").click()
    expect(screen.page.get_by_label("Lý do từ chối")).to_have_value("Không thuộc thẩm quyền của Sở")
