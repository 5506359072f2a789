"""Where letters go, from one address in the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from congvu.config.mail import mail


def test_a_folder_where_no_server_is_named(tmp_path: Path) -> None:
    assert mail("", tmp_path)["EMAIL_FILE_PATH"] == str(tmp_path / "mail")


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "tls", "ssl"),
    [
        ("smtp://mail.local", "mail.local", 25, "", "", False, False),
        ("smtp://u:p%40ss@mail.local:2525", "mail.local", 2525, "u", "p@ss", False, False),
        ("smtp+tls://u:p@mail.local", "mail.local", 587, "u", "p", True, False),
        ("smtps://u:p@mail.local", "mail.local", 465, "u", "p", False, True),
    ],
)
def test_a_server(
    url: str, host: str, port: int, user: str, password: str, tls: bool, ssl: bool
) -> None:
    found = mail(url, Path("x"))
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert [found[f"EMAIL_{name}"] for name in names] == [host, port, user, password, tls, ssl]


@pytest.mark.parametrize("url", ["mail.local", "http://mail.local", "smtp://"])
def test_bad_address_says_what_is_wanted(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        mail(url, Path("x"))
