"""A leader signs and a clerk seals with a USB token, through the program on the same machine."""

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
from congvu.signing.types import LEADER, SEAL
from tests.conftest import Product, told_by
from tests.token_service import TokenProgram, listening

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def token_from(said: dict[str, Any], slot: str = LEADER) -> Token:
    own, *above = map(base64.b64decode, said["certificates"])
    key: Any = serialization.load_der_private_key(base64.b64decode(said["key"]), None)
    return Token(Issued(x509.load_der_x509_certificate(own), key, tuple(above)), slot)


@pytest.fixture(scope="module")
def desk(product: Product) -> dict[str, Any]:
    """The leader's documents and tokens, made in the running product."""
    return told_by("tests.token_papers", product)


@pytest.fixture
def program(desk: dict[str, Any]) -> TokenProgram:
    return TokenProgram(token_from(desk["own"]), token_from(desk["other"]))


@pytest.fixture
def sealing(desk: dict[str, Any]) -> TokenProgram:
    """The program on the clerk's machine."""
    return TokenProgram(token_from(desk["seal"], SEAL), token_from(desk["other seal"], SEAL))


@pytest.fixture
def sit(
    desk: dict[str, Any],
    sessions: dict[str, dict[str, Any]],
    open_page: Callable[..., Page],
) -> Callable[[str], Page]:
    """The leader or the clerk before one of the documents, on a narrow screen."""

    def at(name: str) -> Page:
        page = open_page()
        page.set_viewport_size(NARROW)
        who = desk["clerk" if "seal" in name else "appointment"]
        found = next(x for x in sessions.values() if x["appointment"] == who)
        page.context.add_cookies(
            [{"name": "congvu", "value": found["session"], "domain": "localhost", "path": "/"}]
        )
        page.goto(desk[name])
        if "seal" not in name:
            page.get_by_role("button", name="Ký số", exact=True).press("Enter")
        return page

    return at


SIGN, SEAL_ON = "Ký bằng USB token", "Cấp số, đóng dấu, phát hành"


def press(page: Page, name: str = SIGN) -> None:
    """By keyboard alone."""
    page.get_by_role("button", name=name).press("Enter")


def wrong(page: Page, words: str, name: str = SIGN) -> None:
    """The reason is said and the focus is back on the button."""
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(page.get_by_role("button", name=name)).to_be_focused()


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


def test_a_clerk_seals_with_a_token(
    product: Product,
    sit: Callable[[str], Page],
    sealing: TokenProgram,
    axe: Callable[[Page], list[str]],
    picture: Callable[..., object],
) -> None:
    """The annex, then the document: two messages to the program, one press, one number."""
    page = sit("to seal")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    expect(page.get_by_label("Mã PIN con dấu")).to_have_count(0)
    picture(page.locator(".document-task"), "dong-dau-usb-token-360")
    page.set_viewport_size(WIDE)
    picture(page, "dong-dau-usb-token")
    sealing.manner = "slow"
    with listening(sealing, product.token_service):
        press(page, SEAL_ON)
        expect(page.get_by_role("status").filter(has_text="ông/bà đóng dấu xong")).to_be_visible()
        expect(page.get_by_role("button", name="Hủy lượt đóng dấu")).to_be_focused()
        expect(page.get_by_text("Đang đóng dấu phụ lục “Danh mục thiết bị”")).to_be_visible()
        assert axe(page) == []
        picture(page, "dong-dau-usb-token-cho")
        sealing.go_on.set()
        expect(page.get_by_text("Đã phát hành văn bản số")).to_be_visible()
    assert [operation for operation, _ in sealing.asked] == ["SignApproved"] * 2
    expect(page.get_by_text("2 chữ ký số hợp lệ")).to_be_visible()


def test_what_goes_wrong_at_the_seal_s_token_is_said_and_the_number_stays(
    product: Product,
    sit: Callable[[str], Page],
    sealing: TokenProgram,
    axe: Callable[[Page], list[str]],
) -> None:
    page = sit("to seal later")
    press(page, SEAL_ON)
    wrong(page, "phần mềm chưa được cài hoặc chưa mở", SEAL_ON)
    page.reload()
    expect(page.get_by_text("Số dự kiến")).to_be_visible()  # no number without the program
    said = {
        "cancelled": "Văn bản chưa được đóng dấu. Người dùng đã hủy thao tác ký",
        "no token": "Không tìm thấy USB token",
        "silent": "đóng kết nối trước khi ký xong",
        "another token": "Xin cắm đúng USB token",
        "changes": "tệp còn bị ghi thêm nội dung",
    }
    with listening(sealing, product.token_service):
        for manner, words in said.items():
            sealing.manner = manner
            press(page, SEAL_ON)
            wrong(page, words, SEAL_ON)
            expect(page.get_by_text("đã cấp và giữ cho văn bản này")).to_be_visible()
        assert axe(page) == []
        sealing.manner = "slow"
        press(page, SEAL_ON)
        page.get_by_role("button", name="Hủy lượt đóng dấu").press("Enter")
        wrong(page, "Đã hủy lượt đóng dấu; văn bản chưa được đóng dấu", SEAL_ON)
        sealing.go_on.set()
        sealing.manner = ""
        page.reload()
        expect(page.get_by_text("đã cấp và giữ cho văn bản này")).to_be_visible()
        press(page, "Tiếp tục đóng dấu, phát hành")
        expect(page.get_by_text("Đã phát hành văn bản số")).to_be_visible()
