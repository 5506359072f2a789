"""What those who watch the installation from outside are told, and what the log leaves out."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from congvu.config.logs import Calm
from congvu.core import clock


@pytest.fixture
def worker(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [clock.now()]
        )


def test_all_is_well(client: Client, worker: None) -> None:
    answer = client.get("/suc-khoe")
    assert answer.status_code == 200
    assert answer.json() | {"version": ""} == {
        "status": "ok",
        "database": True,
        "worker": True,
        "version": "",
    }


def test_a_worker_that_is_silent_for_a_minute_counts_as_gone(client: Client, worker: None) -> None:
    with clock.fixed(clock.now() + timedelta(seconds=61)):
        answer = client.get("/suc-khoe")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


def test_without_a_database_it_is_down(client: Client, worker: None) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        answer = client.get("/suc-khoe")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


@pytest.mark.parametrize(
    ("name", "status", "kept"),
    [
        ("django.request", 404, False),
        ("django.request", 403, False),
        ("django.request", 500, True),
        ("django.security", 400, True),
        ("congvu.notices", 0, True),
    ],
)
def test_the_log_leaves_out_what_is_daily_life(name: str, status: int, kept: bool) -> None:
    record = logging.LogRecord(name, logging.WARNING, "", 0, "lời", None, None)
    record.status_code = status
    assert Calm().filter(record) is kept
