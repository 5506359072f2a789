"""One way in which every action asks for what it needs: a form in a dialog, or on a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from congvu.core.refused import Refused
from congvu.ui.forms import add_refusal


@dataclass(frozen=True)
class Question:
    """What the dialog says: its title, the button, and words about what will happen."""

    title: str
    button: str
    about: str = ""
    hint: str = ""
    danger: bool = False
    icon: str = "check"
    template: str = "documents/act.html"


def ask(
    request: HttpRequest,
    form: forms.Form,
    question: Question,
    *,
    back: str,
    act: Callable[[], str | None],
) -> HttpResponseBase:
    """Show the form; when it is sent and sound, act and go on.

    `act` may answer with the address to go on to, else it is `back`. A refusal stands beside its
    field and keeps what was typed.
    """
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(act() or back)
        except Refused as refused:
            add_refusal(form, refused)
    context = {"form": form, "question": question, "back": back}
    status = 422 if request.method == "POST" and not getattr(request, "htmx", False) else 200
    return _page(request, question.template, context, status)


def _page(
    request: HttpRequest, template: str, context: dict[str, object], status: int
) -> HttpResponse:
    return render(request, template, context, status=status)


def key_of(request: HttpRequest) -> UUID:
    """The form's own key, by which the same form sent twice does its work once."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError as broken:
        raise Refused("Trang đã cũ; xin mở lại trang rồi bấm lại.") from broken
