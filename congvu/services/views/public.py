"""Pages without an account: the catalogue, a procedure, following a dossier."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import public
from congvu.core.money import dong
from congvu.core.refused import Refused
from congvu.services.access import allow, citizen_of
from congvu.services.definitions import drawing, schema_of
from congvu.services.forms.citizens import FollowForm
from congvu.services.queries import catalogue as queries
from congvu.services.queries import dossiers
from congvu.services.queries.versions import content_of
from congvu.services.types import Level
from congvu.services.views.given import page_of, words_of
from congvu.ui.forms import add_refusal

GET_OR_POST = ["GET", "HEAD", "POST"]


def shown(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """The template in the shell of citizens, which says who is signed in."""
    return render(request, f"services/{name}.html", {**context, "citizen": citizen_of(request)})


@public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Tìm thủ tục."""
    words, field = words_of(request, most=120), request.GET.get("linh-vuc", "")[:40]
    level, number = request.GET.get("muc-do", ""), page_of(request, last=500)
    found = queries.search(words, field=field, level=level, page=number)
    context = {
        "found": found,
        "words": words,
        "field": field,
        "level": level,
        "page": number,
        "fields": queries.fields_with_counts(),
        "levels": Level.choices,
    }
    return shown(request, "catalogue", context)


@public
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure: papers, fees, days, legal basis, its process drawn."""
    found = queries.procedure(code)
    content = content_of(found.current)  # type: ignore[arg-type] # asked for by the query
    fees = [(one, _said(one.fixed())) for one in content.fees]
    context = {"procedure": found, "content": content, "fees": fees, "process": drawing(content)}
    return shown(request, "procedure", context)


def _said(amount: int | None) -> str:
    if amount is None:
        return "tính theo nội dung khai"
    return dong(amount) if amount else "không thu"


@public
@require_safe
def schema(request: HttpRequest, code: str) -> HttpResponse:
    """What programs file: the form as JSON Schema."""
    found = queries.procedure(code)
    address = request.build_absolute_uri(reverse("services:schema_file", args=[code]))
    content = content_of(found.current)  # type: ignore[arg-type] # asked for by the query
    answer = schema_of(content, address=address, title=found.name)
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})


@public
@require_http_methods(GET_OR_POST)
def follow(request: HttpRequest) -> HttpResponse:
    """Tra cứu hồ sơ: by code and phone, a few times a minute."""
    form = FollowForm(request.POST or None, initial={"code": request.GET.get("ma", "")[:40]})
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            allow(request, "follow")
            found = dossiers.followed(form.cleaned_data["code"], form.cleaned_data["phone"])
        except Refused as refused:
            add_refusal(form, refused)
        else:
            public_events = found.events.filter(public=True).exclude(name="rate")
            context |= {"dossier": found, "events": public_events}
    return shown(request, "follow", context)
