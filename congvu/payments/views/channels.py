"""The ways of paying, for administrators."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.payments import policy
from congvu.payments.actions.channels import save_channel
from congvu.payments.forms.channels import ChannelForm, initial_of
from congvu.payments.models import Channel
from congvu.payments.queries import office
from congvu.payments.queries.notices import unseen
from congvu.ui.asking import Question, ask


@official(*policy.SETTING_UP)
@require_safe
def channels(request: OfficeRequest) -> HttpResponse:
    """Those of the agency, or of the whole province."""
    watches = request.actor.role in policy.WATCHING
    context = {
        "channels": office.channels(request.actor),
        "watches": watches,
        "unseen": unseen() if watches else 0,
    }
    return render(request, "payments/channels.html", context)


@official(*policy.SETTING_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: OfficeRequest, pk: int = 0) -> HttpResponse:
    """A new one, or one to change."""
    own = request.actor.agency
    found = office.channel(pk, actor=request.actor) if pk else Channel(agency=own)
    given = request.POST if request.method == "POST" else None
    form = ChannelForm(given, initial=initial_of(found) if pk else None)
    question = Question(
        title=found.name or "Cách nộp mới",
        about=found.agency.name,
        button="Lưu",
        done="Đã lưu cách nộp.",
    )
    return ask(
        request,
        form,
        question,
        back=reverse("payments:channels"),
        act=lambda: save_channel(found, actor=request.actor, fields=form.fields_given()),
    )
