"""Forms of the account pages: allauth's, in our words."""

from __future__ import annotations

from allauth.account import forms as account
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

_RULE = "Ít nhất 10 ký tự, không chỉ gồm chữ số và không phải mật khẩu thường gặp."


def _word(field: forms.Field, label: str, hint: str = "") -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    if isinstance(field, forms.CharField):
        # PostgreSQL keeps no NUL, and a longer password only burns the processor.
        field.max_length = field.max_length or 256


def _new_password(form: forms.Form) -> None:
    _word(form.fields["password1"], "Mật khẩu mới", _RULE)
    _word(form.fields["password2"], "Nhập lại mật khẩu mới")


class _SamePassword(account.PasswordVerificationMixin):  # type: ignore[misc]
    def add_error(self, field: str, error: object) -> None:
        """The one sentence that allauth does not take from its adapter."""
        if field == "password2" and not isinstance(error, forms.ValidationError):
            error = "Hai lần nhập mật khẩu chưa giống nhau."
        super().add_error(field, error)


class SignInForm(account.LoginForm):  # type: ignore[misc]
    """The official address and the password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["login"], "Thư công vụ", "Ví dụ: anv@quangnam.gov.vn")
        _word(self.fields["password"], "Mật khẩu")
        self.fields["login"].widget.attrs["autofocus"] = True


class ConfirmPasswordForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["password"], "Mật khẩu")


class ChangePasswordForm(_SamePassword, account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["oldpassword"], "Mật khẩu hiện tại")
        _new_password(self)


class AskResetForm(account.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["email"], "Thư công vụ", "Liên kết đặt lại mật khẩu sẽ gửi tới đây.")


class ResetPasswordForm(_SamePassword, account.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)


def _code(form: forms.Form, hint: str) -> None:
    field = form.fields["code"]
    _word(field, "Mã xác thực", hint)
    field.widget.attrs.update(inputmode="numeric", autocomplete="one-time-code", autofocus=True)


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _code(self, "Sáu chữ số đang hiện trong ứng dụng xác thực, hoặc một mã dự phòng.")


class ConfirmCodeForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _code(self, "Sáu chữ số đang hiện trong ứng dụng xác thực, hoặc một mã dự phòng.")


class ActivateAppForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _code(self, "Sáu chữ số mà ứng dụng vừa hiện sau khi quét mã.")


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["name"], "Tên để nhận ra khóa", "Ví dụ: Điện thoại của tôi")


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["name"], "Tên để nhận ra khóa")
