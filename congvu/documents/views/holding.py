"""Numbers taken before their documents come into the system."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.directory.models import Role
from congvu.documents.actions import holding
from congvu.documents.forms.outgoing import HoldForm
from congvu.documents.queries.holding import held_page
from congvu.ui.asking import Question, ask


@official(Role.CLERK)
@require_safe
def held_numbers(request: OfficeRequest) -> HttpResponse:
    """The agency's held numbers, each with what became of it."""
    key = request.GET.get("sau", "")
    lines, following = held_page(
        request.actor, before=int(key) if key.isdecimal() and len(key) < 19 else 0
    )
    context = {
        "lines": lines,
        "older": f"?sau={following}" if following else "",
        "newer": request.path if key else "",
    }
    return render(request, "documents/outgoing/held.html", context)


@official(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def hold_number(request: OfficeRequest) -> HttpResponseBase:
    """Take a number for a document that is signed already."""
    form = HoldForm(request.POST or None, actor=request.actor)

    def act() -> None:
        held = holding.hold_number(actor=request.actor, **form.cleaned_data)
        messages.success(request, f"Đã lấy số {held.number:02d}, dùng trong hôm nay.")

    about = (
        "Chỉ lấy số cho văn bản đã ký và phát hành ngay trong ngày. Hết ngày mà không dùng, số này "
        "bỏ trống và được ghi “dự trữ – không dùng” kèm lý do."
    )
    question = Question("Lấy số trước", "Lấy số", about=about, icon="number")
    return ask(request, form, question, back=reverse("documents:held_numbers"), act=act)
