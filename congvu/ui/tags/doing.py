"""What a person can do: buttons, the bar they stand in, the head of a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from congvu.ui.drawing import drawn

register = template.Library()

_KINDS = {
    "primary": ("primary", ""),
    "secondary": ("secondary", ""),
    "tertiary": ("tertiary", ""),
    "danger": ("secondary", "danger"),
    "danger-primary": ("primary", "danger"),
}


@register.simple_tag(takes_context=True)
def button(context: Context, label: str, kind: str = "secondary", **given: str) -> SafeString:
    """A button or a link that looks like one.

    `icon`, `name`, `value`, `form`, `type`, `size`; `href` makes a link, `dialog` a link whose page
    opens in a dialog, `post` a form of its own to that address, `confirm` a question before it.
    """
    variant, color = _KINDS[kind]
    look: dict[str, Any] = {
        "label": label,
        "variant": variant,
        "color": color,
        "dialog": "",
        **given,
    }
    if given.get("post"):
        look["csrf_token"] = context.get("csrf_token", "")
        return SafeString(render_to_string("ui/parts/button.html", look))
    return drawn("button", **look)


@register.simple_block_tag(takes_context=True)
def actions(context: Context, content: str) -> str:
    """The bar of buttons."""
    return _inside(context, "ui/parts/actions.html", content=content)


@register.simple_block_tag(takes_context=True)
def page_head(
    context: Context,
    content: str,
    title: str,
    lead: str = "",
    crumbs: list[tuple[str, str]] | None = None,
) -> str:
    """The page's heading with its lead sentence, the way up, and its buttons on the right."""
    return _inside(
        context, "ui/parts/page_head.html", content=content, title=title, lead=lead, crumbs=crumbs
    )


@register.simple_block_tag(takes_context=True)
def draft(context: Context, content: str, key: str) -> str:
    """A form whose input is kept on this machine until it was sent, and that sends only once."""
    return _inside(context, "ui/parts/draft.html", content=content, key=key)


@register.simple_block_tag(takes_context=True)
def filters(context: Context, content: str, form: object = None, label: str = "Lọc") -> str:
    """A form by GET in one line; works on its own and answers at once with scripts."""
    return _inside(context, "ui/parts/filters.html", content=content, form=form, label=label)


@register.inclusion_tag("ui/parts/pager.html")
def pager(newer: str = "", older: str = "", note: str = "") -> dict[str, Any]:
    """Newer and older pages by keys; `note` says where one is."""
    return {"newer": newer, "older": older, "note": note}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items: list[object], label: str = "Các phần của trang") -> dict[str, Any]:
    """Views of the same thing, each with an address of its own."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/parts/stepper.html")
def stepper(steps: list[str], current: int) -> dict[str, Any]:
    """Where one is on a way of several steps, counted from 1."""
    marked = [
        (number, label, "done" if number < current else "now" if number == current else "next")
        for number, label in enumerate(steps, start=1)
    ]
    return {"steps": marked, "current": current, "total": len(steps), "label": steps[current - 1]}


def _inside(context: Context, name: str, **given: object) -> str:
    """The part's template around the block's content."""
    engine = context.template.engine  # type: ignore[union-attr]
    with context.push(**given):
        return str(engine.get_template(name).render(context))
