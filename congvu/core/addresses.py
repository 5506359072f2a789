"""Addresses of pages, looked up once: a list pane asks for the same forty on every page."""

from __future__ import annotations

from functools import lru_cache

from django.core.signals import setting_changed
from django.urls import reverse

_ANY = 987654321012345678


@lru_cache(maxsize=2048)
def address(url_name: str, *args: str) -> str:
    """The address of that name, with words in it (the tabs of a list, say).

    Raises:
        NoReverseMatch: there is none of that name.
    """
    return reverse(url_name, args=args)


def address_of(url_name: str, pk: int) -> str:
    """The address of one of many things that differ by a number."""
    before, after = _around(url_name)
    return f"{before}{pk}{after}"


@lru_cache(maxsize=256)
def _around(url_name: str) -> tuple[str, str]:
    before, _, after = reverse(url_name, args=[_ANY]).partition(str(_ANY))
    return before, after


def _forget(*, setting: str, **_: object) -> None:
    if setting == "ROOT_URLCONF":
        address.cache_clear()
        _around.cache_clear()


setting_changed.connect(_forget)
