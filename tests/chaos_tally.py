"""What chaos asks of both sides: what is still on its way, and in the end whether they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import psycopg

WRONG = ("lost", "doubled", "out of order", "unasked")
_LEFT = (
    "SELECT count(*) FROM exchange_packet WHERE state IN ('waiting', 'received', 'held', 'dead')"
)
_OPEN = """
SELECT coalesce(avg((state NOT IN ('finished', 'returned', 'recalled', 'recall_refused'))::int), 1)
FROM exchange_recipient WHERE packet_id IS NOT NULL
"""
UNKNOWN = -1.0


def left(database: str) -> float:
    """Packets that wait for something; `UNKNOWN` where the database does not answer."""
    return _asked(database, _LEFT)


def share_open(database: str) -> float:
    """Of the receivers of its documents those with which they have not come to an end, 0 to 1."""
    return _asked(database, _OPEN)


def _asked(database: str, statement: str) -> float:
    try:
        with psycopg.connect(database, connect_timeout=5) as asked:
            row = asked.execute(statement).fetchone()
    except psycopg.Error:
        return UNKNOWN
    return float(row[0]) if row else UNKNOWN


def compare(
    sent: Mapping[str, str], came: Mapping[str, Sequence[str]], found: Counter[str]
) -> list[str]:
    """Count into `found` what one side believes of its documents, against what the other has; those
    whose states differ, in words.
    """
    differing = []
    for key, state in sent.items():
        found["documents"] += 1
        if state == "recalled" and key not in came:
            found["recalled before leaving"] += 1
            continue
        there = came.get(key, [])
        if not there:
            found["lost"] += 1
        elif len(there) > 1:
            found["doubled"] += 1
        elif there[0] != state:
            found["out of order"] += 1
            differing.append(f"{key}: {state} here, {there[0]} there")
        else:
            found[state] += 1
    found["unasked"] += len(set(came) - set(sent))
    return differing
