"""A database of its own for a measurement, gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def passing_database() -> Iterator[None]:
    """Django set up over an empty, migrated database for the block."""
    import congvu.config.testing  # noqa: F401 - gives a server where the environment names none

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django
    from django.db import connection

    django.setup()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db("postgres", verbosity=0)
