"""What the index leaves to the background."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from congvu.search.checking import compare

_log = logging.getLogger(__name__)


@app.periodic(cron="10 19 * * *", periodic_id="search.compare")
@app.task(name="search.compare", queueing_lock="search.compare", pass_context=False)
def compare_index(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's argument
    """At 2:10 in Vietnam the index is compared with the data; differences are a fault of ours."""
    check = compare()
    if check.missing or check.stale or check.extra:
        _log.error(
            "search index differed: %s missing, %s stale, %s extra of %s",
            check.missing, check.stale, check.extra, check.read,
        )  # fmt: skip
