"""What `data/documents/*.toml` tells: documents with their texts, and what becomes of each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent.parent / "data" / "documents"
PROVINCE = "UBND tỉnh"
WITH_NUMBER = frozenset({"numbered", "issued"})


@dataclass(frozen=True)
class Asked:
    """An opinion asked of an agency's head, or of a unit's (`unit`); open where nothing is said."""

    agency: str = ""
    unit: str = ""
    says: str = ""
    agrees: bool = True


@dataclass(frozen=True)
class Script:
    """One document of an agency.

    `back` is how many working days ago it came to its `stage`: draft, cancelled, at_head,
    sent_back, at_signer, signed, numbered or issued. `handled` says for receivers how they go on
    (`incoming.Plan`); all others are left to the dice. `replaces` is the key of a document of the
    same agency; `recalled` are the words with which it is taken back two days later.
    """

    agency: str
    unit: str
    kind: str
    about: str
    back: int
    text: str = ""
    stage: str = "issued"
    key: str = ""
    answers: str = ""
    urgency: str = "normal"
    signer: str = "deputies"
    to: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    handled: dict[str, str] = field(default_factory=dict)
    opinions: tuple[Asked, ...] = ()
    sent_back: str = ""
    annex: str = ""
    upload: bool = False
    replaces: str = ""
    recalled: str = ""


@dataclass(frozen=True)
class PaperScript:
    """A document on paper that an agency's clerk scanned, `back` working days ago.

    `place` is where it was signed, `signed_as` the title under it.
    """

    agency: str
    issuer: str
    number: str
    notation: str
    kind: str
    about: str
    back: int
    text: str
    plan: str
    key: str = ""
    urgency: str = "normal"
    picture: bool = False
    place: str = "Hà Nội"
    signed_as: str = "KT. BỘ TRƯỞNG"


def scripts() -> list[Script]:
    """All documents, those of one file after the other."""
    return [Script(**_script(row)) for row in _rows("document")]


def papers() -> list[PaperScript]:
    """All paper documents."""
    return [PaperScript(**row) for row in _rows("paper")]


def _rows(kind: str) -> Iterator[dict[str, Any]]:
    for path in sorted(_FOLDER.glob("*.toml")):
        found = tomllib.loads(path.read_text("utf-8"))
        for row in found.get(kind, []):
            yield {"agency": found.get("agency", ""), **row}


def _script(row: dict[str, Any]) -> dict[str, Any]:
    made = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return made | {"opinions": tuple(Asked(**one) for one in row.get("opinions", []))}
