"""Signing in with a real authenticator, sessions, and posts, as people meet them in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Page, WebSocket, expect

PASSWORD = "congvu-trinh-dien"
Sessions = dict[str, dict[str, Any]]
Open = Callable[..., Page]
Enter = Callable[[Page, str, int], dict[str, Any]]


def last(sessions: Sessions, role: str) -> str:
    """The address of an account of that role which no other test uses."""
    return [email for email, found in sessions.items() if found["role"] == role][-1]


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """The device's own authenticator, whose owner confirms at once."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return line, made["authenticatorId"]


def give_password(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/dang-nhap/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(password)
    page.locator("#id_password").press("Enter")
    page.wait_for_load_state("load")


def give_code(page: Page) -> None:
    """The demo shows the code that its people's phones would show."""
    page.get_by_role("button", name="Dùng mã này").click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def sign_out(page: Page) -> None:
    page.locator("details.menu", has=page.locator(".initials")).locator("summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap/**")


def test_a_passkey_is_made_and_opens_the_office(
    open_page: Open, sessions: Sessions, axe: Callable[[Page], list[str]]
) -> None:
    page = open_page()
    email = last(sessions, "leader")
    give_password(page, email)
    give_code(page)
    authenticator(page)
    page.goto("/tai-khoan/bao-mat/khoa/them/")
    assert not axe(page)
    page.locator("input[name=name]").fill("Máy của tôi")
    page.get_by_role("button", name="Thêm khóa truy cập").click()
    page.wait_for_url(lambda url: "/khoa/them/" not in url)
    page.goto("/tai-khoan/bao-mat/")
    expect(page.locator("main")).to_contain_text("Máy của tôi")

    sign_out(page)
    give_password(page, email)
    expect(page.locator("h1")).to_have_text("Xác thực lớp hai")
    assert not axe(page)
    page.goto("/danh-ba/")
    assert "/dang-nhap/" in page.url
    page.go_back()
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    page.goto("/tai-khoan/bao-mat/")
    expect(page.locator("main")).to_contain_text("dùng gần nhất")


def test_a_device_that_does_not_confirm_is_said_in_words(
    open_page: Open, sessions: Sessions
) -> None:
    page = open_page()
    email = last(sessions, "leader")
    give_password(page, email)
    give_code(page)
    line, device = authenticator(page)
    line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/tai-khoan/bao-mat/khoa/them/")
    page.get_by_role("button", name="Thêm khóa truy cập").click()
    expect(page.locator("#passkey-error")).to_be_visible(timeout=70_000)


def test_an_ended_session_is_out_and_its_live_line_too(open_page: Open, sessions: Sessions) -> None:
    email = last(sessions, "specialist")
    here, there = open_page(), open_page()
    for page in (here, there):
        give_password(page, email)
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    lines: list[WebSocket] = []
    there.on("websocket", lambda line: lines.append(line))  # noqa: PLW0108
    there.goto("/thong-bao/")
    there.wait_for_timeout(1000)
    opened = len(lines)
    assert not lines[-1].is_closed()

    here.goto("/tai-khoan/phien/")
    rows = here.locator("tbody tr")
    expect(rows.filter(has_text="Phiên này")).to_have_count(1)
    for _ in range(rows.count() - 1):
        here.get_by_role("button", name="Kết thúc", exact=True).first.click()
        here.wait_for_load_state("load")
    expect(here.locator("tbody tr")).to_have_count(1)

    for _ in range(75):
        there.wait_for_timeout(0 if lines[-1].is_closed() else 200)
    assert lines[-1].is_closed()
    there.wait_for_timeout(3000)
    assert len(lines) == opened, "a page that is signed out knocks no more"
    there.goto("/danh-ba/")
    assert "/dang-nhap/" in there.url
    here.goto("/danh-ba/")
    assert "/dang-nhap/" not in here.url


def test_what_happened_at_the_door_stands_in_the_journal(
    open_page: Open, enter: Enter, sessions: Sessions
) -> None:
    keepers = [found["agency"] for found in sessions.values() if found["role"] == "administrator"]
    clerks = {
        found["agency"]: email for email, found in sessions.items() if found["role"] == "clerk"
    }
    number, agency = [pair for pair in enumerate(keepers) if pair[1] in clerks][-1]
    email = clerks[agency]
    page = open_page()
    give_password(page, email, "khong-phai-mat-khau")
    expect(page.locator("main")).to_contain_text("Thư công vụ hoặc mật khẩu không đúng")
    give_password(page, email)
    page.locator("#id_code").fill("000000")
    page.locator("#id_code").press("Enter")
    expect(page.locator("main")).to_contain_text("Mã không đúng")
    give_code(page)
    sign_out(page)

    reader = open_page()
    enter(reader, "administrator", number)
    reader.goto("/nhat-ky/")
    said = reader.locator("main").inner_text()
    for words in (
        "Đăng nhập không thành công",
        "Xác thực lớp hai không đúng",
        "Đăng nhập",
        "Đăng xuất",
    ):
        assert words in said
    assert email in said
    assert "khong-phai-mat-khau" not in said
