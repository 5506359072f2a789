"""Paper prints, and the page on which anybody checks one."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official, public
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents.actions import printing
from congvu.documents.forms.outgoing import CheckForm
from congvu.documents.models import Outgoing
from congvu.documents.queries.outgoing import outgoing
from congvu.documents.queries.printing import by_token, code_of
from congvu.documents.rendering import paper_print
from congvu.documents.types import OutgoingState
from congvu.files import queries as stored
from congvu.signing.queries import lasting_of, verdict_of


def print_url(document: Outgoing, actor: Appointment) -> str:
    """Where the actor prints it; empty where they may not."""
    own = document.agency_id == actor.agency_id and document.state == OutgoingState.ISSUED
    return reverse("documents:outgoing_print", args=[document.pk]) if own else ""


@official()
@require_POST
def print_paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """Make the code that the print bears, and go on to the print."""
    document = outgoing(pk, actor=request.actor)
    if document.agency_id != request.actor.agency_id:
        raise NotFound
    printing.prepare_print(document, actor=request.actor)
    return redirect("documents:outgoing_print_file", pk)


@official()
@require_safe
def print_file(request: OfficeRequest, pk: int) -> HttpResponse:
    """The pages with the code at their foot, to be sent to a printer."""
    document = outgoing(pk, actor=request.actor)
    code = code_of(document)
    own = document.agency_id == request.actor.agency_id
    if code is None or not own or document.issued is None:
        raise NotFound
    if document.state != OutgoingState.ISSUED:
        raise NotFound("Văn bản không còn hiệu lực nên không in bản đối chiếu.")
    address = settings.BASE_URL + reverse("documents:check_print", args=[code.token])
    dated = f"{document.code} ngày {document.dated_on:%d/%m/%Y}"
    words = (
        f"Bản in từ hệ thống của {document.agency.name}: {dated}.",
        f"Đối chiếu tại {address}",
    )
    mark = (
        f"{document.agency.notation} · {request.actor.person.name}",
        f"in lúc {clock.local(clock.now()):%H:%M %d/%m/%Y}",
    )
    pdf = paper_print(stored.read(document.issued), url=address, words=words, mark=mark)
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def check_print(request: HttpRequest, token: str) -> HttpResponse:
    """Code, date, agency, hash and signatures of what was issued; nothing of its content.

    Whoever also has the file may hold it against what was issued.
    """
    document = by_token(token)
    status = 200 if document else 404
    context: dict[str, Any] = {"document": document, "token": token}
    if document is not None and document.issued is not None:
        context["verdict"] = verdict_of(document.issued)
        context["lasting"] = lasting = lasting_of(document.issued)
        context["form"] = form = CheckForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            digest = hashlib.sha256()
            for part in form.cleaned_data["file"].chunks():
                digest.update(part)
            context["same"] = digest.hexdigest() == document.issued.sha256
            context["archived"] = lasting and digest.hexdigest() == lasting.file.sha256
            context["compared"] = True
    return render(request, "documents/check_print.html", context, status=status)
