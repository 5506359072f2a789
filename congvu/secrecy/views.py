"""The page that refusals lead to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from congvu.accounts.access import public


@public
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "secrecy/guide.html")
