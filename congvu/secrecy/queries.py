"""Reading a text for the marks of state secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from congvu.secrecy import fields, stamps
from congvu.secrecy.lettering import readings
from congvu.secrecy.stamps import Candidate
from congvu.secrecy.types import Kind, Level, Mark

# A cheap look first: the letters of "mật" near each other, on whatever line they begin.
_NEAR = re.compile(r"[mM][\W_]{0,8}[aA\u00c0-\u1eff4@][\W_]{0,8}[tT]")
_ANY = re.compile(r"[^\n]+")


def find_marks(text: str, *, scanned: bool = False) -> list[Mark]:
    """The marks TUYỆT MẬT, TỐI MẬT, MẬT in the text, by line; running text gives none.

    Stamps (alone on a line or in a cell), fields (`Độ mật: Mật`) and tags (`[MẬT] …`) are marks,
    with and without diacritics, spaced, decomposed, in look-alike letters, in TCVN3 and VNI.
    `scanned` tolerates what a reader of scanned pages makes of a stamp. Pure; never raises.
    """
    found: dict[tuple[Level, Kind, int], Mark] = {}
    for reading in readings(text):
        for mark in _marks(reading, scanned=scanned):
            found.setdefault((mark.level, mark.kind, mark.line), mark)
    return sorted(found.values(), key=lambda mark: (mark.line, -mark.level.weight))


def _marks(text: str, *, scanned: bool) -> Iterator[Mark]:
    lines = text.split("\n")
    standing: list[tuple[int, Candidate, Kind]] = []
    for index in _worth_reading(text, scanned=scanned):
        before = lines[index - 1] if index else ""
        after = lines[index + 1] if index + 1 < len(lines) else ""
        level = fields.in_field(lines[index], after=_next(lines, index))
        if level:
            yield Mark(level, Kind.FIELD, index + 1)
            continue
        found = stamps.in_line(lines[index], before=before, after=after, scanned=scanned)
        standing += [(index, candidate, Kind.STAMP) for candidate in found]
        tag = None if found else fields.in_tag(lines[index])
        if tag:
            standing.append((index, Candidate(tag, capital=True, listed=False), Kind.TAG))
    for index, candidate, kind in _without_enumerations(standing):
        yield Mark(candidate.level, kind, index + 1)


def _worth_reading(text: str, *, scanned: bool) -> Iterator[int]:
    """The numbers of the lines (from 0) that may hold a mark, or a label just above one."""
    pattern = _ANY if scanned else _NEAR
    last, line, place = -1, 0, 0
    for found in pattern.finditer(text):
        line += text.count("\n", place, found.start())
        place = found.start()
        for number in range(max(last + 1, line), line + found.group(0).count("\n") + 1):
            last = number
            yield number


def _next(lines: list[str], index: int) -> str:
    """The next line that holds anything, at most two lines on."""
    return next((line for line in lines[index + 1 : index + 3] if line.strip()), "")


def _without_enumerations(
    standing: list[tuple[int, Candidate, Kind]],
) -> Iterator[tuple[int, Candidate, Kind]]:
    """Leave out the levels that are listed one after another, as texts about them do."""
    run: list[tuple[int, Candidate, Kind]] = []
    for item in standing:
        if run and item[0] - run[-1][0] > 2:
            yield from _kept(run)
            run = []
        run.append(item)
    yield from _kept(run)


def _kept(run: list[tuple[int, Candidate, Kind]]) -> list[tuple[int, Candidate, Kind]]:
    levels = {candidate.level for _, candidate, _ in run}
    small = any(not candidate.capital or candidate.listed for _, candidate, _ in run)
    return [] if len(levels) == 3 or (len(levels) == 2 and small) else run
