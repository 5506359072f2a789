"""How the person wants pages to look: kept in cookies, so that it works before signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

SCHEMES = ("light", "dark", "auto")
TEXT_SIZES = ("sm", "md", "lg")
_YEAR = 365 * 24 * 3600


def scheme(request: HttpRequest) -> str:
    """`light`, `dark`, or `auto` (as the machine is set)."""
    value = request.COOKIES.get("scheme", "")
    return value if value in SCHEMES else "auto"


def text_size(request: HttpRequest) -> str:
    """`sm`, `md` or `lg`."""
    value = request.COOKIES.get("text_size", "")
    return value if value in TEXT_SIZES else "md"


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep what the form chose; anything else in it is passed over."""
    for name, allowed in (("scheme", SCHEMES), ("text_size", TEXT_SIZES)):
        value = request.POST.get(name, "")
        if value in allowed:
            response.set_cookie(
                name, value, max_age=_YEAR, samesite="Lax", secure=request.is_secure()
            )
