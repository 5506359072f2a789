from __future__ import annotations

from collections.abc import Iterator

import pytest

from congvu.workdays import calendar


@pytest.fixture(autouse=True)
def fresh_calendar() -> Iterator[None]:
    """Tests change the table and roll it back: no copy of it may outlive them."""
    calendar.forget()
    yield
    calendar.forget()
