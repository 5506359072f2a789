"""What files announce."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class UploadsExpiring:
    """These uploads belong to nothing by a foreign key and are about to be deleted.

    An app that remembers files otherwise (ids inside a draft's JSON) adds those to `keep`.
    """

    ids: frozenset[int]
    keep: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Converted:
    """The PDF of an office file stands, under the id `pdf_id`."""

    source_id: int
    pdf_id: int


@dataclass(frozen=True)
class NotConverted:
    """There will be no PDF of the office file; `sentence` says why, in words for people."""

    source_id: int
    sentence: str


@dataclass(frozen=True)
class Withheld:
    """A mark of a state secret was found deep inside a content that had been accepted."""

    file_ids: frozenset[int]


@dataclass(frozen=True)
class TextRead:
    """The words inside a content are known (or known not to be there)."""

    blob_id: int
