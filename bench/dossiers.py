"""Queues, following, filing, figures and the sweep at 10,000 and at a million dossiers.

One in fifty is open. `CONGVU_BENCH_DOSSIERS` sets another size than a million; filling that takes
some ten minutes on two cores that do nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from bench.rows import Row
from bench.side_by_side import Kind, acts, pages, side_by_side

_LARGE = int(os.environ.get("CONGVU_BENCH_DOSSIERS", "1000000"))
_ROUNDS = 20
_DOSSIERS = Kind("dossiers", filling="_filling_dossiers", asking="_dossiers_inside")


def run() -> Iterator[Row]:
    """Row by row, as they are measured."""
    names = ("dossiers-small", "dossiers-large")
    with side_by_side(_DOSSIERS, large=_LARGE, names=names) as (small, large):
        yield from pages(small, large)
        yield from acts(small, large, "_dossier_acts_inside", _ROUNDS)
