"""What the installation's processes do. Each runs in a fork of the supervisor."""

from __future__ import annotations

import fcntl
import gc
import importlib
import importlib.util
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

from congvu.config.environment import ROOT, Environment, collected
from congvu.config.evenly import Counted, Evenly

if TYPE_CHECKING:
    from procrastinate.connector import BaseAsyncConnector


def serve(
    environment: Environment, listener: socket.socket, counts: memoryview, number: int
) -> None:
    """Answer requests on the shared socket until told to end, as one of several (`number`)."""
    import uvicorn

    from congvu.config.asgi import application

    keep_what_is_loaded()
    connections = Counted(counts, number)
    server = uvicorn.Server(
        uvicorn.Config(
            Evenly(application, connections),
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=environment.behind_proxy,
            forwarded_allow_ips="*" if environment.behind_proxy else "",
            server_header=False,
            timeout_graceful_shutdown=5,
            ws_max_size=1024 * 1024,
        )
    )
    server.server_state.connections = connections
    server.run(sockets=[listener])


def keep_what_is_loaded() -> None:
    """Let the collector of garbage pass over what stays for good, and come by less often.

    A page makes some ten thousand objects; by default that alone has it walk everything there is.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def work(environment: Environment) -> None:
    """Do queued jobs until told to end; a job that does not end then is left for the next start."""
    import asyncio

    asyncio.run(_work(environment))


async def _work(environment: Environment) -> None:
    from procrastinate.contrib.django import app

    from congvu.core.jobs import SILENT

    with app.replace_connector(worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=environment.worker_jobs,
                delete_jobs="successful",
                shutdown_graceful_timeout=10,
                stalled_worker_timeout=SILENT,
            )


def worker_connector() -> BaseAsyncConnector:
    """By which the worker fetches jobs. What a job queues itself goes by Django's connection, so
    that it belongs to the job's transaction there as everywhere.
    """
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    ours = app.connector
    assert isinstance(ours, DjangoConnector)  # noqa: S101 - what Django's app is made with
    made = ours.get_worker_connector()
    made.get_sync_connector = lambda: ours  # type: ignore[method-assign]
    return made


def prepare(environment: Environment) -> None:
    """Bring the database up to this version; load the demo province if it is empty."""
    migrate()
    if environment.demo and importlib.util.find_spec("congvu.demo"):
        from congvu.directory.models import Agency

        if not Agency.objects.exists():
            load_demo()


def migrate() -> None:
    """Apply what migrations are new; for them alone statements may take their time."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)


def load_demo() -> None:
    """Load the demo province."""
    importlib.import_module("congvu.demo.load").load()


def collect_static() -> None:
    """Gather, hash and compress the static files, if they were built since the last time.

    In a process of its own: settings choose by the result how static files are named. Installations
    that start together from one checkout collect one after the other: the second finds it done.
    """
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    with (build / ".collecting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not collected(build):
            _collect()


def _collect() -> None:
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--clear", "--noinput", "-v", "0"],
        cwd=ROOT,
        env={
            **os.environ,
            "CONGVU_COLLECTING": "1",
            "DJANGO_SETTINGS_MODULE": "congvu.config.settings",
        },
        check=True,
    )
