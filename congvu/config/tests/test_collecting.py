"""Installations that start together over one checkout."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from congvu.config import children


def test_two_that_start_at_once_collect_static_files_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[float] = []

    def collect() -> None:
        begun.append(time.monotonic())
        time.sleep(0.2)
        (tmp_path / "build" / "collected").mkdir()
        (tmp_path / "build" / "collected" / "staticfiles.json").write_text("{}")

    monkeypatch.setattr(children, "ROOT", tmp_path)
    monkeypatch.setattr(children, "_collect", collect)
    starts = [threading.Thread(target=children.collect_static) for _ in range(4)]
    for start in starts:
        start.start()
    for start in starts:
        start.join(10)
    assert len(begun) == 1
