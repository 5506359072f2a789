"""Who signs in. What a person may do comes from their appointments, never from here."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from congvu.directory.models import Person


class UserManager(BaseUserManager["User"]):
    """Accounts are made by administrators and by loading, not by themselves."""

    def create_user(self, email: str, password: str | None, person: Person | None = None) -> User:
        """An account with its password hashed; `None` makes one that can't sign in yet."""
        user = self.model(email=self.normalize_email(email).lower(), person=person)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """An account: an address to sign in with, a password, and the person behind it."""

    email = models.EmailField("Thư công vụ", unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="account"
    )
    is_active = models.BooleanField("Được đăng nhập", default=True)
    demo = models.BooleanField("Tài khoản trình diễn", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    @property
    def label(self) -> str:
        return self.email

    @property
    def agency_id(self) -> int | None:
        """Where the account's own changes are recorded: the agency that keeps the person."""
        return self.person.agency_id if self.person else None
