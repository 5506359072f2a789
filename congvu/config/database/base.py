"""`ENGINE`: PostgreSQL, its pooled connections taken from the top of the pile.

psycopg's pool goes around: after one busy moment every connection that it opened stays in use,
each with the statements it keeps, cold each time. From the top few are used, and those are warm;
the others close when nobody has asked for them for `max_idle`.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

Connection = psycopg.Connection[Any]


class LastUsedFirst(ConnectionPool[Connection]):
    """A pool that hands out the connection that was given back last."""

    def _get_ready_connection(self, timeout: float | None) -> Connection | None:
        self._pool.rotate(1)  # the last to the front, from where it is taken; the lock is held
        return super()._get_ready_connection(timeout)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for its pool."""

    _connection_pools: dict[str, ConnectionPool[Connection]]

    @property
    def pool(self) -> ConnectionPool[Connection] | None:
        """The alias's pool, made at its first use, opened by Django."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            made = LastUsedFirst(
                kwargs={**self.get_connection_params(), "autocommit": True},
                open=False,
                configure=self._configure_connection,  # type: ignore[attr-defined]
                **options,
            )
            self._connection_pools.setdefault(self.alias, made)
        return self._connection_pools[self.alias]
