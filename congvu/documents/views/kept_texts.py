"""Words that people keep at hand for instructions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound, Refused
from congvu.documents.actions.kept_texts import drop_text, keep_text
from congvu.documents.forms.incoming import KeptTextForm
from congvu.documents.models import KeptText
from congvu.ui.forms import add_refusal


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def kept_texts(request: OfficeRequest) -> HttpResponse:
    """My kept words, and a field for new ones."""
    form = KeptTextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keep_text(actor=request.actor, text=form.cleaned_data["text"])
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã thêm lời ghi sẵn.")
            return redirect("documents:kept_texts")
    kept = KeptText.objects.filter(appointment=request.actor)
    return render(request, "documents/incoming/kept_texts.html", {"form": form, "kept": kept})


@official()
@require_POST
def drop_kept_text(request: OfficeRequest, pk: int) -> HttpResponse:
    """One of mine is no longer needed."""
    kept = KeptText.objects.filter(appointment=request.actor, pk=pk).first()
    if kept is None:
        raise NotFound
    drop_text(kept)
    messages.success(request, "Đã bỏ lời ghi sẵn.")
    return redirect("documents:kept_texts")
