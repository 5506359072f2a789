"""The kinds of documents to which signing rights may be limited.

The directory lies below the documents and knows none of their kinds: the app that does registers
them when it starts.
"""

from __future__ import annotations

from collections.abc import Iterable

_types: list[tuple[str, str]] = []


def register(types: Iterable[tuple[str, str]]) -> None:
    """Say which kinds there are, as (code, Vietnamese name); again replaces the first."""
    _types[:] = types


def document_types() -> list[tuple[str, str]]:
    """The kinds registered, in the order given."""
    return list(_types)
