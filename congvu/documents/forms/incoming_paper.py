"""What the clerk reads off a paper document."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.urls import reverse

from congvu.directory.queries import head_of
from congvu.documents.doctypes import CHOICES
from congvu.documents.forms.days import PastDayField
from congvu.documents.forms.incoming import (
    RegisterField,
    anyway_field,
    leader_field,
    offer_leaders,
)
from congvu.documents.types import Urgency
from congvu.files.fields import StoredFilesField
from congvu.files.types import Media
from congvu.ui.widgets import Suggest, SuggestLong

_PROPOSED = {
    "issuer_name": "documents:find_issuers",
    "notation": "documents:find_notations",
    "abstract": "documents:find_abstracts",
}


class PaperForm(forms.Form):
    """The scan and its facts. Of several scans the first is this document's; the others wait."""

    file = StoredFilesField(
        label="Bản quét",
        accept=(Media.PDF, Media.JPEG, Media.PNG, Media.TIFF, Media.HEIC),
        help_text="Tệp PDF hoặc ảnh quét. Chọn được nhiều bản quét một lần: bản đứng đầu là của "
        "văn bản này, các bản sau chờ sẵn ở lần nhập tiếp theo.",
    )
    number = forms.CharField(label="Số", max_length=11)
    notation = forms.CharField(label="Ký hiệu", max_length=30, widget=Suggest(whole=True))
    dated_on = PastDayField(label="Ngày văn bản")
    kind = forms.ChoiceField(label="Loại văn bản", choices=CHOICES, initial="letter")
    issuer_name = forms.CharField(label="Cơ quan ban hành", max_length=200, widget=Suggest())
    anyway = anyway_field()
    abstract = forms.CharField(
        label="Trích yếu", max_length=500, widget=SuggestLong(500, beside="notation")
    )
    to = leader_field("Trình lãnh đạo")
    register = RegisterField()
    urgency = forms.ChoiceField(label="Độ khẩn", choices=Urgency.choices, initial=Urgency.NORMAL)
    signer_name = forms.CharField(label="Người ký", max_length=50, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Any, initial: dict[str, Any], **options: Any) -> None:
        options["initial"] = {"form_key": uuid.uuid4()} | initial
        super().__init__(*args, **options)
        self.fields["file"].actor = actor  # type: ignore[attr-defined]
        self.fields["register"].of(actor)  # type: ignore[attr-defined]
        for name, url in _PROPOSED.items():
            self.fields[name].widget.url = reverse(url)
        offer_leaders(self.fields["to"], actor)
        self.fields["to"].initial = head_of(actor.agency)

    @property
    def more(self) -> list[forms.BoundField]:
        """What seldom differs from one document to the next."""
        return [self[name] for name in ("to", "register", "urgency", "signer_name")]

    @property
    def more_is_open(self) -> bool:
        return any(field.errors for field in self.more)
