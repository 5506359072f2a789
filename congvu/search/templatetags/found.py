"""`{% load found %}`: what a search found, drawn in one go, for the page is mostly this."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from congvu.search.types import Found
from congvu.ui.tags.marks import tag, urgency

register = template.Library()


@register.simple_tag
def found_items(rows: Iterable[dict[str, Any]]) -> SafeString:
    """The rows of `views._rows` as a list, the words looked for marked."""
    return SafeString(f'<ul class="items found">{"".join(map(_drawn, rows))}</ul>')


def _drawn(row: dict[str, Any]) -> str:
    one: Found = row["found"]
    exact = tag("đúng số, ký hiệu", "success") if row["exact"] else ""
    day = one.dated_on
    dated = f'<time datetime="{day.isoformat()}">{day:%d/%m/%Y}</time>' if day else ""
    about = _marked(row["title"]) or "Chưa có trích yếu"
    snippet = row["snippet"]
    text = f'<span class="found-text">{_marked(snippet)}</span>' if snippet else ""
    why = html.escape(f"{one.author} · {one.state.lower()}")
    return (
        f'<li class="item"><a href="{row["url"]}"><span class="item-top">{urgency(one.urgency)}'
        f"<b>{html.escape(one.code or 'Chưa có số')}</b>{exact}"
        f'<span class="quiet">{html.escape(one.source.label)}</span>{dated}</span>'
        f'<span class="item-about">{about}</span>{text}<span class="item-why">{why}</span></a></li>'
    )


def _marked(pieces: Iterable[tuple[str, bool]]) -> str:
    return "".join(
        f"<mark>{html.escape(text)}</mark>" if hit else html.escape(text) for text, hit in pieces
    )
