"""Vào sổ văn bản giấy: the scan, what the clerk reads off it, the leader."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import Refused
from congvu.directory.models import Role
from congvu.documents.actions.incoming import PaperDocument, register_scan
from congvu.documents.actions.scanning import page_of_scan
from congvu.documents.forms.incoming_paper import PaperForm
from congvu.documents.models import Incoming
from congvu.ui.forms import add_refusal


@official(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: OfficeRequest) -> HttpResponse:
    """Register a scan; the same form sent twice takes one number."""
    form = PaperForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            document = _register(form.cleaned_data, request)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Đã vào sổ, số đến {document.arrival_number}.")
            return redirect("documents:incoming", pk=document.pk)
    return render(request, "documents/incoming/paper.html", {"form": form})


def _register(data: dict[str, Any], request: OfficeRequest) -> Incoming:
    fields = ("issuer_name", "number", "notation", "dated_on", "kind", "abstract", "urgency")
    read = {name: data[name] for name in (*fields, "signer_name")}
    file = page_of_scan(data["file"], actor=request.actor)
    return register_scan(
        actor=request.actor,
        form_key=data["form_key"],
        paper=PaperDocument(file=file, **read),
        to=data["to"],
        register=data["register"],
    )
