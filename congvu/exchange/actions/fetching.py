"""What waits on an axis is brought here: several at a time, kept together, then confirmed.

A packet is confirmed once it is kept: whoever dies in between finds it here and confirms it then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

from congvu.core.outside import Unreachable
from congvu.exchange.actions.receiving import known_of, note_refused, receive_several
from congvu.exchange.edxml import FormatError
from congvu.exchange.models import Line, Packet
from congvu.exchange.providers.base import Provider, Rejected, Trouble, abreast
from congvu.exchange.types import PacketKind, Waiting
from congvu.files.queries import staging

_AT_ONCE = {PacketKind.DOCUMENT.value: 2, PacketKind.STATUS.value: 8}
"""Statuses are small; a document is held in memory while it comes."""


def in_groups(waiting: Sequence[Waiting]) -> Iterator[list[Waiting]]:
    """Those that are brought at once: the kinds by turns, so that many documents hold up no status
    and many statuses no document; each kind in its order.
    """
    turns = []
    for kind, most in _AT_ONCE.items():
        alike = [one for one in waiting if one.kind == kind]
        turns.append([alike[at : at + most] for at in range(0, len(alike), most)])
    for groups in zip_longest(*turns, fillvalue=[]):
        yield from filter(None, groups)


def bring(line: Line, provider: Provider, group: Sequence[Waiting]) -> list[bool | Trouble]:
    """Keep each and confirm it: whether it is new and could be kept, or the trouble met over it.

    What is here already is confirmed alone.
    """
    here = known_of(line, [one.axis_id for one in group])
    new = [one for one in group if one.axis_id not in here]
    with _places(new) as places:
        lost = _each(new, _fetch(provider, places))
        come = [one for one in new if one not in lost]
        answers = receive_several(line, [(one.axis_id, places[one]) for one in come])
        kept = dict(zip(come, answers, strict=True))
        for one, answer in kept.items():
            if isinstance(answer, FormatError) and not answer.fault.passing:
                note_refused(line, one, answer)
        taken = {one: isinstance(answer, Packet) for one, answer in kept.items()}
        taken |= {one: True for one in group if (old := here.get(one.axis_id)) and old.sha256}
        lost |= _each(list(taken), lambda one: provider.confirm(one, taken=taken[one]))
    return [lost.get(one, isinstance(kept.get(one), Packet)) for one in group]


def bring_one(line: Line, provider: Provider, one: Waiting) -> bool:
    """As `bring`; raises the trouble."""
    [found] = bring(line, provider, [one])
    if isinstance(found, Unreachable | Rejected):
        raise found
    return found


@contextmanager
def _places(group: Sequence[Waiting]) -> Iterator[dict[Waiting, Path]]:
    with TemporaryDirectory(dir=staging(), prefix="packets-") as folder:
        yield {one: Path(folder) / str(number) for number, one in enumerate(group)}


def _fetch(provider: Provider, places: dict[Waiting, Path]) -> Callable[[Waiting], None]:
    def fetch(one: Waiting) -> None:
        with places[one].open("wb") as target:
            provider.fetch(one, cast("BinaryIO", target))

    return fetch


def _each(group: Sequence[Waiting], ask: Callable[[Waiting], None]) -> dict[Waiting, Trouble]:
    """The trouble met over some."""
    answers = zip(group, abreast(group, ask), strict=True)
    return {one: trouble for one, trouble in answers if trouble is not None}
