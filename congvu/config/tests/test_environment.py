"""What the operator writes in the environment, and what is made of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from congvu.config.environment import ROOT, Environment, collected, database
from congvu.config.secret import secret_key


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in list(os.environ):
        if name.startswith("CONGVU_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    return monkeypatch


def test_an_empty_environment_is_the_demo_on_this_machine(empty: pytest.MonkeyPatch) -> None:
    found = Environment()
    assert found.demo
    assert not any([found.debug, found.https, found.behind_proxy, found.hosts])
    assert (found.address, found.port) == ("127.0.0.1", 8000)
    assert found.base_url == "http://localhost:8000"
    assert found.data_dir == ROOT / "var"
    assert found.web_processes >= 1


def test_everything_can_be_given(empty: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {
        "DATA": str(tmp_path / "a" / ".." / "b"),
        "BASE_URL": "https://congvu.quangnam.gov.vn/",
        "PORT": " 8080 ",
        "DEMO": "0",
        "PROXY": "Yes",
        "HOSTS": "congvu.quangnam.gov.vn, , noi-bo.local",
        "LOG": "json",
    }
    for name, value in given.items():
        empty.setenv(f"CONGVU_{name}", value)
    found = Environment()
    assert found.data_dir == tmp_path / "b"
    assert (found.base_url, found.https) == ("https://congvu.quangnam.gov.vn", True)
    assert (found.port, found.demo, found.behind_proxy) == (8080, False, True)
    assert found.hosts == ["congvu.quangnam.gov.vn", "noi-bo.local"]
    assert found.log_as_json


def test_the_address_follows_the_port(empty: pytest.MonkeyPatch) -> None:
    empty.setenv("CONGVU_PORT", "9000")
    assert Environment().base_url == "http://localhost:9000"


@pytest.mark.parametrize(
    ("words", "meant"),
    [("1", True), ("true", True), ("ON", True), ("no", False), ("0", False), ("off", False)],
)
def test_yes_and_no(empty: pytest.MonkeyPatch, words: str, meant: bool) -> None:
    for name in ("CONGVU_DEMO", "CONGVU_PROXY"):
        empty.setenv(name, words)
    assert (Environment().demo, Environment().behind_proxy) == (meant, meant)


@pytest.mark.parametrize("words", ["", "  "])
def test_a_variable_left_empty_is_not_given(empty: pytest.MonkeyPatch, words: str) -> None:
    for name in ("CONGVU_DEMO", "CONGVU_PROXY", "CONGVU_PORT", "CONGVU_DATA", "CONGVU_ADDRESS"):
        empty.setenv(name, words)
    found = Environment()
    assert (found.demo, found.behind_proxy, found.port) == (True, False, 8000)
    assert (found.data_dir, found.address) == (ROOT / "var", "127.0.0.1")


@pytest.mark.parametrize("words", ["-1", "tám nghìn", "80.0", "80a", "²"])
def test_a_number_that_is_none_is_named(empty: pytest.MonkeyPatch, words: str) -> None:
    empty.setenv("CONGVU_PORT", words)
    with pytest.raises(SystemExit, match="CONGVU_PORT phải là một số nguyên"):
        Environment()


@pytest.mark.parametrize("words", ["maybe", "fasle", "2"])
def test_neither_yes_nor_no_is_named(empty: pytest.MonkeyPatch, words: str) -> None:
    """A slip of the pen must not turn the demo, with its known passwords, on or off."""
    empty.setenv("CONGVU_DEMO", words)
    with pytest.raises(SystemExit, match="CONGVU_DEMO"):
        Environment()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db.local:5433/congvu", ("congvu", "u", "p@ss", "db.local", "5433")),
        ("postgres://db/congvu", ("congvu", "", "", "db", "")),
        (
            "postgresql://postgres:@/postgres?host=/run/pg",
            ("postgres", "postgres", "", "/run/pg", ""),
        ),
        ("postgresql://u@/?host=/a%20b&port=6000", ("postgres", "u", "", "/a b", "6000")),
    ],
)
def test_addresses_of_databases(url: str, expected: tuple[str, ...]) -> None:
    found = database(url, 7)
    assert tuple(found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected
    assert found["OPTIONS"]["pool"]["max_size"] == 7  # type: ignore[index]


@pytest.mark.parametrize("url", ["mysql://db/congvu", "db.local/congvu", "sqlite:///x"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        database(url, 1)


def test_static_files_count_as_collected_until_the_next_build(tmp_path: Path) -> None:
    assert not collected(tmp_path)
    manifest = tmp_path / "collected" / "staticfiles.json"
    manifest.parent.mkdir()
    manifest.write_text("{}")
    assert collected(tmp_path)
    built = tmp_path / "static" / "ui" / "app.css"
    built.parent.mkdir(parents=True)
    built.write_text("")
    os.utime(manifest, (100, 100))
    os.utime(built, (50, 50))
    assert collected(tmp_path)
    os.utime(built, (200, 200))
    assert not collected(tmp_path)


def test_the_secret_is_made_once_and_for_its_owner_alone(
    empty: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    first = secret_key(folder)
    assert len(first) >= 50
    assert secret_key(folder) == first
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert secret_key(tmp_path / "other") != first
    empty.setenv("CONGVU_SECRET_KEY", "cho-sẵn")
    assert secret_key(folder) == "cho-sẵn"
