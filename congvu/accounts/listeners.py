"""What the sign-in library announces goes into the journal; its signals are its interface."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver

from congvu.accounts.actions import record, tell_ended
from congvu.accounts.models import User
from congvu.accounts.queries import standing
from congvu.core.offering import Actor

_FACTORS: dict[str, str] = {
    Authenticator.Type.TOTP: "ứng dụng xác thực",
    Authenticator.Type.WEBAUTHN: "khóa truy cập",
    Authenticator.Type.RECOVERY_CODES: "mã dự phòng",
}


def _actor(user: User) -> Actor | None:
    return next(iter(standing(user).appointments), None)


def _tell(user: User, name: str, label: str, **detail: object) -> None:
    record(user, name, label, actor=_actor(user), detail=detail)


def _factor(authenticator: Authenticator) -> str:
    return _FACTORS.get(authenticator.type, str(authenticator.type))


@receiver(account.user_logged_in, dispatch_uid="congvu.sign_in")
def signed_in(*, user: User, **_rest: Any) -> None:
    _tell(user, "sign_in", "Đăng nhập")


@receiver(user_login_failed, dispatch_uid="congvu.sign_in_failed")
def sign_in_failed(*, credentials: dict[str, Any], **_rest: Any) -> None:
    """A wrong password; an address without an account is kept only where it looks like one."""
    typed = str(credentials.get("email") or "").replace("\x00", "")
    user = User.objects.select_related("person").filter(email=typed.lower()).first()
    shown = typed if "@" in typed else "(không phải địa chỉ thư)"
    record(user, "sign_in_failed", "Đăng nhập không thành công", typed=shown)


@receiver(user_logged_out, dispatch_uid="congvu.sign_out")
def signed_out(*, user: User | None, **_rest: Any) -> None:
    if user is not None:
        _tell(user, "sign_out", "Đăng xuất")


@receiver(account.password_changed, dispatch_uid="congvu.password_changed")
@receiver(account.password_set, dispatch_uid="congvu.password_set")
def password_changed(*, user: User, **_rest: Any) -> None:
    _tell(user, "change_password", "Đổi mật khẩu")
    tell_ended(user)


@receiver(account.password_reset, dispatch_uid="congvu.password_reset")
def password_reset(*, user: User, **_rest: Any) -> None:
    _tell(user, "reset_password", "Đặt lại mật khẩu")
    tell_ended(user)


@receiver(factor.authenticator_added, dispatch_uid="congvu.factor_added")
def factor_added(*, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    _tell(user, "add_factor", "Thêm cách xác thực", factor=_factor(authenticator))


@receiver(factor.authenticator_removed, dispatch_uid="congvu.factor_removed")
def factor_removed(*, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    _tell(user, "remove_factor", "Gỡ cách xác thực", factor=_factor(authenticator))


@receiver(factor.authenticator_reset, dispatch_uid="congvu.factor_reset")
def factor_reset(*, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    _tell(user, "reset_factor", "Tạo lại mã dự phòng", factor=_factor(authenticator))


@receiver(factor.authentication_failed, dispatch_uid="congvu.factor_failed")
def factor_failed(*, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    _tell(user, "factor_failed", "Xác thực lớp hai không đúng", factor=_factor(authenticator))
