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

from congvu.core.refused import Refused
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
    """A receiver outside, as the board shows it; `color` is the tag's.

    `late`: it has not entered the document in time (NĐ 30/2020, Article 22); `contact` is how its
    clerks are reached, as far as known.
    """

    name: str
    state: str
    color: str
    moving: bool
    entered: bool
    told: Sequence[Told]
    late: bool = False
    contact: str = ""


class Beyond(ABC):
    """What an app above does for documents."""

    @abstractmethod
    def field(self, document: Outgoing | None) -> forms.Field | None:
        """The field in which the clerk chooses, with those chosen already (none for several
        documents at once); nothing if there are none to choose.
        """

    @abstractmethod
    def choose(self, document: Outgoing, chosen: Any, *, actor: Appointment) -> None:
        """Remember what the field gave, before the document is issued; may refuse."""

    @abstractmethod
    def keys(self, chosen: Any) -> list[int]:
        """What the field gave, as a batch keeps it until a document's turn comes."""

    @abstractmethod
    def add(self, document: Outgoing, keys: Sequence[int], *, actor: Appointment) -> None:
        """These receivers too, beside those that were chosen for the document; may refuse."""

    @abstractmethod
    def change(self, document: Outgoing, chosen: Any, *, words: str) -> str:
        """Of an issued document: those of the field have it from now on, for the reason in `words`;
        says who was added and taken off, or refuses.
        """

    @abstractmethod
    def board(self, document: Outgoing) -> Sequence[BeyondRow]:
        """Each receiver outside and what is known of it."""


_registered: list[Beyond] = []


def register(beyond: Beyond) -> None:
    """Say who looks after receivers outside; the last one counts."""
    _registered[:] = [beyond]


def field_for(document: Outgoing | None) -> forms.Field | None:
    """The field of receivers outside, if anybody offers any."""
    return _registered[0].field(document) if _registered else None


def choose_beyond(document: Outgoing, chosen: Any, *, actor: Appointment) -> None:
    """Pass on what the clerk chose."""
    if _registered:
        _registered[0].choose(document, chosen, actor=actor)


def beyond_keys(chosen: Any) -> list[int]:
    """What a batch keeps of the field."""
    return _registered[0].keys(chosen) if _registered and chosen else []


def add_beyond(document: Outgoing, keys: Sequence[int], *, actor: Appointment) -> None:
    """The batch's receivers outside for one of its documents."""
    if _registered and keys:
        _registered[0].add(document, keys, actor=actor)


def change_beyond(document: Outgoing, chosen: Any, *, words: str) -> str:
    """Other receivers outside for an issued document; what was changed, as a sentence."""
    if not _registered:
        raise Refused("Hệ thống này chưa có đường liên thông.", field="beyond")
    return _registered[0].change(document, chosen, words=words)


def beyond_board(document: Outgoing) -> Sequence[BeyondRow]:
    """The board's rows outside the installation."""
    return _registered[0].board(document) if _registered else []


def late_beyond(rows: Sequence[BeyondRow]) -> str:
    """How the late ones outside are pressed: the format of the exchange has no word for it."""
    late = [f"{one.name} ({one.contact})" if one.contact else one.name for one in rows if one.late]
    if not late:
        return ""
    return (
        "Quy chuẩn liên thông không có thông điệp nhắc; để nhắc nơi nhận ngoài hệ thống chưa vào "
        f"sổ, xin liên hệ trực tiếp văn thư của {', '.join(late)}."
    )
