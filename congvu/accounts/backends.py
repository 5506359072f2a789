"""Who may be authenticated at all."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Password by allauth; demo accounts, whose password is public, exist in the demo only."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        if getattr(user, "demo", False) and not settings.DEMO:
            return False
        return bool(super().user_can_authenticate(user))
