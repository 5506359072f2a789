"""Receivers beyond the installation: an app above offers them; documents only ask and show.

The app registers one `Beyond` when it starts. Documents let the clerk choose among what it offers
and show its rows on the board; how anything gets there is not theirs to know.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from congvu.directory.models import Appointment
from congvu.documents.models import Outgoing


@dataclass(frozen=True)
class Told:
    """One thing that a receiver outside has let us know."""

    label: str
    at: datetime
    words: str = ""


@dataclass(frozen=True)
class BeyondRow:
    """A receiver outside, as the board shows it; `color` is the tag's."""

    name: str
    state: str
    color: str
    moving: bool
    entered: bool
    told: Sequence[Told]


class Beyond(ABC):
    """What an app above does for documents."""

    @abstractmethod
    def field(self, document: Outgoing) -> forms.Field | None:
        """The field in which the clerk chooses, with those chosen already; nothing if there are
        none to choose.
        """

    @abstractmethod
    def choose(self, document: Outgoing, chosen: Any, *, actor: Appointment) -> None:
        """Remember what the field gave, before the document is issued; may refuse."""

    @abstractmethod
    def board(self, document: Outgoing) -> Sequence[BeyondRow]:
        """Each receiver outside and what is known of it."""


_registered: list[Beyond] = []


def register(beyond: Beyond) -> None:
    """Say who looks after receivers outside; the last one counts."""
    _registered[:] = [beyond]


def field_for(document: Outgoing) -> forms.Field | None:
    """The field of receivers outside, if anybody offers any."""
    return _registered[0].field(document) if _registered else None


def choose_beyond(document: Outgoing, chosen: Any, *, actor: Appointment) -> None:
    """Pass on what the clerk chose."""
    if _registered:
        _registered[0].choose(document, chosen, actor=actor)


def beyond_board(document: Outgoing) -> Sequence[BeyondRow]:
    """The board's rows outside the installation."""
    return _registered[0].board(document) if _registered else []
