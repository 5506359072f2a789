"""The day's anchors as a file outside the database, `journal-anchors/YYYY-MM-DD.json`.

Whoever changes the database must also reach these files, which the operator copies elsewhere with
the other data. They bear no signature yet.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

from congvu.journal.models import Anchor

_READ_ONLY = 0o440


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.DATA_DIR) / "journal-anchors"


def write_day(day: date, anchors: Iterable[Anchor]) -> Path:
    """Write the day's file, whole or not at all; a file that is there already stays as it is."""
    path = folder() / f"{day.isoformat()}.json"
    if path.exists():
        return path
    folder().mkdir(parents=True, exist_ok=True)
    chains = {str(anchor.agency_id): [anchor.seq, anchor.hash] for anchor in anchors}
    content = json.dumps({"date": day.isoformat(), "chains": chains}, indent=1)
    handle, name = tempfile.mkstemp(dir=folder(), suffix=".part")
    with os.fdopen(handle, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).chmod(_READ_ONLY)
    Path(name).replace(path)
    return path


def anchors_outside(agency_id: int) -> Iterator[tuple[int, str, str]]:
    """(sequence number, hash, day as dd/mm/yyyy) of the chain, from every file."""
    for path in sorted(folder().glob("????-??-??.json")):
        kept = json.loads(path.read_text())
        entry = kept["chains"].get(str(agency_id))
        if entry is not None:
            day = date.fromisoformat(kept["date"])
            yield int(entry[0]), str(entry[1]), f"{day:%d/%m/%Y}"
