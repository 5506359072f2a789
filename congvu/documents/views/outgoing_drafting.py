"""Making a draft: starting it, its fields and text, keeping as one types, the true pages."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.documents import policy
from congvu.documents.actions import drafting
from congvu.documents.actions.templates import draft_from
from congvu.documents.content import content_of, images_for
from congvu.documents.forms.outgoing import AttachForm, DraftForm, NewDraftForm
from congvu.documents.models import Attachment, Outgoing
from congvu.documents.queries import outgoing as queries
from congvu.documents.readiness import missing
from congvu.documents.rendering import (
    KNOWN_FIELD,
    body_from_docx,
    empty_body,
    preview_answer,
    text_of,
)
from congvu.files import queries as stored
from congvu.files.models import StoredFile
from congvu.ui.asking import Question, ask
from congvu.ui.forms import add_refusal

_PDF = "application/pdf"
_BOTH = ["GET", "HEAD", "POST"]


@official()
@require_http_methods(_BOTH)
def draft_new(request: OfficeRequest) -> HttpResponse:
    """Choose the type, begin in the editor or from a file; the same form begins one draft."""
    if not policy.may_draft(request.actor):
        raise Forbidden
    form = NewDraftForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("documents:draft_edit", _begin(form, request).pk)
        except Refused as refused:
            add_refusal(form, refused)
    form.initial.setdefault("form_key", uuid.uuid4())
    return render(request, "documents/outgoing/new.html", {"form": form})


def _begin(form: NewDraftForm, request: OfficeRequest) -> Outgoing:
    given, key = form.cleaned_data, form.cleaned_data["form_key"]
    if given["template"]:
        return draft_from(given["template"], actor=request.actor, form_key=key)
    return drafting.start_draft(
        actor=request.actor, form_key=key, kind=given["kind"], **_beginning(given["file"])
    )


def _beginning(file: StoredFile | None) -> dict[str, Any]:
    if file is None:
        return {}
    if file.media_type == _PDF:
        return {"upload": file}
    return {"body": body_from_docx(stored.read(file))}


def _mine(request: OfficeRequest, pk: int) -> Outgoing:
    """The draft, while its drafter may change it."""
    document = queries.outgoing(pk, actor=request.actor)
    drafting.edit.check(document, request.actor)
    return document


@official()
@require_http_methods(_BOTH)
def draft_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Fields and text on the left, the true page on the right."""
    document = _mine(request, pk)
    form = DraftForm(request.POST or None, document=document)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(form, request)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Đã lưu {_moment(document)}.")
            go_on = "outgoing_submit" if "submit" in request.POST else "draft_edit"
            return redirect(f"documents:{go_on}", pk)
    return render(request, "documents/outgoing/edit.html", _editing(form))


def _keep(form: DraftForm, request: OfficeRequest) -> None:
    document = form.document
    fields = form.fields_given()
    seen = form.cleaned_data["seen"]
    if seen and seen != document.updated_at.isoformat() and not _same(document, fields):
        again = request.POST.copy()
        again["seen"] = document.updated_at.isoformat()
        form.data = again
        raise Conflict(
            f"Dự thảo đã được lưu ở cửa sổ khác lúc {_moment(document)}. Nội dung ông/bà vừa nhập "
            "vẫn còn ở đây; bấm “Lưu” lần nữa để thay bản kia."
        )
    drafting.save_draft(document, actor=request.actor, fields=fields)


def _same(document: Outgoing, fields: drafting.Fields) -> bool:
    return (document.abstract, document.body or empty_body(), document.kind) == (
        drafting.one_line(fields.abstract),
        fields.body,
        fields.kind,
    )


def _moment(document: Outgoing) -> str:
    return f"{clock.local(document.updated_at):%H:%M}"


def _editing(form: DraftForm) -> dict[str, Any]:
    document = form.document
    body = document.body or empty_body()
    typed = form.data.get("body") if form.is_bound else None
    return {
        "form": form,
        "document": document,
        "typed": typed,
        "typed_json": typed if (typed or "").startswith('{"type":') else "",
        "body_json": json.dumps(body, ensure_ascii=False),
        "plain": text_of(body),
        "missing": missing(document),
        "attachments": document.attachments.select_related("file__blob"),
        "picture_url": reverse("documents:outgoing_picture", args=[document.pk, 0]),
    }


@official()
@require_POST
def draft_autosave(request: OfficeRequest, pk: int) -> HttpResponse:
    """Keep what was typed so far, and say so quietly, with what is still missing."""
    document = _mine(request, pk)
    form = DraftForm(request.POST, document=document)
    said = "Chưa lưu: có mục điền chưa đúng."
    if form.is_valid():
        try:
            _keep(form, request)
            said = f"Đã lưu {_moment(document)}"
        except Refused as refused:
            said = f"Chưa lưu: {refused.sentence}"
    context = {"said": said, "form": form, "document": document, "missing": missing(document)}
    return render(request, "documents/outgoing/saved.html", context)


@official()
@require_POST
def draft_preview(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The true pages of what is typed now; nothing is kept."""
    document = _mine(request, pk)
    form = DraftForm(request.POST, document=document)
    if not form.is_valid():
        return JsonResponse({"sentence": "có mục điền chưa đúng"}, status=409)
    try:
        fields = form.fields_given()
        drafting.check_images(document, fields.body)
        drafting.fill(document, fields)
        known = request.POST.get(KNOWN_FIELD, "").split(",")
        answer = preview_answer(content_of(document), images=images_for(document), known=known)
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    return JsonResponse(answer)


@official()
@require_http_methods(_BOTH)
def attach(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Add a file that goes with the document."""
    document = _mine(request, pk)
    form = AttachForm(request.POST or None, request.FILES or None, actor=request.actor)

    def act() -> None:
        given = form.cleaned_data
        drafting.attach(document, actor=request.actor, file=given["file"], title=given["title"])

    back = reverse("documents:draft_edit", args=[pk])
    return ask(
        request, form, Question("Đính kèm tài liệu", "Đính kèm", icon="attach"), back=back, act=act
    )


@official()
@require_POST
def detach(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take an attachment off."""
    found: Attachment = queries.attachment(pk, actor=request.actor)
    drafting.detach(found.outgoing, actor=request.actor, attachment=found)
    return redirect("documents:draft_edit", found.outgoing_id)
