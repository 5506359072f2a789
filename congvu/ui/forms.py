"""How forms are drawn: label, hint, widget, error beside the field, a summary of errors on top.

`{{ form }}` in a template is all that a page needs.
"""

from __future__ import annotations

import html
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
            if draw := _DRAWN.get(template_name):
                return draw(widget)
        return str(super().render(template_name, context, request))


def _select(widget: dict[str, Any]) -> SafeString:
    """A choice, as Django's template has it: with that, a long one takes most of a page's time."""
    groups = []
    for name, options, _ in widget["optgroups"]:
        drawn = "".join(
            f'<option value="{html.escape(str(one["value"]))}"{_attributes(one["attrs"])}>'
            f"{html.escape(str(one['label']))}</option>"
            for one in options
        )
        label = html.escape(str(name)) if name else ""
        groups.append(f'<optgroup label="{label}">{drawn}</optgroup>' if name else drawn)
    name = html.escape(str(widget["name"]))
    return SafeString(
        f'<select name="{name}"{_attributes(widget["attrs"])}>{"".join(groups)}</select>'
    )


def _toggles(widget: dict[str, Any]) -> SafeString:
    """Choices to tick, each beside its label."""
    parts = []
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'<p class="strong">{html.escape(str(group))}</p>')
        parts += [
            f'<div class="ds-field"><input class="ds-input" type="{one["type"]}" '
            f'name="{html.escape(str(one["name"]))}" value="{html.escape(str(one["value"]))}"'
            f"{_attributes(one['attrs'])}>"
            f'<label for="{html.escape(str(one["attrs"].get("id", "")))}">'
            f"{html.escape(str(one['label']))}</label></div>"
            for one in options
        ]
    key = widget["attrs"].get("id")
    named = f' id="{html.escape(str(key))}"' if key else ""
    return SafeString(f'<div class="choices"{named}>{"".join(parts)}</div>')


_DRAWN = {
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/radio.html": _toggles,
    "django/forms/widgets/checkbox_select.html": _toggles,
}


def _attributes(attrs: dict[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
        for name, value in attrs.items()
        if value is not None and value is not False
    )


def _style(attrs: dict[str, Any], template_name: str) -> None:
    classes = str(attrs.get("class", "")).split()
    if "ds-input" not in classes:
        attrs["class"] = " ".join(["ds-input", *classes])
    if template_name.endswith("/date.html"):
        attrs.setdefault("placeholder", "ngày/tháng/năm")
        attrs.setdefault("inputmode", "numeric")
        attrs.setdefault("autocomplete", "off")
        attrs.setdefault("size", "16")
    if template_name.endswith(("/textarea.html", "/long_text.html")):
        # Django's own 40 × 10 is what nobody chose.
        attrs["rows"] = 4 if str(attrs.get("rows", 10)) == "10" else attrs["rows"]
        attrs.pop("cols", None)


def add_refusal(form: BaseForm, refused: Refused) -> None:
    """Show an action's refusal where it belongs: beside its field, or above the form."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, said(refused))


def said(refused: Refused) -> str:
    """The refusal's sentence, with a link to the page that says the proper way, if there is one."""
    if not refused.guide:
        return refused.sentence
    return format_html(
        '{} <a class="ds-link" href="{}">Xem cách làm đúng</a>', refused.sentence, refused.guide
    )


_SENTENCES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Ông/bà chưa điền mục này."},
    forms.ChoiceField: {
        "invalid_choice": "Lựa chọn này không còn; ông/bà chọn lại trong danh sách."
    },
    forms.MultipleChoiceField: {
        "invalid_choice": "“%(value)s” không còn trong danh sách; ông/bà chọn lại.",
    },
    forms.DateField: {"invalid": "Ngày viết chưa đúng. Ông/bà viết theo mẫu 05/04/2026."},
    forms.DateTimeField: {
        "invalid": "Thời điểm viết chưa đúng. Ông/bà viết theo mẫu 16:21 05/04/2026."
    },
    forms.IntegerField: {"invalid": "Ông/bà viết một số nguyên, chỉ gồm chữ số."},
    forms.EmailField: {"invalid": "Địa chỉ thư chưa đúng. Ông/bà viết đủ cả phần sau dấu @."},
    forms.FileField: {"required": "Ông/bà chưa chọn tệp.", "empty": "Tệp này không có nội dung."},
}


_NULL = (
    "Nội dung có ký tự điều khiển không in được (thường do chép từ chương trình khác). "
    "Ông/bà xóa ký tự đó hoặc gõ lại; các nội dung khác vẫn còn."
)
_TOO_LONG = (
    "Nội dung dài %(show_value)d ký tự, mục này nhận tối đa %(limit_value)d ký tự. "
    "Ông/bà rút gọn rồi gửi lại; nội dung đã nhập vẫn còn."
)


def speak_officially() -> None:
    """Replace Django's own sentences where ours say better what to do.

    The browser is not told what is required: it would say so in its own language and stop at the
    first field, while the server names all of them and keeps what was typed.
    """
    BaseForm.use_required_attribute = False
    for kind, sentences in _SENTENCES.items():
        kind.default_error_messages = {**kind.default_error_messages, **sentences}
    ProhibitNullCharactersValidator.message = _NULL
    MaxLengthValidator.message = _TOO_LONG
