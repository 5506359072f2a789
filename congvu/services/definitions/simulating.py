"""Trying a version before it is published: which way these answers and choices lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from congvu.directory.models import Role
from congvu.services.definitions.effects import EFFECTS
from congvu.services.definitions.expressions import Answers
from congvu.services.definitions.shape import Content, Move, Step


@dataclass(frozen=True)
class Stop:
    """A step on the tried way, the moves open there, and the one taken (none at the last)."""

    step: Step
    open: tuple[Move, ...]
    taken: Move | None

    @property
    def role(self) -> str:
        """Whose step it is, as people call them."""
        return Role(self.step.role).label

    @property
    def effects(self) -> list[str]:
        return [EFFECTS[name].label for name in self.taken.effects] if self.taken else []


def moves_open(step: Step, answers: Answers) -> tuple[Move, ...]:
    """The moves whose conditions hold."""
    return tuple(one for one in step.moves if one.when is None or one.when.holds(answers))


def walk(content: Content, answers: Answers, chosen: Sequence[str]) -> list[Stop]:
    """The way from the first step by the chosen moves, as far as they lead."""
    way: list[Stop] = []
    step = content.steps[0] if content.steps else None
    for code in [*chosen, ""]:
        if step is None:
            break
        moves = moves_open(step, answers)
        taken = next((one for one in moves if one.code == code), None)
        way.append(Stop(step, moves, taken))
        if taken is None:
            break
        step = content.step(taken.to) if taken.to else None
    return way
