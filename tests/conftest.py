"""The whole product as people meet it: the real process tree and a real browser."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from congvu.conftest import office, other_office, province  # noqa: F401 - the same cast as in the apps

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "build" / "pictures"
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# A colour halfway through its fade is no colour of the page.
_STILL = """async () => {
    const ends = (one) => one.effect.getComputedTiming().endTime !== Infinity;
    const running = document.getAnimations().filter(ends);
    const ended = Promise.allSettled(running.map((one) => one.finished));
    await Promise.race([ended, new Promise((enough) => setTimeout(enough, 5000))]);
}"""
"""An animation ends with a picture, which a Chromium that draws none never reaches."""
_START_SECONDS = 300  # the demo signs some hundred documents
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
_CAPTURES = 3  # Chromium refuses one now and then and takes the same picture when asked again
DESK = {"width": 1366, "height": 800}
PHONE = {"width": 390, "height": 844}
_PATIENCE = 20_000  # milliseconds: a busy machine is slow, not broken
expect.set_options(timeout=_PATIENCE)


@pytest.hookimpl(wrapper=True, tryfirst=True)  # xdist reads the groups within, others order
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """What uses the running product goes to one worker, so that it is started once; each other
    file to one, so that what its tests share is made once. The long ones begin first.
    """
    for item in items:
        if "product" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("product"))
            item.add_marker(pytest.mark.browser)
        elif item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    yield
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    if group is not None and group.args == ("product",):
        return 0
    return 1 if item.get_closest_marker("slow") else 2


@dataclass
class Product:
    """The running installation with the demo province."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]
    token_service: str = ""
    """Where its pages look for the program of a USB token on this machine."""

    @property
    def output(self) -> str:
        """What it has said on the console so far."""
        return (self.data / "console.log").read_text()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def start_product(data: Path, **variables: str) -> Product:
    """Start the process tree over the folder and wait until it says where it is."""
    port, token_service = free_port(), f"ws://127.0.0.1:{free_port()}"
    data.mkdir(parents=True, exist_ok=True)
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "CONGVU_EMBEDDED_URL", "CONGVU_BASE_URL"}
    }
    environment |= {"CONGVU_DATA": str(data), "CONGVU_PORT": str(port)}
    environment |= {"CONGVU_TOKEN_SERVICE": token_service, **variables}
    with (data / "console.log").open("wb") as console:
        process = subprocess.Popen(
            [sys.executable, "-m", "congvu", "run"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
        )
    product = Product(f"http://localhost:{port}", data, process, token_service)
    deadline = time.monotonic() + _START_SECONDS
    while "sẵn sàng" not in product.output:
        if process.poll() is not None or time.monotonic() > deadline:
            stop_product(product)
            pytest.fail(f"The product did not start:\n{product.output}")
        time.sleep(0.1)
    return product


def stop_product(product: Product) -> None:
    if product.process.poll() is None:
        product.process.send_signal(signal.SIGINT)
    product.process.wait(60)


def variables_of(product: Product) -> dict[str, str]:
    """The environment in which a command works on the product's own database and files."""
    return {
        **os.environ,
        "CONGVU_DATA": str(product.data),
        "CONGVU_BASE_URL": product.url,
        "DATABASE_URL": f"postgresql://postgres:@/postgres?host={product.data / 'postgres'}",
        "DJANGO_SETTINGS_MODULE": "congvu.config.settings",
    }


def get(url: str) -> tuple[int, bytes]:
    """Status and body of a plain request."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


@pytest.fixture(scope="session")
def product(worker_id: str) -> Iterator[Product]:
    """The installation, started once over an empty folder."""
    data = ROOT / "build" / f"product-{worker_id}"
    shutil.rmtree(data, ignore_errors=True)
    running = start_product(data)
    yield running
    stop_product(running)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, product: Product) -> Iterator[Callable[..., Page]]:
    """Open a window of its own cookies on the product: `open_page(phone=True, dark=True)`.

    Errors that its scripts throw and do not catch fail the test at its end.
    """
    contexts = []
    errors: list[str] = []

    def open_one(*, phone: bool = False, dark: bool = False, **options: Any) -> Page:
        context = browser.new_context(
            base_url=product.url,
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture(scope="session")
def sessions(product: Product) -> dict[str, dict[str, Any]]:
    """The demo's accounts with a session each, by address."""
    return told_by("tests.sessions", product)


@pytest.fixture(scope="session")
def papers(product: Product) -> dict[str, dict[str, Any]]:
    """Pages of documents at every stage (tests/papers.py), by name: path and appointment."""
    return told_by("tests.papers", product)


def told_by(module: str, product: Product) -> dict[str, dict[str, Any]]:
    """What the module makes in the product's own database and prints as JSON."""
    made = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT, env=variables_of(product), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, dict[str, Any]] = json.loads(made.stdout)
    return found


@pytest.fixture
def visit(
    papers: dict[str, dict[str, Any]], sessions: dict[str, dict[str, Any]]
) -> Callable[[Page, str], Response]:
    """Open a page of `papers` as the one who has work there."""

    def begin(page: Page, name: str) -> Response:
        wanted = papers[name]
        one = next(
            found for found in sessions.values() if found["appointment"] == wanted["appointment"]
        )
        page.context.add_cookies(
            [{"name": "congvu", "value": one["session"], "domain": "localhost", "path": "/"}]
        )
        answer = page.goto(wanted["path"])
        assert answer is not None
        return answer

    return begin


@pytest.fixture
def enter(sessions: dict[str, dict[str, Any]]) -> Callable[[Page, str, int], dict[str, Any]]:
    """Let the window act as the n-th account of that role."""

    def begin(page: Page, role: str, number: int) -> dict[str, Any]:
        one = [found for found in sessions.values() if found["role"] == role][number]
        page.context.add_cookies(
            [{"name": "congvu", "value": one["session"], "domain": "localhost", "path": "/"}]
        )
        return one

    return begin


@pytest.fixture
def picture() -> Callable[..., Path]:
    """Keep a picture of the page or of a part of it: `picture(page, "name")` → build/pictures."""

    def take(page: Page | Locator, name: str) -> Path:
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        for left in range(_CAPTURES)[::-1]:
            try:
                page.screenshot(path=path)
            except BrowserError as refused:
                if not left or "Unable to capture screenshot" not in str(refused):
                    raise
            else:
                break
        return path

    return take


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe finds wrong with the page, a line for each: the rule and where."""
    if not _AXE.exists():
        pytest.skip("axe-core is not installed (npm ci)")
    source = _AXE.read_text()

    def violations(page: Page) -> list[str]:
        page.evaluate(source)
        page.evaluate(_STILL)
        found = page.evaluate(
            "async () => (await axe.run({resultTypes: ['violations']})).violations"
        )
        return [
            f"{rule['id']} ({rule['impact']}): {node['target']} {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations
