"""Who may be authenticated at all."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from congvu.accounts.models import User
from congvu.accounts.session_store import brought
from congvu.core.prepared import Given, Prepared

_USER: Prepared[User] = Prepared(lambda: User.objects.filter(pk=Given("pk")))


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Password by allauth; demo accounts, whose password is public, exist in the demo only."""

    def authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        email = str(credentials.get("email") or "").lower()
        if not settings.DEMO and email and User.objects.filter(email=email, demo=True).exists():
            return None
        found: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return found

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """Whose session it is; asked by every page."""
        found = brought(user_id) or _USER.first(pk=user_id)
        return found if self.user_can_authenticate(found) else None

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        if getattr(user, "demo", False) and not settings.DEMO:
            return False
        return bool(super().user_can_authenticate(user))
