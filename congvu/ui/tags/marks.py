"""Words and marks: tags, stamps, due dates, verdicts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from congvu.ui import words
from congvu.ui.tags.shell import icon

register = template.Library()

_URGENCY = {"urgent": "KHẨN", "very_urgent": "THƯỢNG KHẨN", "express": "HỎA TỐC"}
_VERDICTS = {
    "valid": ("valid", "Hợp lệ", "success"),
    "invalid": ("invalid", "Không hợp lệ", "danger"),
    "unknown": ("unknown", "Chưa xác định", "warning"),
}


@register.simple_tag
def tag(label: str, color: str = "neutral") -> SafeString:
    """A word on a coloured ground."""
    return format_html('<span class="ds-tag" data-color="{}">{}</span>', color, label)


@register.simple_tag
def count(number: int, label: str = "") -> SafeString:
    """A number beside something; `label` says aloud of what."""
    if not number:
        return SafeString("")
    return format_html(
        '<span class="count calm">{}<span class="sr-only"> {}</span></span>', number, label
    )


@register.simple_tag
def urgency(value: str) -> SafeString:
    """The stamp of an urgent document; nothing for a normal one."""
    words_ = _URGENCY.get(str(value))
    if words_ is None:
        return SafeString("")
    return format_html('<span class="stamp" data-urgency="{}">{}</span>', value, words_)


@register.simple_tag
def due(day: date | None, days: int | None = None, *, done: bool = False) -> SafeString:
    """The due date in words with the date itself; red when it has passed."""
    if day is None:
        return SafeString("")
    written = f"{day:%d/%m/%Y}"
    if done:
        return format_html(
            '<span class="due">hạn <time datetime="{}">{}</time></span>', day.isoformat(), written
        )
    return format_html(
        '<span class="due{}">{}<span>{}</span> <time datetime="{}">({})</time></span>',
        " late" if words.is_late(day, days=days) else "",
        icon("clock"),
        words.due_words(day, days=days),
        day.isoformat(),
        written,
    )


@register.filter
def ago(moment: datetime | None) -> SafeString:
    """The moment as people say it, machine-readable beside it."""
    if moment is None:
        return SafeString("")
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words.ago(moment))


@register.filter
def due_words(day: date) -> str:
    """`còn 2 ngày`, `hết hạn hôm nay`, `quá hạn 3 ngày`."""
    return words.due_words(day)


@register.filter
def day_words(day: date) -> str:
    """`Thứ tư, ngày 25/11/2026`."""
    return words.day_words(day)


@register.filter
def filesize_vi(size: int) -> str:
    """`1,2 MB`."""
    return words.size_words(size)


@register.simple_block_tag
def verdict(content: str, state: str, words: str = "") -> SafeString:
    """One line on signatures (icon and words); what stands inside opens below it."""
    sign, label, color = _VERDICTS[state]
    line = format_html("{}<span>{}</span>", icon(sign), words or label)
    if not content.strip():
        return format_html('<p class="verdict" data-color="{}">{}</p>', color, line)
    return format_html(
        '<details class="verdict" data-color="{}"><summary>{}{}</summary>'
        '<div class="verdict-body">{}</div></details>',
        color,
        line,
        icon("down"),
        content,
    )


def seal_mark(state: str) -> SafeString:
    """The verdict as an icon that speaks, where there is no room for a line; nothing for none."""
    if state not in _VERDICTS:
        return SafeString("")
    sign, label, color = _VERDICTS[state]
    return format_html(
        '<span class="seal-mark" data-color="{}">{}</span>',
        color,
        icon(sign, f"Chữ ký số: {label.lower()}"),
    )


@register.inclusion_tag("ui/parts/progress.html")
def progress(value: int, total: int, label: str) -> dict[str, Any]:
    """How far something is, in words and as a bar."""
    return {"value": value, "total": total, "label": label}


@register.simple_tag
def loading(label: str = "Đang thực hiện…") -> SafeString:
    """Shown by htmx while an answer is under way (`hx-indicator`, or inside what asks)."""
    return format_html(
        '<span class="loading htmx-indicator" role="status">{}{}</span>', _WHEEL, label
    )


_WHEEL = mark_safe(
    '<svg class="ds-spinner" viewBox="0 0 50 50" aria-hidden="true">'
    '<circle class="ds-spinner__background" cx="25" cy="25" r="20" fill="none" stroke-width="5"/>'
    '<circle class="ds-spinner__circle" cx="25" cy="25" r="20" fill="none" stroke-width="5"/></svg>'
)
