"""What somebody keeps to themselves about a document."""

from __future__ import annotations

from django import forms

from congvu.documents.actions.marks import Kept
from congvu.documents.models import PersonalMark
from congvu.documents.types import Label


class MarkForm(forms.Form):
    """Followed, a label, a note; everything may stay empty."""

    followed = forms.BooleanField(label="Theo dõi văn bản này", required=False)
    personal_label = forms.ChoiceField(
        label="Nhãn", required=False, choices=[("", "Không gắn nhãn"), *Label.choices]
    )
    note = forms.CharField(
        label="Ghi chú riêng",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def of(cls, mark: PersonalMark | None) -> MarkForm:
        """As it is kept now."""
        if mark is None:
            return cls()
        return cls(
            initial={
                "followed": mark.followed,
                "personal_label": mark.personal_label,
                "note": mark.note,
            }
        )

    def kept(self) -> Kept:
        given = self.cleaned_data
        return Kept(given["followed"], given["personal_label"], given["note"].strip())
