"""What accounts leave to the background: letters, and the nightly round."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from procrastinate.contrib.django import app

from congvu.accounts.models import User


def password_link(user: User) -> str:
    """The address under which the person chooses a password; valid for `PASSWORD_RESET_TIMEOUT`."""
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
    return f"{settings.BASE_URL}{path}"


@app.task(name="accounts.send_password_link", retry=5)
def send_password_link(*, user_id: int) -> None:
    """Write to the official address; the link is made here, so that no queue ever holds it."""
    user = User.objects.select_related("person").get(pk=user_id)
    if not user.is_active:
        return
    context = {"user": user, "password_reset_url": password_link(user)}
    send_mail(
        "[Công Vụ] Đặt mật khẩu tài khoản công vụ",
        render_to_string("accounts/mail/choose_password.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [user.email],
    )


@app.periodic(cron="10 17 * * *", periodic_id="accounts.close_left")
@app.task(name="accounts.close_left", pass_context=False)
def close_left(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Close the accounts of those whose last appointment ended yesterday.

    Ten past midnight in Vietnam; cron times are UTC.
    """
    from congvu.accounts import actions

    actions.close_left()
