"""What the clerk reads off a paper document."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from congvu.core import clock
from congvu.directory.queries import head_of
from congvu.documents.doctypes import CHOICES
from congvu.documents.forms.incoming import RegisterField, leader_field, offer_leaders
from congvu.documents.models import Incoming
from congvu.documents.types import Urgency
from congvu.files.fields import StoredFileField
from congvu.files.types import Media
from congvu.ui.widgets import LongText


class PaperForm(forms.Form):
    """The scan and its facts; what seems to be registered already asks for a confirmation."""

    file = StoredFileField(
        label="Bản quét",
        accept=(Media.PDF, Media.JPEG, Media.PNG, Media.TIFF),
        help_text="Tệp PDF hoặc ảnh quét.",
    )
    issuer_name = forms.CharField(label="Cơ quan ban hành", max_length=200)
    number = forms.CharField(label="Số", max_length=11)
    notation = forms.CharField(label="Ký hiệu", max_length=30, help_text="Ví dụ: QĐ-UBND")
    dated_on = forms.DateField(label="Ngày văn bản", help_text="Ví dụ: 05/04/2026")
    kind = forms.ChoiceField(label="Loại văn bản", choices=CHOICES, initial="letter")
    abstract = forms.CharField(label="Trích yếu", max_length=500, widget=LongText(500))
    urgency = forms.ChoiceField(label="Độ khẩn", choices=Urgency.choices, initial=Urgency.NORMAL)
    signer_name = forms.CharField(label="Người ký", max_length=50, required=False)
    to = leader_field("Trình lãnh đạo")
    register = RegisterField()
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Any, **options: Any) -> None:
        options.setdefault("initial", {"form_key": uuid.uuid4()})
        super().__init__(*args, **options)
        self.actor = actor
        self.fields["file"].actor = actor  # type: ignore[attr-defined]
        self.fields["register"].of(actor)  # type: ignore[attr-defined]
        offer_leaders(self.fields["to"], actor)
        self.fields["to"].initial = head_of(actor.agency)
        if "confirmed" in self.data:
            self._ask_to_confirm()

    def clean_dated_on(self) -> Any:
        day = self.cleaned_data["dated_on"]
        if day > clock.today():
            raise forms.ValidationError("Ngày văn bản không được sau hôm nay.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        twin = self._twin(data)
        if twin and not self.data.get("confirmed"):
            self._ask_to_confirm()
            self.add_error(
                "number",
                f"Văn bản {twin.code} của {twin.issuer_name} đã có trong hệ thống"
                + (f" (số đến {twin.arrival_number})" if twin.arrival_number else "")
                + ". Nếu đúng là văn bản khác, ông/bà đánh dấu xác nhận ở cuối rồi vào sổ.",
            )
        return data

    def _twin(self, data: dict[str, Any]) -> Incoming | None:
        if not all(data.get(name) for name in ("number", "notation", "issuer_name", "form_key")):
            return None
        rows = Incoming.objects.filter(
            agency=self.actor.agency_id,
            number=data["number"],
            notation=data["notation"],
            issuer_name__iexact=data["issuer_name"],
        )
        return rows.exclude(form_key=data["form_key"]).first()

    def _ask_to_confirm(self) -> None:
        self.fields["confirmed"] = forms.BooleanField(
            label="Tôi đã kiểm tra: đây là văn bản khác, cần vào sổ", required=False
        )
