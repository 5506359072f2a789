"""`{% load payments %}`: money and states in words."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from congvu.core import money
from congvu.ui.tags.marks import tag

register = template.Library()
register.filter("dong", money.dong)

_COLOURS = {
    "due": "warning",
    "waiting": "warning",
    "asked": "warning",
    "draft": "warning",
    "unmatched": "warning",
    "approved": "info",
    "refunding": "info",
    "paid": "success",
    "done": "success",
    "posted": "success",
    "matched": "success",
    "settled": "success",
    "failed": "danger",
    "refused": "danger",
    "wrong": "danger",
}


@register.simple_tag
def state_tag(thing: object) -> SafeString:
    """The state of anything here, in its own words."""
    state: str = thing.state  # type: ignore[attr-defined]
    words: str = thing.get_state_display()  # type: ignore[attr-defined]
    return tag(words, _COLOURS.get(state, "neutral"))
