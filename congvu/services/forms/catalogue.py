"""What a procedure says of itself."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core.text import nfc
from congvu.directory.fields import AgencyField
from congvu.directory.models import AgencyKind
from congvu.services.models import Field, Procedure
from congvu.services.models.catalogue import CODE
from congvu.services.types import Level
from congvu.ui.widgets import LongText


class ProcedureForm(forms.Form):
    """A new procedure, or a known one's facts; its code stays as it is."""

    code = forms.CharField(
        label="Mã thủ tục",
        max_length=32,
        validators=[CODE],
        help_text="Theo Cơ sở dữ liệu quốc gia, ví dụ 1.001193.000.00.00.H47.",
    )
    name = forms.CharField(label="Tên thủ tục", max_length=500, widget=LongText(500))
    field = forms.ModelChoiceField(
        label="Lĩnh vực", queryset=Field.objects.all(), empty_label="Chọn lĩnh vực"
    )
    level = forms.TypedChoiceField(label="Mức độ", choices=Level.choices, coerce=int)
    handled_by = forms.ChoiceField(label="Cấp thực hiện", choices=AgencyKind.choices)
    agency = AgencyField(
        label="Riêng một cơ quan",
        required=False,
        help_text="Để trống khi mọi cơ quan của cấp này đều giải quyết.",
    )
    words = forms.CharField(
        label="Từ khóa",
        max_length=300,
        required=False,
        help_text="Những từ người dân hay dùng khi tìm thủ tục này.",
    )
    active = forms.BooleanField(label="Đang thực hiện", required=False, initial=True)

    def __init__(self, data: Any = None, *, known: Procedure | None = None) -> None:
        told = {name: getattr(known, name) for name in self.base_fields} if known else {}
        super().__init__(data, initial={**told, "agency": known.agency_id if known else None})
        self.fields["code"].disabled = known is not None

    def facts(self) -> dict[str, Any]:
        """All but the code, as `actions.catalogue.put` takes them."""
        data = {**self.cleaned_data}
        del data["code"]
        return {**data, "name": nfc(data["name"]).strip(), "words": nfc(data["words"]).strip()}
