"""Forms of citizens: signing in, about oneself, following, delivery, rating."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms

from congvu.services import identity
from congvu.services.models import Citizen
from congvu.services.queries.places import places
from congvu.services.types import ApplicantKind, Channel, Delivery
from congvu.ui.widgets import LongText, Picker


class ContactForm(forms.Form):
    """Where the one-time code goes."""

    contact = forms.CharField(
        label="Số điện thoại hoặc thư điện tử",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "username", "inputmode": "email"}),
        help_text="Mã đăng nhập gồm 6 chữ số được gửi đến đây. Chưa có tài khoản thì được mở ngay.",
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Mã 6 chữ số vừa gửi",
        max_length=12,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "size": "10"}
        ),
    )


class AboutForm(forms.Form):
    """What forms are filled from."""

    kind = forms.TypedChoiceField(
        label="Ông/bà là", choices=ApplicantKind, coerce=int, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label="Họ và tên, hoặc tên tổ chức",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    identity_number = forms.CharField(
        label="Số CCCD hoặc CMND; tổ chức ghi mã số thuế", max_length=20
    )
    place = forms.ChoiceField(label="Xã, phường, thị trấn nơi ở", widget=Picker())
    detail = forms.CharField(
        label="Số nhà, đường, thôn, tổ dân phố",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    email = forms.EmailField(label="Thư điện tử", required=False)
    phone = forms.CharField(label="Số điện thoại", required=False, max_length=15)

    def __init__(self, data: object = None, *, citizen: Citizen) -> None:
        known = {
            "kind": citizen.kind,
            "name": citizen.name,
            "identity_number": citizen.identity,
            "place": citizen.place,
            "detail": citizen.detail,
        }
        super().__init__(data, initial=known)  # type: ignore[arg-type]
        self.fields["place"].choices = [("", "Chọn…"), *places()]  # type: ignore[attr-defined]
        for name in ("email", "phone"):
            if getattr(citizen, name):
                del self.fields[name]


class FollowForm(forms.Form):
    """Following without an account."""

    code = forms.CharField(
        label="Mã hồ sơ hoặc mã nộp",
        max_length=40,
        help_text="Ghi trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
    )
    phone = forms.CharField(
        label="Số điện thoại đã khai khi nộp",
        max_length=20,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )


class BeginForm(forms.Form):
    """Which agency takes the dossier."""

    agency = forms.ChoiceField(label="Nơi giải quyết hồ sơ", widget=Picker())

    def __init__(self, data: object, *, agencies: list[tuple[str, str]], chosen: str = "") -> None:
        super().__init__(data, initial={"agency": chosen})  # type: ignore[arg-type]
        self.fields["agency"].choices = [("", "Chọn…"), *agencies]  # type: ignore[attr-defined]


class DeliveryForm(forms.Form):
    """How the result comes."""

    delivery = forms.TypedChoiceField(
        label="Cách nhận kết quả", choices=Delivery, coerce=int, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label="Địa chỉ nhận qua bưu chính",
        required=False,
        max_length=400,
        help_text="Chỉ cần khi nhận qua bưu chính.",
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        by_post = cleaned.get("delivery") == Delivery.POST
        if by_post and not str(cleaned.get("address", "")).strip():
            self.add_error("address", "Ông/bà ghi địa chỉ để bưu tá giao kết quả.")
        return cleaned


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=300, widget=LongText(300))


_SCALE = [(5, "Rất hài lòng"), (4, "Hài lòng"), (3, "Bình thường"), (2, "Không hài lòng"),
          (1, "Rất không hài lòng")]  # fmt: skip
QUESTIONS = (
    ("de_hieu", "Hướng dẫn, biểu mẫu dễ hiểu"),
    ("dung_hen", "Kết quả đúng hẹn"),
    ("thai_do", "Thái độ của cán bộ"),
    ("cong_khai", "Thủ tục, phí, lệ phí công khai"),
    ("truc_tuyen", "Chất lượng dịch vụ trực tuyến"),
)


class RatingForm(forms.Form):
    """Đánh giá (TT 01/2018/TT-VPCP, Chapter III)."""

    overall = forms.TypedChoiceField(
        label="Nhìn chung, ông/bà có hài lòng không?",
        choices=_SCALE,
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="Điều cần cải thiện", required=False, max_length=1000, widget=LongText(1000)
    )

    def __init__(self, data: object = None, *, initial: Mapping[str, object]) -> None:
        super().__init__(data, initial=dict(initial))  # type: ignore[arg-type]
        for code, label in QUESTIONS:
            self.fields[code] = forms.TypedChoiceField(
                label=label,
                choices=[("", "Không trả lời"), *_SCALE],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.order_fields(["overall", *(code for code, _ in QUESTIONS), "words"])

    def details(self) -> dict[str, int]:
        given = {code: self.cleaned_data.get(code) for code, _ in QUESTIONS}
        return {code: value for code, value in given.items() if value}


_CAME = [
    (Channel.DESK, "Người nộp có mặt tại quầy"),
    (Channel.POST, "Bưu chính công ích chuyển hồ sơ giấy đến"),
]
_PRESENT = "Người nộp có mặt, đồng ý để cán bộ nhập hồ sơ và đã xem lại nội dung"
_SIGNED = "Tờ khai giấy có chữ ký của người nộp"


class ApplicantForm(forms.Form):
    """At the desk: how it came, for whom it is filed, and how they agreed."""

    channel = forms.TypedChoiceField(
        label="Hồ sơ đến bằng cách nào",
        choices=_CAME,
        coerce=int,
        widget=forms.RadioSelect,
        initial=Channel.DESK,
    )
    parcel = forms.CharField(
        label="Số hiệu bưu gửi",
        required=False,
        max_length=30,
        help_text="Chỉ cần khi hồ sơ đến qua bưu chính; ghi trên phong bì.",
    )
    kind = forms.TypedChoiceField(
        label="Người nộp là", choices=ApplicantKind, coerce=int, widget=forms.RadioSelect, initial=1
    )
    name = forms.CharField(label="Họ và tên, hoặc tên tổ chức", max_length=120)
    identity = forms.CharField(label="Số CCCD, CMND hoặc mã số thuế", max_length=20)
    phone = forms.CharField(label="Số điện thoại", max_length=15)
    email = forms.EmailField(label="Thư điện tử", required=False)
    address = forms.CharField(label="Địa chỉ", max_length=400)
    consent = forms.CharField(
        label="Sự đồng ý của người nộp",
        required=False,
        max_length=200,
        initial=_PRESENT,
        help_text="Ghi vào hồ sơ cùng tên cán bộ; người nộp xem lại tờ khai trước khi nộp. Hồ sơ "
        "đến qua bưu chính: ghi theo chữ ký trên tờ khai giấy.",
    )

    def clean(self) -> dict[str, object]:
        """What came by post was agreed to by the signature on its paper form."""
        cleaned = super().clean() or {}
        self._check("identity", identity.number_of(int(cleaned.get("kind") or 1)))
        self._check("phone", identity.phone)
        parcel = str(cleaned.pop("parcel", "")).strip()
        if cleaned.get("channel") != Channel.POST:
            return cleaned
        if not parcel:
            self.add_error("parcel", "Xin ghi số hiệu bưu gửi trên phong bì.")
        said = str(cleaned.get("consent", "")).replace(_PRESENT, "").strip() or _SIGNED
        cleaned["consent"] = f"{said}, bưu gửi {parcel}"[:200]
        return cleaned

    def _check(self, name: str, clean: Callable[[str], str]) -> None:
        """As an account's own are checked: by these numbers the applicant is found again."""
        if name in self.cleaned_data:
            try:
                self.cleaned_data[name] = clean(self.cleaned_data[name])
            except ValueError as wrong:
                self.add_error(name, str(wrong))


class ResultFileForm(forms.Form):
    """A file that is held against a result."""

    file = forms.FileField(label="Tệp kết quả ông/bà đang có")
