"""What of an entry is hashed, and how: one canonical form for writing and for verifying.

The form is JSON with sorted keys, no spaces, no escapes beyond those JSON needs, in UTF-8; moments
are UTC with microseconds. `hash = SHA-256(form)`, with the sequence number and the previous hash
inside, so that an entry can be neither changed, nor moved, nor taken out unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast

from congvu.journal.models import Entry

HASHED = (
    "agency_id",
    "seq",
    "at",
    "actor_id",
    "person",
    "acting_as",
    "action",
    "label",
    "subject_type",
    "subject_id",
    "subject_label",
    "state_before",
    "state_after",
    "detail",
    "address",
    "device",
    "previous",
)

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def entry_hash(entry: Entry) -> str:
    """The entry's hash as 64 hexadecimal digits; reads every field of `HASHED`."""
    return record_hash([getattr(entry, name) for name in HASHED])


def record_hash(values: Iterable[object]) -> str:
    """The same from the values in the order of `HASHED`, as verification reads them by the million.

    Raises `ValueError` for another number of values.
    """
    record = dict(zip(HASHED, values, strict=True))
    at = cast("datetime", record["at"])
    record["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(_encode(record).encode()).hexdigest()


def plain(detail: object) -> object:
    """The detail as it will come back from the database: lists for tuples, text for keys."""
    return json.loads(_encode(detail))
