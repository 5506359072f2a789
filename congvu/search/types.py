"""What apps give to the index, what people ask of it, and what they get."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from congvu.directory.models import Appointment


@dataclass(frozen=True)
class Record:
    """One thing as the index keeps it.

    `moment` orders results, the newest first. `scopes` say who may see it (`Source.scopes_of` gives
    those of a person), `facets` what it can be narrowed by (`kind:decision`); each 40 characters at
    most. `author` is the agency or unit that it comes from, `people` the names connected with it,
    `text` the words of its files.
    """

    way: str
    object_id: int
    moment: datetime
    code: str
    title: str
    author: str
    state: str
    dated_on: date | None
    urgency: str = ""
    people: Sequence[str] = ()
    text: str = ""
    scopes: frozenset[str] = frozenset()
    facets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facet:
    """Something that results can be narrowed by: `name` begins its marks, `choices` end them."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be searched.

    `records(ids)` builds what the index keeps of those that exist, in a few queries;
    `ids_after(id, count)` walks all of them in the order of their ids; `url_name` takes the id.
    """

    way: str
    label: str
    url_name: str
    records: Callable[[Sequence[int]], list[Record]]
    ids_after: Callable[[int, int], list[int]]
    scopes_of: Callable[[Appointment], frozenset[str]]
    facets: Sequence[Facet] = ()


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let the things of an app be searched (in its `apps.py`)."""
    _sources[source.way] = source


def sources() -> dict[str, Source]:
    """All kinds of things, by their way."""
    return _sources


def facets() -> list[Facet]:
    """All that results can be narrowed by: by kind of thing first; the same facet stands once."""
    ways = Facet("way", "Tìm trong", [(one.way, one.label) for one in _sources.values()])
    found = {facet.name: facet for one in _sources.values() for facet in one.facets}
    return [ways, *found.values()]


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: words anywhere and by field, facets, days of the document."""

    words: str = ""
    title: str = ""
    author: str = ""
    people: str = ""
    facets: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None

    @property
    def exact(self) -> bool:
        """Whether a phrase or a code is looked for: few have it, as a rule."""
        return '"' in self.words or "/" in self.words


@dataclass(frozen=True)
class Found:
    """One result; `snippet` is the place in the text where the words stand."""

    way: str
    object_id: int
    code: str
    title: str
    author: str
    state: str
    moment: datetime
    dated_on: date | None
    urgency: str
    snippet: str = ""

    @property
    def source(self) -> Source:
        return _sources[self.way]


@dataclass(frozen=True)
class FoundPage:
    """One page of results. `count` is exact up to `queries.MANY`; `next` goes on after the last.

    When the last twelve months fill a page, `count` is theirs (`of_late`); older ones may follow.
    """

    found: list[Found] = field(default_factory=list)
    count: int = 0
    next: str = ""
    of_late: bool = False
