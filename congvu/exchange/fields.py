"""Choosing agencies outside in forms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.urls import reverse_lazy

from congvu.directory.fields import PickSeveral
from congvu.exchange.models import Partner
from congvu.exchange.queries.parties import reachable


class PartnersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several agencies outside the installation that can be reached, and those of `also`."""

    default_error_messages = {
        "invalid_choice": "Lựa chọn này không còn trong danh sách; xin chọn lại."
    }

    def __init__(self, *, also: Collection[int] = (), **options: Any) -> None:
        url = cast("str", reverse_lazy("exchange:find_partners"))
        options.setdefault("widget", PickSeveral(url=url))
        rows = reachable() | Partner.objects.filter(pk__in=also) if also else reachable()
        super().__init__(queryset=rows, **options)
