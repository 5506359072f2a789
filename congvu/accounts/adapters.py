"""What allauth is told of this product: its words, its ways, and that nobody signs up."""

from __future__ import annotations

import io
import time
from base64 import urlsafe_b64encode

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from congvu.accounts.middleware import address_of
from congvu.accounts.models import User

_JUST_SIGNED_IN = 10 * 60
_WAIT = (
    "Đã có nhiều lần đăng nhập không đúng nên việc đăng nhập tạm ngừng trong 5 phút. Mật khẩu của "
    "ông/bà không thay đổi. Xin chờ rồi thử lại, hoặc đặt lại mật khẩu nếu ông/bà không nhớ."
)
_MISMATCH = (
    "Thư công vụ hoặc mật khẩu không đúng. Xin kiểm tra chế độ gõ tiếng Việt, phím Caps Lock rồi "
    "nhập lại."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by administrators; sentences are official Vietnamese."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản này đã ngừng sử dụng.",
        "email_password_mismatch": _MISMATCH,
        "enter_current_password": "Mật khẩu hiện tại không đúng.",
        "incorrect_code": "Mã không đúng hoặc đã hết hiệu lực. Xin nhập mã đang hiển thị.",
        "incorrect_password": "Mật khẩu không đúng.",
        "invalid_password_reset": "Liên kết đặt lại mật khẩu không còn hiệu lực.",
        "too_many_login_attempts": _WAIT,
        "rate_limited": "Ông/bà đã thử quá nhiều lần. Xin chờ 5 phút rồi thử lại.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"  # noqa: S104 - a socket without addresses

    def add_message(self, *args: object, **kwargs: object) -> None:
        """allauth's own flashes are left out: our pages say what happened."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return f"{reverse('accounts:me')}?da=mat-khau"

    def is_reauthentication_required(self, *, app: str, **_rest: object) -> bool:
        """Not for those who have only just signed in: they set up their factor at once."""
        records = get_authentication_records(context.request, context.request.user)
        last = records[-1] if records else None
        recent = last is not None and time.time() - last["at"] < _JUST_SIGNED_IN
        return not recent and bool(super().is_reauthentication_required(app=app))

    def reauthenticate(self, user: User, password: str) -> bool:
        """The password again, counted with the sign-ins of the same address."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets are kept encrypted, names are Vietnamese."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": (
            "Xin thiết lập ứng dụng xác thực hoặc khóa truy cập trước khi lấy mã dự phòng."
        ),
        "incorrect_code": "Mã không đúng hoặc đã hết hiệu lực. Xin nhập mã đang hiển thị.",
    }

    def get_totp_issuer(self) -> str:
        return "Công Vụ"

    def build_totp_svg(self, url: str) -> str:
        """Black on white in the dark scheme too, or no camera reads it."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff")
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        from allauth.mfa.models import Authenticator

        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Khóa truy cập {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Công Vụ"}


def _box() -> Fernet:
    """The box of TOTP secrets, its key drawn from the installation's own secret (RFC 5869)."""
    draw = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"congvu.accounts.totp")
    return Fernet(urlsafe_b64encode(draw.derive(settings.SECRET_KEY.encode())))
