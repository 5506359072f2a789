from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from congvu.core import events


@pytest.fixture
def hear(monkeypatch: pytest.MonkeyPatch) -> Callable[[type], list[Any]]:
    """Listen to a kind of event for the length of the test: `heard = hear(Acted)`."""
    handlers = {kind: list(rows) for kind, rows in events._handlers.items()}
    monkeypatch.setattr(events, "_handlers", events.defaultdict(list, handlers))

    def begin(kind: type) -> list[Any]:
        heard: list[Any] = []
        events.on(kind)(lambda event: heard.append(event))  # noqa: PLW0108 - one that is new
        return heard

    return begin
