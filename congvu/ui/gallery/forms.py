"""One form with every widget."""

from __future__ import annotations

from django import forms

from congvu.ui.widgets import LongText, MultiPicker, Picker, Uploads

_PEOPLE = [
    ("1", "Trần Quang Vinh, Giám đốc"),
    ("2", "Lê Thị Minh Hạnh, Văn thư"),
    ("3", "Phạm Thu Thảo, Chuyên viên"),
    ("4", "Nguyễn Đình Khôi, Chuyên viên"),
    ("5", "Đặng Hoài Điện, Phó Giám đốc"),
]


class EveryWidget(forms.Form):
    """Shown in the gallery as it comes, with errors, and filled."""

    abstract = forms.CharField(
        label="Trích yếu",
        max_length=200,
        widget=LongText(200),
        help_text="Một câu, không viết hoa.",
    )
    number = forms.IntegerField(label="Số trang", min_value=1, required=False)
    arrived_on = forms.DateField(label="Ngày đến", help_text="Ví dụ: 05/04/2026")
    urgency = forms.ChoiceField(
        label="Độ khẩn",
        widget=forms.RadioSelect,
        choices=[("normal", "Thường"), ("urgent", "Khẩn"), ("express", "Hỏa tốc")],
    )
    kinds = forms.MultipleChoiceField(
        label="Hình thức gửi",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("network", "Qua mạng"), ("post", "Bưu chính"), ("hand", "Trực tiếp")],
    )
    register = forms.ChoiceField(
        label="Sổ đăng ký", choices=[("", "Chọn sổ"), ("a", "Sổ văn bản đến"), ("b", "Sổ riêng")]
    )
    signer = forms.ChoiceField(
        label="Người ký", required=False, choices=[("", "Chưa chọn"), *_PEOPLE], widget=Picker()
    )
    people = forms.MultipleChoiceField(
        label="Người xử lý",
        choices=_PEOPLE,
        widget=MultiPicker(
            parts=[("lead", "Chủ trì"), ("coordinate", "Phối hợp"), ("informed", "Để biết")],
            lone="lead",
        ),
        help_text="Gõ vài chữ trong tên; không cần dấu.",
    )
    attachments = forms.Field(label="Tệp kèm theo", required=False, widget=Uploads())
    password = forms.CharField(label="Mã PIN", required=False, widget=forms.PasswordInput)
    confirmed = forms.BooleanField(label="Tôi đã kiểm tra nội dung", help_text="Trước khi vào sổ.")
