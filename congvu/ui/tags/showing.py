"""What a page shows: panes, facts, rows, tables, files, figures, days."""

from __future__ import annotations

import calendar
import html
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.template.defaultfilters import slugify
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congvu.core import clock
from congvu.core.text import strip_marks
from congvu.ui import words
from congvu.ui.tags.marks import due, seal_mark
from congvu.ui.tags.marks import urgency as stamp
from congvu.ui.tags.shell import icon as draw
from congvu.ui.types import Entry, Line

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
def item(content: str, url: str, code: str, **given: Any) -> SafeString:
    """A row of the list pane; inside stands the abstract. The rest by the names of `Line`."""
    # Stripping makes a plain string of what the template has escaped already.
    return draw_line(Line(url, code, SafeString(content.strip()), **given))


@register.simple_tag
def items(lines: Iterable[Line]) -> SafeString:
    """All rows of a list pane: in one go, for a page is mostly these."""
    return SafeString(f'<ul class="items">{"".join(map(draw_line, lines))}</ul>')


def draw_line(line: Line) -> SafeString:
    """One row. Written without the template's parts: thirty of them are half of a page's time."""
    when = _when(line.at) if line.at else ""
    about = f'<span class="item-about">{_safe(line.about)}</span>' if line.about else ""
    told = (line.who, line.why, "" if about else when)
    why = " · ".join(_safe(one) for one in told if one)
    ending = due(line.due_on, line.due_days) if line.due_on else ""
    if line.unread:
        ending += '<span class="sr-only">chưa đọc</span>'
    if ending:
        ending = f'<span class="item-due">{ending}</span>'
    return SafeString(
        f'<li class="item{" unread" if line.unread else ""}">{_pick(line)}'
        f'<a href="{_safe(line.url)}"{_CURRENT if line.current else ""}>'
        f'<span class="item-top">{stamp(line.urgency)}<b>{_safe(line.code)}</b>'
        f"{seal_mark(line.verdict)}{when if about else ''}</span>"
        f'{about}<span class="item-why">{why}</span>'
        f"{ending}</a></li>"
    )


_CURRENT = ' aria-current="page"'


def _safe(text: str) -> str:
    """The text for HTML; what is marked as safe stays. Django's own is slow for short strings."""
    return text if isinstance(text, SafeString) else html.escape(str(text))


def _pick(line: Line) -> str:
    if not line.pick:
        return ""
    return (
        f'<input class="item-pick" type="checkbox" form="bulk" name="van_ban" value="{line.pick}" '
        f'aria-label="Chọn {_safe(line.code)}">'
    )


def _when(moment: datetime) -> SafeString:
    """The moment in as few characters as say it; in full to the pointer that rests on it."""
    return SafeString(
        f'<time datetime="{moment.isoformat()}" title="{words.ago(moment)}">'
        f"{words.short_ago(moment)}</time>"
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
