"""What has happened and who has it: timeline, trees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congvu.ui.tags.marks import ago
from congvu.ui.tags.shell import icon as draw
from congvu.ui.types import Node, Step

register = template.Library()

_STATES = {
    "waiting": ("clock", "chưa xem", "neutral"),
    "read": ("eye", "đã xem", "info"),
    "working": ("pen", "đang xử lý", "info"),
    "done": ("check", "đã hoàn thành", "success"),
    "late": ("warning", "quá hạn", "danger"),
    "returned": ("reply", "đã trả lại", "warning"),
    "stopped": ("cross", "đã dừng", "neutral"),
}


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """What has happened, as the page orders it."""
    return format_html('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag
def moment(
    content: str,
    at: datetime,
    who: str,
    title: str = "",
    what: str = "",
    icon: str = "check",
    kind: str = "neutral",
) -> SafeString:
    """One thing that happened; inside stand the words that were said."""
    words = SafeString(content.strip())
    said = format_html("<blockquote>{}</blockquote>", words) if words else ""
    return format_html(
        '<li class="moment" data-color="{}"><span class="moment-sign">{}</span><div>'
        '<p><b>{}</b>{} <span>{}</span></p><p class="quiet small">{}</p>{}</div></li>',
        kind,
        draw(icon),
        who,
        format_html('<span class="quiet">, {}</span>', title) if title else "",
        what,
        ago(at),
        said,
    )


@register.inclusion_tag("ui/parts/tree.html")
def tree(nodes: Sequence[Node]) -> dict[str, Any]:
    """Agencies, units and people, opened and closed without scripts."""
    return {"nodes": nodes}


@register.inclusion_tag("ui/parts/circulation.html")
def circulation(nodes: Sequence[Step]) -> dict[str, Any]:
    """Where a document has gone: who has read it, who is late."""
    return {"steps": nodes}


@register.simple_tag
def step_state(state: str) -> SafeString:
    """How far one stop is, with icon and words."""
    sign, label, color = _STATES[state]
    return format_html('<span class="ds-tag" data-color="{}">{}{}</span>', color, draw(sign), label)
