"""Letting the test runner empty the tables after tests with real transactions.

Django empties them with TRUNCATE, which the triggers of the
journal and of the ledger refuse. The door through that
refusal is here, in the tests, and not in the trigger.
The queue's tables are not Django's own, so that it would
leave their jobs to the tests that follow.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

_QUEUE = "TRUNCATE procrastinate_jobs CASCADE"
_TABLES = (
    "journal_entry",
    "journal_anchor",
    "payments_entry",
    "payments_posting",
    "payments_notification",
)


@pytest.fixture(autouse=True, scope="session")
def tables_can_be_emptied() -> Iterator[None]:
    """Switch the triggers off around the runner's flush, and on again; empty the queue too."""
    plain = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        names = {
            name for name in _TABLES if any(f'"{name}"' in statement for statement in sql_list)
        }
        off = [f"ALTER TABLE {name} DISABLE TRIGGER {name}_append_only" for name in names]
        on = [f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_append_only" for name in names]
        plain(self, [*off, *sql_list, *on, _QUEUE])

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = plain  # type: ignore[method-assign]
