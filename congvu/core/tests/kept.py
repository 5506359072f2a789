"""What many tests of one file begin with, made once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction

T = TypeVar("T")


@contextmanager
def kept(blocker: Any, make: Callable[[], T]) -> Iterator[T]:
    """Hold what `make` makes in a transaction around the file's tests, each undone in its own.

    For a fixture of scope "module" that asks for `django_db_setup` and `django_db_blocker`. What it
    yields must be copied for each test (`deepcopy`), for objects are not undone. Not for tests with
    real transactions: they would not see it.
    """
    with blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)
