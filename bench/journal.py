"""The journal's chains: appending, with the commit and its lock, and reading a chain through."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from bench.rows import Row

_SINGLE, _RECEIVERS, _ROUNDS = 300, 260, 10


def run() -> list[Row]:
    import congvu.config.testing  # noqa: F401 - gives a database where the environment names none

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django
    from django.db import connection

    django.setup()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return _measure()
    finally:
        connection.creation.destroy_test_db("postgres", verbosity=0)


def _measure() -> list[Row]:
    from congvu.core.acts import Act, tell, work
    from congvu.directory.models import Agency
    from congvu.journal.queries import verify_chain

    agencies = Agency.objects.bulk_create(
        Agency(name=f"Cơ quan {n}", code=f"H00.{n}", notation="CQ", place="Tỉnh", kind="commune")
        for n in range(_RECEIVERS)
    )

    def act(agency: Agency) -> Act:
        return Act(
            name="draft.issue",
            label="Ban hành",
            agency_id=agency.pk,
            actor=None,
            subject_type="documents.draft",
            subject_id=1,
            subject_label="V/v tăng cường ứng dụng công nghệ thông tin",
            detail={"number": 1804},
        )

    def write(works: int, homes: list[Agency]) -> None:
        for _ in range(works):
            with work():
                for agency in homes:
                    tell(act(agency))

    single = _seconds(lambda: write(_SINGLE, agencies[:1]))
    spread = _seconds(lambda: write(_ROUNDS, agencies))
    write(_ROUNDS, [agencies[1]] * 1_000)
    checked = [0]

    def verify() -> None:
        checked[0] = verify_chain(agencies[1]).checked

    reading = _seconds(verify)
    return [
        Row("journal: works of one act, each committed", _SINGLE / single, "works/s"),
        Row(
            f"journal: one work with acts in {_RECEIVERS} agencies",
            1_000 * spread / _ROUNDS,
            "ms",
            f"{_RECEIVERS * _ROUNDS / spread:,.0f} appends/s",
        ),
        Row("journal: verification", checked[0] / reading, "entries/s", "one core"),
    ]


def _seconds(what: Callable[[], None]) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun
