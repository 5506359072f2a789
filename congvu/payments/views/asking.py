"""One question on a page: a form, one action, its refusal beside the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from congvu.core.refused import Refused
from congvu.ui.forms import add_refusal


@dataclass(frozen=True)
class Question:
    """What the page asks; `note` stands above the form."""

    title: str
    button: str
    back: str
    done: str
    lead: str = ""
    note: str = ""
    danger: bool = False


def ask(
    request: HttpRequest, form: forms.Form, question: Question, act: Callable[[], object]
) -> HttpResponse:
    """The form; once it is right, the action and back. What was typed stays where it is refused."""
    if form.is_valid():
        try:
            act()
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, question.done)
            return redirect(question.back)
    return render(request, "payments/ask.html", {"form": form, "question": question})
