"""Passing on for information, and the groups kept for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound
from congvu.documents.actions import informing
from congvu.documents.forms import incoming_shares as given
from congvu.documents.models import QuickGroup
from congvu.documents.queries.shares import quick_groups_of
from congvu.documents.views.incoming_acts import GET_OR_POST, Dialog, ask, opened
from congvu.ui.asking import Question
from congvu.ui.asking import ask as ask_plainly


@official()
@require_http_methods(GET_OR_POST)
def inform(request: OfficeRequest, pk: int) -> HttpResponse:
    """Chuyển để biết."""
    document = opened(request, pk, informing.inform)
    form = given.InformForm(request.POST or None, actor=request.actor)
    extra = {"groups_url": reverse("documents:quick_groups")}
    dialog = Dialog("Chuyển để biết", "Đã chuyển.", "send", submit="Chuyển", extra=extra)
    return ask(
        request,
        document,
        form,
        dialog,
        lambda data: informing.inform(
            document, actor=request.actor, people=form.everyone(), words=data["words"]
        ),
    )


@official()
@require_safe
def quick_groups(request: OfficeRequest) -> HttpResponse:
    """My groups for passing on."""
    context = {"groups": quick_groups_of(request.actor)}
    return render(request, "documents/incoming/quick_groups.html", context)


@official()
@require_http_methods(GET_OR_POST)
def quick_group(request: OfficeRequest, pk: int = 0) -> HttpResponseBase:
    """A new group, or another name and other members."""
    found = _own(request, pk) if pk else QuickGroup(owner=request.actor)
    start = {"name": found.name, "members": found.members.all()} if pk else {}
    form = given.QuickGroupForm(request.POST or None, actor=request.actor, initial=start)

    def act() -> None:
        informing.save_quick_group(found, actor=request.actor, **form.cleaned_data)
        messages.success(request, "Đã lưu nhóm chuyển nhanh.")

    question = Question("Nhóm chuyển nhanh", "Lưu", icon="group")
    return ask_plainly(request, form, question, back=reverse("documents:quick_groups"), act=act)


@official()
@require_POST
def remove_quick_group(request: OfficeRequest, pk: int) -> HttpResponse:
    """Drop a group of mine."""
    informing.remove_quick_group(_own(request, pk), actor=request.actor)
    messages.success(request, "Đã xóa nhóm chuyển nhanh.")
    return redirect("documents:quick_groups")


def _own(request: OfficeRequest, pk: int) -> QuickGroup:
    found = quick_groups_of(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
