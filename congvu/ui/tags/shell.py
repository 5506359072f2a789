"""The shell: rail, bar of the phone, icons, what the person chose to see."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congvu.ui import appearance, guides, navigation
from congvu.ui.drawing import drawn

register = template.Library()


def _request(context: Context) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request


@register.simple_tag
@cache  # a page has some forty; the sprite's address is one for the life of the process
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without one it is decoration."""
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
@cache
def emblem() -> SafeString:
    """The gold mark in the head, at the place of the state emblem."""
    href = f"{static('ui/icons.svg')}#emblem"
    return format_html('<svg class="emblem" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag(takes_context=True)
def scheme(context: Context) -> str:
    """`light`, `dark` or `auto`, as the person chose."""
    return appearance.scheme(_request(context)) if "request" in context else "auto"


@register.simple_tag(takes_context=True)
def text_size(context: Context) -> str:
    """`sm`, `md` or `lg`, as the person chose."""
    return appearance.text_size(_request(context)) if "request" in context else "md"


@register.simple_tag(takes_context=True)
def places(context: Context, where: navigation.Where = "rail") -> list[navigation.Shown]:
    """The places open to the one who asks."""
    return navigation.places(_request(context), where)


@register.simple_tag
def place(shown: navigation.Shown, where: str = "rail") -> SafeString:
    """A place's link: in the rail, the phone's bar, or (`where="menu"`) a menu."""
    return drawn("menu_place" if where == "menu" else "place", place=shown)


@register.simple_tag(takes_context=True)
def appearance_rows(context: Context) -> SafeString:
    """The buttons that choose size and colours, what is chosen pressed."""
    return drawn("appearance_rows", size=text_size(context), scheme=scheme(context))


@register.simple_tag(takes_context=True)
def unread(context: Context) -> int:
    """The number beside the bell."""
    return navigation.unread(_request(context))


@register.filter
def up_to(count: int, most: int) -> str:
    """The number as a badge shows it: `up_to(120, 99)` → `99+`, nothing for 0."""
    if not count:
        return ""
    return f"{most}+" if count > most else str(count)


@register.simple_tag(takes_context=True)
def help_address(context: Context) -> str:
    """Where the present page is explained."""
    request = _request(context)
    actor = getattr(request, "actor", None)
    match = getattr(request, "resolver_match", None)
    name = match.view_name if match else ""
    return guides.help_address(name, actor.role if actor else "")


@register.simple_tag
def search_address() -> str:
    """Where the head's search box leads, or nothing."""
    return navigation.search_address()


def _rail(context: Context) -> list[navigation.Shown]:
    """The rail's places, counted once for both of its forms."""
    request = _request(context)
    shown: list[navigation.Shown] | None = getattr(request, "_places", None)
    if shown is None:
        shown = navigation.places(request)
        request._places = shown  # type: ignore[attr-defined] # noqa: SLF001
    return shown


@register.simple_tag(takes_context=True)
def rail(context: Context) -> SafeString:
    """The narrow rail of the desk."""
    return drawn("rail", places=tuple(_rail(context)))


@register.simple_tag(takes_context=True)
def tabbar(context: Context) -> SafeString:
    """The bar of the phone: four places, the others under “Thêm”."""
    shown = tuple(_rail(context))
    split = 4 if len(shown) > 5 else 5
    return drawn("tabbar", first=shown[:split], rest=shown[split:])


@register.inclusion_tag("ui/parts/notes.html", takes_context=True)
def notes(context: Context) -> dict[str, Any]:
    """What the last action has to say to the person (django.contrib.messages)."""
    return {"messages": get_messages(_request(context)) if "request" in context else []}


@register.filter
def alert_color(level: str) -> str:
    """The design system's colour for a message level."""
    return {"error": "danger", "warning": "warning", "success": "success"}.get(level, "info")


@register.filter(name="is")
def is_(value: object, other: str) -> str:
    """`true` or `false`, as ARIA attributes want it."""
    return "true" if str(value) == other else "false"


@register.filter
def initials(name: str) -> str:
    """`Nguyễn Thị Ánh` → `NÁ`: the first and the last word's first letters."""
    words = name.split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()
