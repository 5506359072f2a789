"""Widgets beyond Django's own: pickers, uploads, long text. All work without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

Parts = Sequence[tuple[str, str]]


class Picker(forms.Select):
    """Choosing one by typing; a plain select without scripts.

    `url` answers `GET ?q=` with `{"items": [{"value", "label", "note"}]}`; without it, the field's
    choices are searched in the page.
    """

    template_name = "ui/widgets/picker.html"

    def __init__(self, url: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.url = url

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["url"] = self.url
        return context


class MultiPicker(forms.SelectMultiple):
    """Choosing several; with `parts`, each chosen one has a part, switched by one key.

    The part of value v travels in `<name>_part_<v>`; `chosen_parts` holds them by value (set it to
    show what was kept), `part_of` reads one. A newly chosen item gets the first part named, or the
    second when `lone` names the first and somebody has it. With `dues`, each chosen one may have a
    due date of its own, as people type it, in `<name>_due_<v>`; `due_of` reads one.
    """

    template_name = "ui/widgets/picker.html"

    def __init__(
        self,
        url: str = "",
        parts: Parts = (),
        *,
        lone: str = "",
        dues: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.url = url
        self.parts = tuple(parts)
        self.lone = lone
        self.dues = dues
        self.chosen_parts: dict[str, str] = {}
        self.chosen_dues: dict[str, str] = {}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        values: list[str] = super().value_from_datadict(data, files, name) or []
        names = dict(self.parts)
        self.chosen_parts = {
            value: part
            for value in values
            if (part := str(data.get(f"{name}_part_{value}", ""))) in names
        }
        if self.dues:
            self.chosen_dues = {
                value: words.strip()
                for value in values
                if (words := str(data.get(f"{name}_due_{value}", ""))[:40])
            }
        return values

    def due_of(self, value: object) -> str:
        """What was typed as the due date of that value alone; empty where nothing was."""
        return self.chosen_dues.get(str(value), "")

    def part_of(self, value: object) -> str:
        """The part given to that value, or the one that a newly chosen item would get."""
        if str(value) in self.chosen_parts or not self.parts:
            return self.chosen_parts.get(str(value), "")
        first = self.parts[0][0]
        taken = first == self.lone and first in self.chosen_parts.values()
        return self.parts[1][0] if taken else first

    def _parts_of(self, values: Sequence[object]) -> list[tuple[object, str]]:
        """Every value with its part, at most one of them with the lone part."""
        for value in values:
            self.chosen_parts[str(value)] = self.part_of(value)
        return [(value, self.chosen_parts[str(value)]) for value in values]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "url": self.url,
            "multiple": True,
            "parts": self.parts,
            "lone": self.lone,
            "dues": self.dues,
            "chosen_dues": list(self.chosen_dues.items()),
            "chosen_parts": self._parts_of(context["widget"]["value"]) if self.parts else [],
        }
        return context


class Suggest(forms.TextInput):
    """A text field that proposes what may be meant; anything else may be typed too.

    `url` answers `GET ?q=` as `Picker` has it; with `whole`, it gives everything at once and the
    page looks through it as one types.
    """

    template_name = "ui/widgets/suggest.html"

    def __init__(
        self, url: str = "", *, whole: bool = False, attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.url = url
        self.whole = whole

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"url": self.url, "whole": self.whole}
        return context


class LongText(forms.Textarea):
    """A text area that says how much room is left."""

    template_name = "ui/widgets/long_text.html"

    def __init__(self, max_length: int = 0, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.max_length = max_length

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # A server-side limit with a sentence beats a browser that cuts pasted text in silence.
        limit = context["widget"]["attrs"].pop("maxlength", "") or self.max_length
        context["widget"]["limit"] = limit
        return context


class SuggestLong(LongText):
    """A long text that proposes former ones; none is taken unless an arrow key chose it.

    `url` answers `GET ?q=` as `Picker` has it; the field named `beside` goes with it.
    """

    template_name = "ui/widgets/suggest_long.html"

    def __init__(self, max_length: int = 0, *, beside: str = "") -> None:
        super().__init__(max_length)
        self.url = ""
        self.beside = beside

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"url": self.url, "beside": self.beside}
        return context


class Upload(forms.Widget):
    """One file, sent at once; the value is the stored file's id, or the file without scripts.

    The files that an answered form already holds are shown again: `value` may be an id, an object
    with `pk`, `name` and `size`, or several of them.
    """

    template_name = "ui/widgets/upload.html"
    needs_multipart_form = True
    multiple = False

    def __init__(self, accept: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.accept = accept

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Ids sent before come first, then files sent with the form (no scripts)."""
        ids = data.getlist(name) if isinstance(data, QueryDict) else data.get(name, [])
        listed = [ids] if isinstance(ids, str | int) else list(ids or [])
        plain = files.getlist(f"{name}_file") if hasattr(files, "getlist") else []
        values = [value for value in [*listed, *plain] if value]
        return values if self.multiple else (values[0] if values else None)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_file" not in files

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        several = value if isinstance(value, list | tuple) else [value]
        try:
            url = reverse("files:upload")
        except NoReverseMatch:
            url = ""
        context["widget"] |= {
            "url": url,
            "accept": self.accept,
            "multiple": self.multiple,
            "kept": [_kept(one) for one in several if one and not isinstance(one, UploadedFile)],
            "type": "file",
        }
        return context

    def format_value(self, value: Any) -> None:  # noqa: ARG002 - Django's name
        """The kept files say what there is; an input of files has no value."""
        return

    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ARG002 - Django's name
        """The server says it in words; the browser can't know what was sent before."""
        return False


class Uploads(Upload):
    """Several files."""

    multiple = True


def _kept(value: Any) -> dict[str, Any]:
    return {
        "id": getattr(value, "pk", value),
        "name": getattr(value, "name", ""),
        "size": getattr(value, "size", None),
    }
