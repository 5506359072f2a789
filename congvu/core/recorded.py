"""What the journal keeps of the arguments of actions."""

from __future__ import annotations

from django.db import models


def as_json(value: object) -> object:
    """A value of an action's argument as the journal keeps it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        return [as_json(item) for item in value]
    return str(value)
