"""What verification answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChainVerdict:
    """Whether a chain is whole: `checked` entries were read up to the first broken link, if any.

    `first_broken` is the sequence number of that entry (of the first missing one, if entries are
    gone); `reason` says in Vietnamese what is wrong with it.
    """

    checked: int
    first_broken: int | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        return self.first_broken is None
