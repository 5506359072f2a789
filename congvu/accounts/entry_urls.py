"""The sign-in library's pages at Vietnamese addresses; their names are the library's own."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import path, re_path

from congvu.accounts.access import public, signed_in

_SAFE = "tai-khoan/bao-mat/"

urlpatterns = [
    path("dang-nhap/", public(account.login), name="account_login"),
    path("dang-nhap/xac-thuc/", public(factor.authenticate), name="mfa_authenticate"),
    path("dang-xuat/", public(account.logout), name="account_logout"),
    path("dang-nhap/ngung-su-dung/", public(account.account_inactive), name="account_inactive"),
    path("quen-mat-khau/", public(account.password_reset), name="account_reset_password"),
    path(
        "quen-mat-khau/da-gui/",
        public(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "quen-mat-khau/xong/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("tai-khoan/xac-nhan/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("tai-khoan/xac-nhan/ma/", signed_in(factor.reauthenticate), name="mfa_reauthenticate"),
    path(
        "tai-khoan/xac-nhan/khoa/",
        signed_in(passkey.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("tai-khoan/mat-khau/", signed_in(account.password_change), name="account_change_password"),
    path(_SAFE, signed_in(factor.index), name="mfa_index"),
    path(f"{_SAFE}ung-dung/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path(f"{_SAFE}ung-dung/go/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(f"{_SAFE}khoa/them/", signed_in(passkey.add_webauthn), name="mfa_add_webauthn"),
    path(f"{_SAFE}khoa/", signed_in(factor.index), name="mfa_list_webauthn"),
    path(
        f"{_SAFE}khoa/<int:pk>/go/", signed_in(passkey.remove_webauthn), name="mfa_remove_webauthn"
    ),
    path(f"{_SAFE}khoa/<int:pk>/sua/", signed_in(passkey.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        f"{_SAFE}ma-du-phong/",
        signed_in(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        f"{_SAFE}ma-du-phong/tao/",
        signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        f"{_SAFE}ma-du-phong/tai/",
        signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
