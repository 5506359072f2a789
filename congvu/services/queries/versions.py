"""Versions of procedures, read once: what was published never changes."""

from __future__ import annotations

from functools import lru_cache

from congvu.services.definitions import Content, trusted
from congvu.services.models import Definition
from congvu.services.types import DefinitionState


def content_of(definition: Definition) -> Content:
    """The version, typed."""
    if definition.state == DefinitionState.DRAFT:
        return trusted(definition.data)
    return _published(definition.pk, definition.number, definition.procedure_id)


@lru_cache(maxsize=512)
def _published(pk: int, _number: int, _procedure: int) -> Content:
    return trusted(Definition.objects.values_list("data", flat=True).get(pk=pk))
