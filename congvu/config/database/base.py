"""`ENGINE`: PostgreSQL, its moments read by the driver, its pool's connections from the top.

Django reads each moment in Python to set its zone; every connection here is told UTC, and the
driver's own reader gives just that, in a fifth of the time: a list has sixty moments.

psycopg's pool goes around: after one busy moment every connection that it opened stays in use,
each with the statements it keeps, cold each time. From the top few are used, and those are warm;
the others close when nobody has asked for them for `max_idle`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg.adapt import AdaptersMap
from psycopg_pool import ConnectionPool

Connection = psycopg.Connection[Any]


class LastUsedFirst(ConnectionPool[Connection]):
    """A pool that hands out the connection that was given back last."""

    def _get_ready_connection(self, timeout: float | None) -> Connection | None:
        self._pool.rotate(1)  # the last to the front, from where it is taken; the lock is held
        return super()._get_ready_connection(timeout)


@lru_cache
def _driver_reads_moments(djangos: AdaptersMap) -> AdaptersMap:
    adapters = AdaptersMap(djangos)
    reader = psycopg.adapters.get_loader(base.TIMESTAMPTZ_OID, psycopg.pq.Format.TEXT)
    assert reader is not None  # noqa: S101 - the driver knows its own types
    adapters.register_loader("timestamptz", reader)
    return adapters


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for its pool and for who reads moments."""

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

    def get_connection_params(self) -> dict[str, Any]:
        """As Django has them, the reader of moments apart."""
        given = super().get_connection_params()
        return {**given, "context": _driver_reads_moments(given["context"])}

    def create_cursor(self, name: str | None = None) -> Any:
        """Django's, which does not set a zone again; one with a name stays at the server."""
        if name is None:
            return self.connection.cursor()
        return base.ServerSideCursor(  # type: ignore[call-arg]
            self.connection, name=name, scrollable=False, withhold=self.connection.autocommit
        )
