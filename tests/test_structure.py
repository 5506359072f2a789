"""What the sources must look like; fast, for `make check`."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
WRITTEN = {".py", ".html", ".ts", ".mjs", ".css", ".typ", ".md", ".toml", ".in", ".sh", ""}
DATA = {"LICENSE"}
_MACHINE = re.compile(
    "|".join(
        (
            r"(?<![\w.:/{}>-])/(?:home|work|Users|root|mnt)/[a-z]",
            r"(?<![\w.:/{}>-])/tmp/",
            r"https?://(?:[\w-]+\.)*(?:pypi\.org|pythonhosted\.org|npmjs\.org|npmmirror\.com)",
            r"(?:--index-url|--extra-index-url|^registry\s*=)",
        )
    ),
    re.MULTILINE,
)

# Addresses whose views are not ours, by the name's beginning and why they may do without a rule.
OPEN_BY_REASON = {
    "account_": "allauth asks for the sign-in itself",
    "mfa_": "allauth asks for the sign-in itself",
    "usersessions_": "allauth asks for the sign-in itself",
    "ui:appearance": "the face lies below the accounts; it only keeps a cookie of one's own",
}


def tracked() -> list[Path]:
    """The files that git keeps, with those that are about to be added."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def sources() -> list[Path]:
    return [
        path
        for path in tracked()
        if path.suffix in WRITTEN and path.name not in DATA and "migrations" not in path.parts
    ]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(path.relative_to(ROOT)): length
        for path in sources()
        if (length := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long


def test_no_file_names_a_machine_or_a_registry() -> None:
    named = {
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in [*sources(), *ROOT.glob("requirements/*.lock"), ROOT / "package-lock.json"]
        if path.exists() and path != Path(__file__)
        for found in [_MACHINE.search(path.read_text())]
        if found
    }
    assert not named


def inner_rooms() -> Iterator[Path]:
    """What happens, what can be asked, who may, what it is: in every app."""
    for room in ("actions", "queries", "policy", "models"):
        yield from ROOT.glob(f"congvu/*/{room}.py")
        yield from ROOT.glob(f"congvu/*/{room}/**/*.py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_inner_rooms_know_nothing_of_http() -> None:
    outside = ("django.http", "django.shortcuts", "django.views")
    knowing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in inner_rooms()
        for name in imported(path)
        if name.startswith(outside) and "core" not in path.parts
    }
    assert not knowing


def test_the_product_imports_only_what_its_own_lock_brings() -> None:
    lock = (ROOT / "requirements" / "runtime.lock").read_text()
    brought = {
        name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)
    }
    homes = packages_distributions()
    product = [
        path
        for path in ROOT.glob("congvu/**/*.py")
        if not {"tests", "migrations"} & set(path.parts) and path.name != "conftest.py"
    ]
    lacking = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in product
        for name in {found.split(".")[0] for found in imported(path)}
        if name in homes and not {home.lower().replace("_", "-") for home in homes[name]} & brought
    }
    assert not lacking


def addresses(
    resolver: URLResolver, names: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the installation with its full name."""
    inner = (*names, resolver.namespace) if resolver.namespace else names
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, inner)
        else:
            yield ":".join((*inner, entry.name or str(entry.pattern))), entry


def test_every_view_says_who_may_open_it() -> None:
    silent = [
        name
        for name, pattern in addresses(get_resolver())
        if not hasattr(pattern.callback, "access") and not name.startswith(tuple(OPEN_BY_REASON))
    ]
    assert not silent


def test_no_room_is_called_a_lumber_room() -> None:
    lumber = {"utils", "helpers", "common", "managers", "misc", "signals"}
    assert not [path for path in sources() if path.stem in lumber]
