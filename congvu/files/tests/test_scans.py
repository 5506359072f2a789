"""Tesseract that fails or is not there: nothing passes as read that nobody read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.checks import run_checks

from congvu.core.refused import Refused
from congvu.core.waiting import Pool
from congvu.files import reader
from congvu.files.checks import NO_LIBREOFFICE, NO_TESSERACT
from congvu.files.reading import scans
from congvu.files.tests import samples
from congvu.files.tests.conftest import Receive

_SAYS_IT_KNOWS_VIETNAMESE = 'case "$1" in --list-langs) echo vie; exit 0;; esac'


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts a script in its place, for a reader that nobody else asks."""
    readers = Pool(reader._readers.module)
    monkeypatch.setattr(reader, "_readers", readers)

    def put(script: str) -> None:
        program = tmp_path / "bin" / "tesseract"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{_SAYS_IT_KNOWS_VIETNAMESE}\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent))

    yield put
    for one in readers._free.get(os.getpid(), []):
        one.end()


@pytest.mark.parametrize("ending", ["exit 1", "kill -9 $$"])
@pytest.mark.parametrize(
    ("name", "make"), [("a.png", samples.picture), ("a.pdf", samples.scanned_pdf)]
)
def test_what_tesseract_failed_at_does_not_come_in(
    take: Receive, tesseract: Callable[[str], None], ending: str, name: str,
    make: Callable[[str], bytes],
) -> None:  # fmt: skip
    tesseract(ending)
    with pytest.raises(Refused, match="Không đọc được nội dung trang quét"):
        take(name, make("Trang thứ nhất"))


def test_what_it_reads_is_read(take: Receive, tesseract: Callable[[str], None]) -> None:
    tesseract("echo Kế hoạch")
    assert "Kế hoạch" in take("a.png", samples.picture()).blob.text


def test_the_operator_is_told_what_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    scans.program_for_scans.cache_clear()
    try:
        told = [lack.msg for lack in run_checks(tags=["programs"])]
    finally:
        scans.program_for_scans.cache_clear()
    assert told == [NO_TESSERACT, NO_LIBREOFFICE]
