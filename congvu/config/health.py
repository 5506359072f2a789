"""Whether the installation is well, for those who watch it from outside."""

from __future__ import annotations

import functools
import tomllib
from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from congvu.accounts.access import public
from congvu.config.environment import ROOT
from congvu.core import clock

_HEARTBEAT_LATE = timedelta(seconds=60)


@public
def health(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 - every view has one
    """`{"status", "database", "worker", "version"}`; 503 when the database does not answer.

    `worker` is false when no worker has shown a sign of life for a minute; pages still work then,
    but what is queued waits.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
            (seen,) = cursor.fetchone()
    except DatabaseError:
        return JsonResponse(
            {"status": "down", "database": False, "version": product_version()}, status=503
        )
    worker = seen is not None and clock.now() - seen < _HEARTBEAT_LATE
    return JsonResponse(
        {
            "status": "ok" if worker else "degraded",
            "database": True,
            "worker": worker,
            "version": product_version(),
        }
    )


@functools.cache
def product_version() -> str:
    """The version that pyproject.toml names."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
