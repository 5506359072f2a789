"""What lists of public services are asked for in their addresses."""

from __future__ import annotations

from django.http import HttpRequest


def words_of(request: HttpRequest, *, most: int = 80) -> str:
    """What is looked for (`?q=`), as far as it is read."""
    return request.GET.get("q", "")[:most].replace("\x00", "")


def page_of(request: HttpRequest, *, last: int = 9_999) -> int:
    """The page's number (`?trang=`), from 1 to `last`; the first where it is none."""
    said = request.GET.get("trang", "")
    return max(1, min(int(said), last)) if said.isdecimal() and len(said) < 5 else 1
