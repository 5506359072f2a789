"""What the form templates ask of a field."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def widget_kind(field: BoundField) -> str:
    """`checkbox`, `select`, `text`… as the field's widget calls itself."""
    widget = field.field.widget
    return str(getattr(widget, "input_type", "") or type(widget).__name__.lower())


@register.filter
def first_input(field: BoundField) -> str:
    """The id of the input that a link in the error summary leads to."""
    return str(field.id_for_label or f"{field.auto_id}_0")


@register.filter
def error_count(form: BaseForm) -> int:
    """How many sentences the summary holds."""
    return sum(len(errors) for errors in form.errors.values())


@register.filter
def attributes(attrs: dict[str, Any]) -> SafeString:
    """The attributes of a widget as HTML, quoted."""
    return flatatt({name: value for name, value in attrs.items() if value not in (None, False)})
