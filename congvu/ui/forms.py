"""How forms are drawn: label, hint, widget, error beside the field, a summary of errors on top.

`{{ form }}` in a template is all that a page needs.
"""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from congvu.core.refused import Refused

_TOGGLES = {"checkbox", "radio"}
_PLAIN = {"hidden", "file"}


class OfficialRenderer(TemplatesSetting):
    """Django's renderer with our templates for form, field and errors, and styled widgets."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Give every widget the design system's class before its template is filled."""
        widget = context.get("widget")
        if widget is not None and widget.get("type") not in _PLAIN:
            _style(widget["attrs"], template_name)
        return str(super().render(template_name, context, request))


def _style(attrs: dict[str, Any], template_name: str) -> None:
    classes = str(attrs.get("class", "")).split()
    if "ds-input" not in classes:
        attrs["class"] = " ".join(["ds-input", *classes])
    if template_name.endswith("/date.html"):
        attrs.setdefault("placeholder", "ngày/tháng/năm")
        attrs.setdefault("inputmode", "numeric")
        attrs.setdefault("autocomplete", "off")
        attrs.setdefault("size", "12")
    if template_name.endswith("/textarea.html"):
        attrs["rows"] = attrs.get("rows") or 4
        attrs.pop("cols", None)


def add_refusal(form: BaseForm, refused: Refused) -> None:
    """Show an action's refusal where it belongs: beside its field, or above the form."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, refused.sentence)
