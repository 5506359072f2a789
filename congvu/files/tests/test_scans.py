"""Tesseract that fails or is not there: nothing passes as read that nobody read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from congvu.__main__ import _announce
from congvu.core.refused import Refused
from congvu.core.waiting import Pool
from congvu.files import reader, upkeep
from congvu.files.checks import NO_LIBREOFFICE, NO_TESSERACT
from congvu.files.models import TextState
from congvu.files.reading import tesseract as program
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
    readers.end()


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


def test_a_page_it_fails_at_afterwards_hides_no_mark_on_another(
    take: Receive, tesseract: Callable[[str], None], tmp_path: Path
) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    tesseract(
        f"n=$(/bin/ls {calls} | /usr/bin/wc -l); /bin/mkdir {calls}/$n\n"  # no file: none may grow
        "case $n in 12) exit 1;; 13|14) echo MẬT;; *) echo Trang;; esac"
    )
    file = take("a.pdf", samples.scanned_pdf(*"12345"))  # three pages at the gate, each read twice
    assert file.blob.text_state == TextState.WAITING
    upkeep.read_text(file.blob)
    assert (file.blob.text_state, file.blob.text) == (TextState.WITHHELD, "")


def test_the_operator_is_told_at_the_start_what_is_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setenv("CONGVU_DEMO", "0")
    program.installed.cache_clear()
    try:
        _announce()
    finally:
        program.installed.cache_clear()
    said = capsys.readouterr().out
    assert f"Chú ý: {NO_TESSERACT}\nChú ý: {NO_LIBREOFFICE}\n" in said
