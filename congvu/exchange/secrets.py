"""Passwords and secrets of lines at rest."""

from __future__ import annotations

from congvu.core import hidden

_PURPOSE = "congvu exchange lines"


def hide(secret: str) -> str:
    """The secret as the database keeps it; an empty one stays empty."""
    return hidden.hide(secret, purpose=_PURPOSE)


def show(hidden_secret: str) -> str:
    """The secret again."""
    return hidden.show(hidden_secret, purpose=_PURPOSE)
