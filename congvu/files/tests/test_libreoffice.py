"""LibreOffice that does not come back: the time-out, its sentence, and nothing left running."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from congvu.core.refused import Refused
from congvu.directory.tests.factories import Office
from congvu.files import actions
from congvu.files.providers import Unreachable
from congvu.files.providers.libreoffice import LibreOffice
from congvu.files.tests import samples
from congvu.files.tests.conftest import Receive


@pytest.fixture
def hanging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name which never ends, with a child; the file that names the child."""
    said = tmp_path / "child"
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n/bin/sleep 300 &\necho $! > {said}\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(LibreOffice, "installed", staticmethod(lambda: str(program)))
    return said


def test_a_conversion_that_hangs_is_ended_with_its_children(hanging: Path, tmp_path: Path) -> None:
    office = LibreOffice(lock=tmp_path / "lock", timeout=1)
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        office.to_pdf(tmp_path / "a.docx")
    assert time.monotonic() - begun < 10
    child = Path(f"/proc/{hanging.read_text().strip()}/stat")
    while running(child):  # killed, but the kernel takes its moment
        assert time.monotonic() - begun < 10
        time.sleep(0.01)


def running(process: Path) -> bool:
    try:
        return ") Z " not in process.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_it_is_said_in_words(
    office: Office, take: Receive, hanging: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = take("a.docx", samples.word())
    monkeypatch.setattr(LibreOffice.__init__, "__kwdefaults__", {"timeout": 1})
    with pytest.raises(Refused, match="Chưa chuyển được tệp này sang PDF"):
        actions.to_pdf(file, actor=office.specialist)
