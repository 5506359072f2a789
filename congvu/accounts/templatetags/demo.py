"""What the sign-in pages show in the demo; nothing anywhere else."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context

from congvu.accounts import demo

register = template.Library()


@register.inclusion_tag("accounts/demo_accounts.html", takes_context=True)
def demo_accounts(context: Context) -> dict[str, object]:
    """The accounts that a visitor may use."""
    request: HttpRequest = context["request"]
    return {
        "agencies": demo.demo_accounts(),
        "password": settings.DEMO_PASSWORD,
        "pin": settings.DEMO_PIN,
        "next": request.GET.get("next", ""),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("accounts/demo_code.html", takes_context=True)
def demo_code(context: Context) -> dict[str, object]:
    """The present code of the demo account that is signing in."""
    stage = getattr(context["request"], "_login_stage", None)
    code = demo.current_code(stage.login.user) if stage else ""
    return {"code": code, "csrf_token": context.get("csrf_token")}
