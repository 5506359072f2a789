"""What the tests of public services ask for."""

from __future__ import annotations

import pytest

from congvu.directory.tests.factories import Office
from congvu.services.tests.factories import Counter, make_counter


@pytest.fixture
def counter(office: Office) -> Counter:
    """An agency with a one-stop desk and a procedure."""
    return make_counter(office)
