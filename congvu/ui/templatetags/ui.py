"""`{% load ui %}`: everything that pages are built of. The tags live in `congvu.ui.tags`."""

from __future__ import annotations

from django import template

from congvu.ui.tags import doing, fields, marks, records, shell, showing

register = template.Library()
for part in (shell, marks, doing, showing, records, fields):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
