"""`{% load services %}`: rows of public figures, drawn in one go, for the page is mostly this."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from congvu.services.queries.figures import Figures
from congvu.services.types import SMALL

register = template.Library()
_ROWS_REMEMBERED = 2_000  # some periods of every agency


@register.simple_tag
def figure_rows(lines: Iterable[Figures], asked: str) -> SafeString:
    """A row an agency, its name leading to its indicators of the period that was asked for."""
    return SafeString("".join(_row(one, html.escape(asked)) for one in lines))


@lru_cache(_ROWS_REMEMBERED)
def _row(one: Figures, asked: str) -> str:
    address = html.escape(reverse("services:figures_of", args=[one.code]))
    cells = {
        "Cơ quan": f'<a href="{address}?{asked}">{html.escape(one.agency)}</a>',
        "Tiếp nhận": _number(one.accepted),
        "Đã giải quyết": _number(one.ended),
        "Đúng hạn": _meter("Đúng hạn", one.on_time_share),
        "Đang quá hạn": _number(one.overdue),
        "Trực tuyến": _share(one.online_share),
        "Hài lòng": _share(one.content),
    }
    drawn = (f'<td data-label="{label}">{value}</td>' for label, value in cells.items())
    return f"<tr>{''.join(drawn)}</tr>"


def _number(value: int | None) -> str:
    return f"dưới {SMALL}" if value is None else str(value)


def _share(value: int | None) -> str:
    return "–" if value is None else f"{value}%"


def _meter(label: str, value: int | None) -> str:
    if value is None:
        return _share(value)
    named = f'aria-label="{label} {value}%"'
    return f'<meter class="share" min="0" max="100" value="{value}" {named}></meter> {value}%'
