"""Two submissions of one document beside each other, as a text with what went and what came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.documents.models import Version
from congvu.documents.queries.comparing import compare
from congvu.documents.queries.outgoing import outgoing, versions_of


class ChooseForm(forms.Form):
    """Which submission is compared with which."""

    tu = forms.ChoiceField(label="So sánh từ")
    den = forms.ChoiceField(label="đến")

    def __init__(self, *args: Any, versions: list[Version], **options: Any) -> None:
        super().__init__(*args, **options)
        self.versions = {str(one.number): one for one in versions}
        named = [
            (key, f"Lần trình {key}, {one.created_at:%d/%m/%Y}")
            for key, one in self.versions.items()
        ]
        for field in self.fields.values():
            field.choices = named  # type: ignore[attr-defined]


@official()
@require_safe
def compare_versions(request: OfficeRequest, pk: int) -> HttpResponse:
    """The last two submissions, or those that are chosen."""
    document = outgoing(pk, actor=request.actor)
    versions = list(versions_of(document))
    numbers = [one.number for one in versions]
    start = {"tu": str(numbers[-2]), "den": str(numbers[-1])} if len(numbers) > 1 else {}
    asked = request.GET.dict() if "tu" in request.GET else start
    form = ChooseForm(asked, versions=versions)
    fields = []
    if len(versions) > 1 and form.is_valid():
        chosen = form.cleaned_data
        fields = compare(form.versions[chosen["tu"]], form.versions[chosen["den"]])
    context = {
        "document": document,
        "form": form,
        "several": len(versions) > 1,
        "fields": fields,
        "changed": [one for one in fields if one.changed],
    }
    return render(request, "documents/outgoing/compare.html", context)
