"""The main pages of the demo in a real browser: light, within the policy, clean to axe."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

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
]


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
    said: list[str] = []
    loaded: list[Any] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("response", lambda answer: loaded.append(answer))  # noqa: PLW0108
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    page.wait_for_load_state("load")
    assert not said
    assert len(gzip.compress(answer.body())) <= _HTML_KB * 1000
    weighed = [one for one in loaded if "/editor" not in one.url and "/viewer" not in one.url]
    heavy = sum(
        len(gzip.compress(one.body()))
        for one in weighed
        if one.request.resource_type in {"script", "stylesheet"}
    )
    assert heavy <= _SCRIPTS_AND_STYLES_KB * 1000
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
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} pixels wider than the phone"
