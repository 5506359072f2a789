"""A leader signs with a USB token in a browser, through the program on the same machine."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Page, expect

from congvu.signing.authority import Issued
from congvu.signing.tests.token import Token
from tests.conftest import Product, told_by
from tests.token_service import TokenProgram, listening

NARROW = {"width": 360, "height": 740}


def token_from(said: dict[str, Any]) -> Token:
    own, *above = map(base64.b64decode, said["certificates"])
    key: Any = serialization.load_der_private_key(base64.b64decode(said["key"]), None)
    return Token(Issued(x509.load_der_x509_certificate(own), key, tuple(above)))


@pytest.fixture(scope="module")
def desk(product: Product) -> dict[str, Any]:
    """The leader's documents and tokens, made in the running product."""
    return told_by("tests.token_papers", product)


@pytest.fixture
def program(desk: dict[str, Any]) -> TokenProgram:
    return TokenProgram(token_from(desk["own"]), token_from(desk["other"]))


@pytest.fixture
def sit(
    desk: dict[str, Any],
    sessions: dict[str, dict[str, Any]],
    open_page: Callable[..., Page],
) -> Callable[[str], Page]:
    """The leader before one of the documents, on a narrow screen."""

    def at(name: str) -> Page:
        page = open_page()
        page.set_viewport_size(NARROW)
        found = next(x for x in sessions.values() if x["appointment"] == desk["appointment"])
        page.context.add_cookies(
            [{"name": "congvu", "value": found["session"], "domain": "localhost", "path": "/"}]
        )
        page.goto(desk[name])
        page.get_by_role("button", name="Ký số", exact=True).press("Enter")
        return page

    return at


def press(page: Page) -> None:
    """By keyboard alone."""
    page.get_by_role("button", name="Ký bằng USB token").press("Enter")


def wrong(page: Page, words: str) -> None:
    """The reason is said and the focus is back on the button."""
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(page.get_by_role("button", name="Ký bằng USB token")).to_be_focused()


def test_a_leader_signs_with_a_token(
    product: Product,
    sit: Callable[[str], Page],
    program: TokenProgram,
    axe: Callable[[Page], list[str]],
    picture: Callable[..., object],
) -> None:
    page = sit("signed")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    picture(page, "ky-usb-token")
    program.manner = "slow"
    with listening(program, product.token_service):
        press(page)
        expect(page.get_by_role("status").filter(has_text="nhập mã PIN")).to_be_visible()
        expect(page.get_by_role("button", name="Hủy lượt ký")).to_be_focused()
        assert axe(page) == []
        program.go_on.set()
        expect(page.get_by_role("heading", name="Đã ký số")).to_be_visible()
    operation, message = program.asked[0]
    assert operation == "SignApproved"
    assert message.keys() == {
        "FileUploadHandler", "SessionId", "JWTToken", "FileName", "MetaData",
    }  # fmt: skip
    page.get_by_role("link", name="Xem văn bản").click()
    expect(page.get_by_text("1 chữ ký số hợp lệ")).to_be_visible()


def test_what_goes_wrong_at_the_token_is_said_and_the_document_waits(
    product: Product,
    sit: Callable[[str], Page],
    program: TokenProgram,
    axe: Callable[[Page], list[str]],
) -> None:
    page = sit("waiting")
    press(page)
    wrong(page, "phần mềm chưa được cài hoặc chưa mở")
    expect(page.get_by_text("VGCA Sign Service")).to_be_visible()
    assert axe(page) == []
    said = {
        "cancelled": "Người dùng đã hủy thao tác ký",
        "wrong pin": "Mã PIN không đúng",
        "no token": "Không tìm thấy USB token",
        "silent": "đóng kết nối trước khi ký xong",
        "another token": "Xin cắm đúng USB token",
        "changes": "tệp còn bị ghi thêm nội dung",
    }
    with listening(program, product.token_service):
        for manner, words in said.items():
            program.manner = manner
            press(page)
            wrong(page, words)
        program.manner = "slow"
        press(page)
        page.get_by_role("button", name="Hủy lượt ký").press("Enter")
        wrong(page, "Đã hủy lượt ký")
    page.reload()
    page.get_by_role("button", name="Ký số", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Ký bằng USB token")).to_be_visible()
