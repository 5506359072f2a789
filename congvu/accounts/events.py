"""What accounts announce."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionsEnded:
    """Sessions of the person ended before their time: by hand, or by a new password."""

    person_id: int
