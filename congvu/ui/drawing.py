"""Parts of a page that depend on nothing but what they are given: drawn once, then kept.

A page repeats most of the page before it: the rail, the menus, the same few buttons.
"""

from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@lru_cache(maxsize=2048, typed=True)  # text that is safe equals the same text that is not
def drawn(part: str, **given: object) -> SafeString:
    """The part `ui/parts/PART.html`; what is given must be hashable, and texts in it plain."""
    return SafeString(render_to_string(f"ui/parts/{part}.html", given).strip())
