"""What the whole suite needs, in the package and beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from congvu.journal.tests.flushing import tables_can_be_emptied

__all__ = ["pins_are_stretched_once", "tables_can_be_emptied"]

settings.register_profile("congvu", deadline=None)  # a busy machine is slow, not broken
settings.load_profile("congvu")


@pytest.fixture(autouse=True, scope="session")
def pins_are_stretched_once() -> Iterator[None]:
    """A key that a test makes and opens costs one Argon2 instead of two, as in loading."""
    from congvu.signing.protection import remembering

    with remembering():
        yield
