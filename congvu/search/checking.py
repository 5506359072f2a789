"""Comparing the index with the data, and mending it."""

from __future__ import annotations

import time
from collections import Counter

from congvu.core import clock
from congvu.core.acts import work
from congvu.search.models import Check, Entry
from congvu.search.types import Source, sources
from congvu.search.writing import digest_of, reindex

_AT_ONCE = 200


def compare() -> Check:
    """Read everything that can be searched beside its entry; what differs is written anew."""
    begun = time.monotonic()
    counted: Counter[str] = Counter()
    for source in sources().values():
        counted += _compare(source)
    return Check.objects.create(
        at=clock.now(),
        seconds=round(time.monotonic() - begun, 1),
        read=counted["read"],
        missing=counted["missing"],
        stale=counted["stale"],
        extra=counted["extra"],
    )


def _compare(source: Source) -> Counter[str]:
    counted: Counter[str] = Counter()
    last = 0
    while ids := source.ids_after(last, _AT_ONCE):
        counted += _compare_some(source, ids, last)
        last = ids[-1]
    counted += _compare_some(source, [], last)
    return counted


def _compare_some(source: Source, ids: list[int], last: int) -> Counter[str]:
    """Those ids, and every entry between them; all entries after `last` where there are none."""
    counted: Counter[str] = Counter()
    kept = Entry.objects.filter(way=source.way, object_id__gt=last)
    if ids:
        kept = kept.filter(object_id__lte=ids[-1])
    with work():
        entries = dict(kept.values_list("object_id", "digest"))
        records = {record.object_id: digest_of(record) for record in source.records(ids)}
        wrong = {
            "missing": records.keys() - entries.keys(),
            "extra": entries.keys() - records.keys(),
            "stale": {pk for pk in records.keys() & entries.keys() if records[pk] != entries[pk]},
        }
        counted["read"] = len(records)
        for name, found in wrong.items():
            counted[name] = len(found)
        if some := set().union(*wrong.values()):
            reindex(source.way, some)
    return counted
