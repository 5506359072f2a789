"""Forms of documents on their way out."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from congvu.directory.fields import AgenciesField, AppointmentField
from congvu.directory.models import Agency, Appointment, Role
from congvu.directory.queries.signing import signing_right
from congvu.directory.types import SigningRight
from congvu.documents.actions.beyond import beyond_keys, field_for
from congvu.documents.actions.drafting import Fields
from congvu.documents.actions.numbering import usual_register
from congvu.documents.doctypes import CHOICES
from congvu.documents.forms.days import ComingDayField
from congvu.documents.forms.fields import LinesField, PinField
from congvu.documents.models import DraftTemplate, HeldNumber, Outgoing, ReceiverGroup, Register
from congvu.documents.queries.holding import waiting_of
from congvu.documents.rendering import edited_body, empty_body
from congvu.documents.types import Circulation, RegisterKind, Urgency
from congvu.files.fields import StoredFileField
from congvu.files.types import Media
from congvu.ui.widgets import LongText, Picker

_LEADING = (Role.LEADER, Role.UNIT_HEAD)


def leaders_of(agency: Agency) -> QuerySet[Appointment]:
    """Those to whom one submits in the agency."""
    rows = Appointment.objects.in_force().whole()
    return rows.filter(agency=agency, role__in=_LEADING)


class NewDraftForm(forms.Form):
    """The type of the new document, and a template or a file to begin from."""

    template = forms.ModelChoiceField(
        label="Mẫu của cơ quan (không bắt buộc)",
        queryset=DraftTemplate.objects.none(),
        required=False,
        empty_label="Không dùng mẫu",
        help_text="Mẫu có sẵn loại văn bản, căn cứ, nội dung, nơi nhận và người ký.",
    )
    kind = forms.ChoiceField(
        label="Loại văn bản", choices=CHOICES, initial="letter", widget=Picker()
    )
    file = StoredFileField(
        label="Bắt đầu từ tệp (không bắt buộc)",
        required=False,
        accept=[Media.DOCX, Media.PDF],
        help_text="Tệp DOCX: lấy phần nội dung vào trình soạn thảo. Tệp PDF: giữ nguyên trang.",
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].actor = actor  # type: ignore[attr-defined]
        kept = self.fields["template"]
        assert isinstance(kept, forms.ModelChoiceField)  # noqa: S101 - declared above
        kept.queryset = DraftTemplate.objects.filter(agency=actor.agency_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("template") and data.get("file"):
            self.add_error("file", "Xin chọn một trong hai: mẫu của cơ quan hoặc tệp.")
        return data


class DraftForm(forms.Form):
    """The fields of the format (NĐ 30/2020, Annex I); the text stands in the editor beside."""

    kind = forms.ChoiceField(label="Loại văn bản", choices=CHOICES, widget=Picker())
    abstract = forms.CharField(
        label="Trích yếu",
        max_length=500,
        required=False,
        widget=LongText(500, attrs={"rows": 2}),
        help_text="Một câu ngắn nói văn bản về việc gì.",
    )
    addressees = LinesField(label="Kính gửi", help_text="Mỗi nơi một dòng.")
    legal_bases = LinesField(label="Căn cứ", help_text="Mỗi căn cứ một dòng, không cần dấu “;”.")
    signer = AppointmentField(label="Người ký", required=False)
    right = forms.ChoiceField(
        label="Thể thức ký",
        required=False,
        widget=forms.RadioSelect,
        help_text="Theo thẩm quyền đang có hiệu lực của người ký.",
    )
    recipients = LinesField(
        label="Nơi nhận", help_text="Mỗi nơi một dòng; mục “Lưu” được ghi tự động."
    )
    due_on = ComingDayField(
        label="Hạn xử lý",
        required=False,
        help_text="Nếu nơi nhận phải xử lý xong trước một ngày; gửi kèm văn bản.",
    )
    urgency = forms.ChoiceField(label="Độ khẩn", choices=Urgency, required=False)
    circulation = forms.ChoiceField(label="Phạm vi lưu hành", choices=Circulation, required=False)
    body = forms.CharField(required=False, widget=forms.HiddenInput, max_length=600_000)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: Outgoing, **options: Any) -> None:
        self.document = document
        options.setdefault("initial", initial_of(document))
        super().__init__(*args, **options)
        field = self.fields["signer"]
        assert isinstance(field, AppointmentField)  # noqa: S101 - declared above
        field.among(document.agency)
        field.queryset = leaders_of(document.agency)
        self.rights = self._rights()
        choices = [(" | ".join(one.lines), " / ".join(one.lines)) for one in self.rights]
        self.fields["right"].choices = choices  # type: ignore[attr-defined]
        if choices and self["right"].value() not in dict(choices):
            self._propose(choices[0][0])

    def _propose(self, right: str) -> None:
        """Check the first right of a signer who was just chosen, as the page shows it."""
        if self.is_bound:
            data = cast("QueryDict", self.data).copy()
            data["right"] = right
            self.data = data
        else:
            self.initial["right"] = right

    def _rights(self) -> list[SigningRight]:
        chosen = self["signer"].value()
        pk = int(chosen) if str(chosen or "").isdecimal() else 0
        signer = leaders_of(self.document.agency).filter(pk=pk).first() if pk else None
        kind = str(self["kind"].value() or "")
        return signing_right(signer, kind) if signer else []

    @property
    def without_right(self) -> bool:
        """A signer is chosen who may not sign this type of document."""
        return bool(self["signer"].value()) and not self.rights

    def clean_right(self) -> SigningRight | None:
        wanted = self.cleaned_data["right"]
        return next((one for one in self.rights if " | ".join(one.lines) == wanted), None)

    def fields_given(self) -> Fields:
        """What was typed, as the action takes it; raises `Refused` for an unreadable text."""
        given = self.cleaned_data
        body = edited_body(given["body"], before=self.document.body or empty_body())
        return Fields(
            kind=given["kind"],
            abstract=given["abstract"],
            urgency=given["urgency"] or Urgency.NORMAL,
            circulation=given["circulation"],
            body=body,
            legal_bases=tuple(given["legal_bases"]),
            addressees=tuple(given["addressees"]),
            recipients=tuple(given["recipients"]),
            due_on=given["due_on"],
            signer=given["signer"],
            right=given["right"],
        )


def initial_of(document: Outgoing) -> dict[str, Any]:
    """The draft as its form shows it."""
    return {
        "kind": document.kind,
        "abstract": document.abstract,
        "addressees": document.addressees,
        "legal_bases": document.legal_bases,
        "recipients": document.recipients,
        "due_on": document.due_on,
        "signer": document.signer_id,
        "right": " | ".join(document.signing_lines),
        "urgency": document.urgency,
        "circulation": document.circulation,
        "seen": document.updated_at.isoformat(),
    }


class HandOnForm(forms.Form):
    """To whom it goes next, with words."""

    to = AppointmentField(label="Trình đến")
    words = forms.CharField(
        label="Ý kiến trình", required=False, max_length=1000, widget=LongText(1000)
    )

    def __init__(self, *args: Any, document: Outgoing, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, AppointmentField)  # noqa: S101 - declared above
        field.among(document.agency)
        field.queryset = leaders_of(document.agency)


class ReasonForm(forms.Form):
    """Why it goes back."""

    words = forms.CharField(
        label="Lý do",
        max_length=1000,
        widget=LongText(1000),
        help_text="Ghi rõ để người nhận biết cần sửa gì, ít nhất 10 ký tự.",
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in: only the button."""


class CheckForm(forms.Form):
    """A file to be held against what was issued; it is not kept."""

    file = forms.FileField(label="Tệp PDF ông/bà đang có")


class PinForm(forms.Form):
    """Signing asks for the key's PIN alone."""

    pin = PinField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pin"].widget.attrs["autofocus"] = True


class AttachForm(forms.Form):
    """A file that goes with the document."""

    file = StoredFileField(label="Tệp đính kèm")
    title = forms.CharField(label="Tên tài liệu", required=False, max_length=200)

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].actor = actor  # type: ignore[attr-defined]


def offer_groups_of(form: forms.Form, actor: Appointment) -> None:
    """The agency's own groups of receivers; an agency without any is not shown an empty heading."""
    groups = form.fields["groups"]
    assert isinstance(groups, forms.ModelMultipleChoiceField)  # noqa: S101 - both forms have it
    groups.queryset = ReceiverGroup.objects.filter(agency=actor.agency_id)
    if not groups.queryset.exists():
        groups.widget = forms.MultipleHiddenInput()


class IssueForm(forms.Form):
    """Register, receivers and the PIN of the seal."""

    groups = forms.ModelMultipleChoiceField(
        label="Nhóm nơi nhận",
        queryset=ReceiverGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agencies = AgenciesField(label="Nơi nhận khác", required=False)
    register = forms.ModelChoiceField(
        label="Sổ văn bản đi", queryset=Register.objects.none(), empty_label=None
    )
    held = forms.ModelChoiceField(
        label="Dùng số đã lấy trước trong ngày",
        queryset=HeldNumber.objects.none(),
        required=False,
        empty_label="Không, cấp số tiếp theo của sổ",
    )
    pin = PinField(label="Mã PIN con dấu")

    def __init__(self, *args: Any, actor: Appointment, document: Outgoing, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_groups_of(self, actor)
        registers = self.fields["register"]
        assert isinstance(registers, forms.ModelChoiceField)  # noqa: S101 - declared above
        registers.queryset = Register.objects.filter(
            agency=actor.agency_id, kind=RegisterKind.OUTGOING, open=True, year=document.year or 0
        )
        held = self.fields["held"]
        assert isinstance(held, forms.ModelChoiceField)  # noqa: S101 - declared above
        held.queryset = waiting_of(actor)
        if document.number:
            registers.required = False
        if document.number or not held.queryset.exists():
            del self.fields["held"]
        if outside := field_for(document):
            self.fields["beyond"] = outside
            self.order_fields(["groups", "agencies", "beyond"])

    def receivers(self) -> list[Agency]:
        """Everyone named, each once."""
        chosen = {agency.pk: agency for agency in self.cleaned_data["agencies"]}
        for group in self.cleaned_data["groups"]:
            chosen |= {agency.pk: agency for agency in group.members.filter(active=True)}
        return list(chosen.values())

    def beyond(self) -> list[int]:
        """The keys of everyone outside who was named, each once."""
        return keys_beyond(self.cleaned_data)


class TokenIssueForm(IssueForm):
    """The same where the seal is in a USB token: its PIN is asked by the token's program."""

    pin = None  # type: ignore[assignment]


def keys_beyond(given: dict[str, Any]) -> list[int]:
    """Who was named outside the installation, by the field and by the groups of a form."""
    kept = {key for group in given["groups"] for key in group.beyond}
    return sorted({*beyond_keys(given.get("beyond")), *kept})


class HoldForm(forms.Form):
    """For which signed document a number is taken, and why it could not wait."""

    register = forms.ModelChoiceField(
        label="Sổ văn bản đi", queryset=Register.objects.none(), empty_label=None
    )
    about = forms.CharField(
        label="Văn bản đã ký",
        max_length=500,
        widget=LongText(500),
        help_text="Loại, trích yếu, người ký của văn bản giấy đã ký.",
    )
    reason = forms.CharField(label="Lý do lấy số trước", max_length=500, widget=LongText(500))

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        register = self.fields["register"]
        assert isinstance(register, forms.ModelChoiceField)  # noqa: S101 - declared above
        usual = usual_register(actor.agency, RegisterKind.OUTGOING)
        register.queryset = Register.objects.filter(
            agency=actor.agency_id, kind=RegisterKind.OUTGOING, open=True, year=usual.year
        )
        register.initial = usual


class ReceiversForm(ReasonForm):
    """Those outside who shall have an issued document, and why they are others now."""

    field_order = ["beyond", "words"]

    def __init__(self, *args: Any, document: Outgoing, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].help_text = "Nơi nhận đọc được lý do này; ít nhất 10 ký tự."
        if outside := field_for(document):
            self.fields["beyond"] = outside
        self.order_fields(self.field_order)


class GroupForm(forms.Form):
    """A kept group of receivers."""

    name = forms.CharField(label="Tên nhóm", max_length=100)
    members = AgenciesField(label="Cơ quan nhận", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if outside := field_for(None):
            outside.help_text = ""
            self.fields["beyond"] = outside

    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        return {**self.cleaned_data, "beyond": beyond_keys(self.cleaned_data.get("beyond"))}
