"""Copies: made by the clerk, downloaded by those who see the document, listed in their register."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.http import send_file
from congvu.directory.models import Appointment, Role
from congvu.documents import policy
from congvu.documents.actions import copying
from congvu.documents.forms.copies import CopyForm
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.queries import copies as queries
from congvu.documents.queries.incoming import incoming
from congvu.documents.queries.outgoing import outgoing
from congvu.files import queries as stored
from congvu.ui.asking import Question, ask, key_of

_BOTH = ["GET", "HEAD", "POST"]


def copy_url(source: Outgoing | Incoming, actor: Appointment) -> str:
    """Where the actor makes a copy of it; empty where they may not."""
    if not (policy.is_clerk_of(actor, source) and copying.copyable(source)):
        return ""
    name = "copy_outgoing" if isinstance(source, Outgoing) else "copy_incoming"
    return reverse(f"documents:{name}", args=[source.pk])


@official(Role.CLERK)
@require_http_methods(_BOTH)
def copy_outgoing(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A copy or an extract of the agency's own document."""
    back = reverse("documents:outgoing", args=[pk])
    return _copy(request, outgoing(pk, actor=request.actor), back)


@official(Role.CLERK)
@require_http_methods(_BOTH)
def copy_incoming(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A copy, a copy of a copy or an extract of what came."""
    back = reverse("documents:incoming", args=[pk])
    return _copy(request, incoming(pk, actor=request.actor), back)


def _copy(request: OfficeRequest, source: Outgoing | Incoming, back: str) -> HttpResponseBase:
    copying.check_copying(source, request.actor)
    form = CopyForm(request.POST or None, source=source)

    def act() -> None:
        made = copying.make_copy(
            source, actor=request.actor, pin=form.cleaned_data["pin"], wanted=form.wanted()
        )
        messages.success(request, f"Đã lập bản sao số {made.code}.")

    about = (
        f"Bản sao điện tử của {source.label}, có chữ ký số của cơ quan ở góc trên bên phải trang "
        "đầu và được cấp số trong sổ bản sao của năm."
    )
    question = Question("Sao văn bản", "Ký số và cấp số bản sao", about=about, icon="stamp")
    return ask(request, form, question, back=back, act=act)


@official()
@require_safe
def copy_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The copy itself."""
    file = queries.copy(pk, actor=request.actor).file
    return send_file(
        request,
        stored.open_file(file),
        size=file.size,
        name=file.name,
        media_type=file.media_type,
        download="tai-ve" in request.GET,
    )


@official(Role.CLERK)
@require_POST
def copy_send(request: OfficeRequest, pk: int) -> HttpResponse:
    """Gửi kèm văn bản: a letter to which the copy is attached already."""
    found = queries.copy(pk, actor=request.actor)
    letter = copying.send_on(found, actor=request.actor, form_key=key_of(request))
    return redirect("documents:draft_edit", pk=letter.pk)


@official(Role.CLERK)
@require_safe
def copy_list(request: OfficeRequest) -> HttpResponse:
    """The agency's register of copies, the newest first."""
    key = request.GET.get("sau", "")
    rows, following = queries.register_page(
        request.actor, before=int(key) if key.isdecimal() and len(key) < 19 else 0
    )
    context = {
        "copies": [(one, uuid4()) for one in rows],
        "older": f"?sau={following}" if following else "",
        "newer": request.path if key else "",
    }
    return render(request, "documents/copies.html", context)
