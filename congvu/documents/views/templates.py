"""Kept templates: the list, keeping one from a document, renaming, dropping."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound
from congvu.directory.models import Role
from congvu.documents.actions import templates as actions
from congvu.documents.queries import templates as queries
from congvu.documents.queries.outgoing import outgoing
from congvu.ui.asking import Question, ask

_BOTH = ["GET", "HEAD", "POST"]
_KEEPERS = (Role.CLERK, Role.UNIT_HEAD, Role.LEADER)


class NameForm(forms.Form):
    """The name by which people find the template."""

    name = forms.CharField(
        label="Tên mẫu", max_length=100, help_text="Ví dụ: Giấy mời họp giao ban"
    )


@official(*_KEEPERS)
@require_safe
def template_list(request: OfficeRequest) -> HttpResponse:
    """All templates of the agency."""
    context = {"templates": queries.templates_of(request.actor)}
    return render(request, "documents/outgoing/templates.html", context)


@official(*_KEEPERS)
@require_http_methods(_BOTH)
def keep_template(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Keep a document's shape."""
    document = outgoing(pk, actor=request.actor)
    if document.agency_id != request.actor.agency_id:
        raise NotFound
    form = NameForm(request.POST or None, initial={"name": document.abstract.capitalize()[:100]})
    about = "Giữ loại văn bản, trích yếu, căn cứ, nội dung, nơi nhận và người ký để soạn lần sau."

    def act() -> None:
        actions.keep_as_template(document, actor=request.actor, **form.cleaned_data)
        messages.success(request, "Đã lưu mẫu văn bản của cơ quan.")

    question = Question("Lưu làm mẫu văn bản", "Lưu mẫu", about=about, icon="stamp")
    return ask(request, form, question, back=reverse("documents:outgoing", args=[pk]), act=act)


@official(*_KEEPERS)
@require_http_methods(_BOTH)
def rename_template(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Another name."""
    found = queries.template(pk, actor=request.actor)
    form = NameForm(request.POST or None, initial={"name": found.name})

    def act() -> None:
        actions.name_template(found, actor=request.actor, **form.cleaned_data)
        messages.success(request, "Đã đổi tên mẫu.")

    question = Question("Đổi tên mẫu văn bản", "Lưu", icon="pen")
    return ask(request, form, question, back=reverse("documents:templates"), act=act)


@official(*_KEEPERS)
@require_POST
def drop_template(request: OfficeRequest, pk: int) -> HttpResponse:
    """No longer offered."""
    actions.drop_template(queries.template(pk, actor=request.actor), actor=request.actor)
    messages.success(request, "Đã bỏ mẫu văn bản.")
    return redirect("documents:templates")
