"""What a page shows: panes, facts, rows, tables, files, figures, days."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from typing import Any

from django import template
from django.template.defaultfilters import slugify
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from congvu.core import clock
from congvu.core.text import strip_marks
from congvu.ui import words
from congvu.ui.tags.marks import due, seal_mark
from congvu.ui.tags.marks import urgency as stamp
from congvu.ui.tags.shell import icon as draw
from congvu.ui.types import Entry

register = template.Library()

WEEKDAYS = words.WEEKDAYS


@register.simple_block_tag
def card(content: str, title: str = "", icon: str = "", tools: str = "") -> SafeString:
    """A pane; its title is a heading of the second level."""
    if not title:
        return format_html('<section class="card">{}</section>', content)
    anchor = slugify(strip_marks(title))
    sign = draw(icon) if icon else ""
    return format_html(
        '<section class="card" aria-labelledby="{}"><div class="card-head"><h2 id="{}">{}{}</h2>{}'
        "</div>{}</section>",
        anchor,
        anchor,
        sign,
        title,
        tools,
        content,
    )


@register.simple_block_tag
def callout(content: str, color: str = "info", title: str = "") -> SafeString:
    """Something that must not be passed over."""
    head = format_html("<h2>{}</h2>", title) if title else ""
    body = content if "<" in content else format_html("<p>{}</p>", content.strip())
    return format_html('<div class="ds-alert" data-color="{}">{}{}</div>', color, head, body)


@register.simple_block_tag
def empty(content: str, title: str, icon: str = "inbox") -> SafeString:
    """An empty list: what will come here, and what one can do now."""
    return format_html(
        '<div class="empty">{}<p class="strong">{}</p><div>{}</div></div>',
        draw(icon),
        title,
        content,
    )


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A list of names and values."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, name: str) -> SafeString:
    """One name and its value."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", name, content)


@register.simple_block_tag
def item(  # noqa: PLR0913 - a row says who, why, when and by when, all by name
    content: str,
    url: str,
    code: str,
    who: str = "",
    why: str = "",
    at: datetime | None = None,
    due_on: date | None = None,
    due_days: int | None = None,
    urgency: str = "",
    *,
    unread: bool = False,
    current: bool = False,
    verdict: str = "",
    pick: int = 0,
) -> SafeString:
    """A row of the list pane; inside stands the abstract. `verdict` as the tag `verdict` has it.

    With `pick`, the row can be chosen for the form `bulk`, under that number.
    """
    late = due_on is not None and words.is_late(due_on)
    # Stripping makes a plain string of what the template has escaped already.
    about = SafeString(content.strip())
    when = _when(at)
    return format_html(
        '<li class="item{}">{}<a href="{}"{}><span class="item-top">{}<b>{}</b>{}{}</span>'
        '{}<span class="item-why">{}</span>{}</a></li>',
        " unread" if unread else "",
        _pick(pick, code) if pick else "",
        url,
        SafeString(' aria-current="page"') if current else "",
        stamp(urgency),
        code,
        seal_mark(verdict),
        when if about else "",
        format_html('<span class="item-about">{}</span>', about) if about else "",
        format_html_join(" · ", "{}", [(one,) for one in (who, why, "" if about else when) if one]),
        format_html(
            '<span class="item-due">{}{}</span>',
            due(due_on, due_days) if due_on else "",
            SafeString('<span class="sr-only">chưa đọc</span>') if unread else "",
        )
        if due_on or unread or late
        else "",
    )


def _pick(number: int, code: str) -> SafeString:
    return format_html(
        '<input class="item-pick" type="checkbox" form="bulk" name="van_ban" value="{}" '
        'aria-label="Chọn {}">',
        number,
        code,
    )


def _when(moment: datetime | None) -> SafeString:
    """The moment in as few characters as say it; in full to the pointer that rests on it."""
    if moment is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        words.ago(moment),
        words.short_ago(moment),
    )


@register.simple_block_tag
def table(content: str, caption: str = "", *, hidden: bool = False) -> SafeString:
    """A table that turns into cards where it does not fit; `hidden` keeps the caption for ears."""
    head = (
        format_html(
            "<caption{}>{}</caption>", SafeString(' class="sr-only"') if hidden else "", caption
        )
        if caption
        else ""
    )
    return format_html(
        '<div class="table-pane"><table class="ds-table cards-when-narrow" data-hover>'
        "{}{}</table></div>",
        head,
        content,
    )


@register.simple_block_tag
def attachments(content: str) -> SafeString:
    """A list of files."""
    return format_html('<ul class="files">{}</ul>', content)


@register.simple_block_tag
def attachment(content: str, name: str, url: str, size: int | None = None) -> SafeString:
    """One file; inside may stand what is known of it or what can be done with it."""
    sign = "image" if name.lower().endswith((".png", ".jpg", ".jpeg", ".tif")) else "document"
    return format_html(
        '<li>{}<span><a href="{}">{}</a>{}</span>{}</li>',
        draw(sign),
        url,
        name,
        format_html("<small>{}</small>", words.size_words(size)) if size is not None else "",
        content,
    )


@register.simple_block_tag
def figures(content: str) -> SafeString:
    """Cards with figures, side by side."""
    return format_html('<ul class="figures">{}</ul>', content)


@register.simple_tag
def figure(
    label: str, value: object, url: str = "", note: str = "", *, late: bool = False
) -> SafeString:
    """One figure, what it counts, and how it moves; red when it counts what is late."""
    inner = format_html(
        '<span class="figure-value{}">{}</span><span>{}</span>{}',
        " late" if late else "",
        value,
        label,
        format_html("<small>{}</small>", note) if note else "",
    )
    return (
        format_html('<li><a href="{}">{}</a></li>', url, inner)
        if url
        else format_html("<li><div>{}</div></li>", inner)
    )


@register.inclusion_tag("ui/parts/month.html")
def month(first_day: date, entries: dict[date, list[Entry]]) -> dict[str, Any]:
    """The month of that day, weeks from Monday, with what stands on its days."""
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first_day.year, first_day.month)
    return {
        "weekdays": WEEKDAYS,
        "title": f"Tháng {first_day.month} năm {first_day.year}",
        "weeks": [
            [
                (
                    day,
                    day.month == first_day.month,
                    day == clock.today(),
                    entries.get(day, []),
                    WEEKDAYS[day.weekday()],
                )
                for day in week
            ]
            for week in weeks
        ],
    }


@register.inclusion_tag("ui/parts/pdf.html")
def pdf(url: str, name: str = "") -> dict[str, Any]:
    """The page viewer; without scripts a link to the file."""
    return {"url": url, "name": name}
