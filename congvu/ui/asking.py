"""One way in which every action asks for what it needs: a form in a dialog, or on a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from congvu.core.refused import Refused
from congvu.ui.forms import add_refusal


@dataclass(frozen=True)
class Question:
    """What the dialog says: its title, the button, and words about what will happen.

    `done` is said afterwards, where the action itself says nothing.
    """

    title: str
    button: str
    about: str = ""
    hint: str = ""
    danger: bool = False
    icon: str = "check"
    done: str = ""
    template: str = "ui/act.html"


def ask(
    request: HttpRequest,
    form: forms.Form,
    question: Question,
    *,
    back: str,
    act: Callable[[], object],
) -> HttpResponse:
    """Show the form; when it is sent and sound, act and go on.

    `act` may answer with the address (a text) to go on to, else it is `back`. A refusal stands
    beside its field and keeps what was typed.
    """
    if request.method == "POST" and form.is_valid():
        try:
            after = act()
        except Refused as refused:
            add_refusal(form, refused)
        else:
            if question.done:
                messages.success(request, question.done)
            return redirect(after if isinstance(after, str) and after else back)
    context = {"form": form, "question": question, "back": back}
    status = 422 if request.method == "POST" and not getattr(request, "htmx", False) else 200
    return render(request, question.template, context, status=status)


def key_of(request: HttpRequest) -> UUID:
    """The form's own key, by which the same form sent twice does its work once."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError as broken:
        raise Refused("Trang đã cũ; xin mở lại trang rồi bấm lại.") from broken
