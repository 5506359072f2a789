"""Choosing agencies outside in forms."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.urls import reverse_lazy

from congvu.directory.fields import PickSeveral
from congvu.exchange.queries.parties import reachable


class PartnersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several agencies outside the installation that can be reached."""

    default_error_messages = {
        "invalid_choice": "Lựa chọn này không còn trong danh sách; xin chọn lại."
    }

    def __init__(self, **options: Any) -> None:
        url = cast("str", reverse_lazy("exchange:find_partners"))
        options.setdefault("widget", PickSeveral(url=url))
        super().__init__(queryset=reachable(), **options)
