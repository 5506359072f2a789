"""Registers, contents lists and minutes as PDF, by one typst template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from congvu.core.typesetting import typeset

_TEMPLATE = Path(__file__).with_name("tables.typ")


@dataclass(frozen=True)
class Heading:
    """A column's heading, its share of the width, and whether it holds numbers."""

    title: str
    share: int
    number: bool = False


@dataclass(frozen=True)
class PrintedTable:
    """Rows are cells in the order of the columns, or one line across all of them."""

    columns: Sequence[Heading]
    rows: Sequence[Sequence[str] | str]
    title: str = ""


@dataclass(frozen=True)
class Signer:
    """Who signs below: in which capacity, and the name."""

    title: str
    name: str = ""


@dataclass(frozen=True)
class Printed:
    """What is printed. With `cover` lines it is a book with a cover, without them a document.

    `lead` stands above the tables, `tail` and `signers` below them; `wide` turns the paper.
    """

    title: str
    agency: str
    parent: str = ""
    place: str = ""
    cover: Sequence[str] = ()
    lead: Sequence[str] = ()
    tables: Sequence[PrintedTable] = ()
    tail: Sequence[str] = ()
    signers: Sequence[Signer] = field(default=())
    wide: bool = False


def print_tables(printed: Printed) -> bytes:
    """The PDF; the words stand in it as they are."""
    return typeset(_TEMPLATE, tables=asdict(printed))
