"""Mending what the desk asked for: those fields and papers, and no others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from congvu.core.refused import Conflict, Refused
from congvu.files.models import StoredFile
from congvu.services.access import CitizenRequest, citizens, left_typed
from congvu.services.actions import answering
from congvu.services.actions.drafts import take_file
from congvu.services.forms.building import PageForm, Typed
from congvu.services.models import Dossier
from congvu.services.queries import dossiers
from congvu.services.queries.versions import content_of
from congvu.services.views.public import GET_OR_POST, shown
from congvu.ui.forms import add_refusal


@citizens
@require_http_methods(GET_OR_POST)
def mend(request: CitizenRequest, reference: str) -> HttpResponse:
    """Nộp bổ sung."""
    dossier = dossiers.own(reference, citizen=request.citizen)
    supplement = dossier.supplements.filter(answered_at=None).first()
    if supplement is None:
        raise Conflict("Hồ sơ này không có yêu cầu bổ sung nào đang chờ.")
    asked = frozenset(one["target"] for one in supplement.items)
    left = left_typed(request)
    forms = _forms(dossier, asked, request.POST if request.method == "POST" else None, left)
    problems: dict[str, str] = {}
    if request.method == "POST" and _valid(forms):
        problems = _send(request, dossier, supplement.items, forms)
        if not problems:
            messages.success(request, "Đã nộp bổ sung.")
            return redirect("services:own", reference=reference)
    content = content_of(dossier.definition)
    items = [
        (one, content.paper(one["target"]), problems.get(one["target"], ""))
        for one in supplement.items
    ]
    context = {"dossier": dossier, "supplement": supplement, "items": items, "forms": forms}
    return shown(request, "mend", context | {"refusal": problems.get("", "")})


def _valid(forms: list[PageForm]) -> bool:
    """Each is asked, so that each shows what is wrong in it."""
    return not [one for one in forms if not one.is_valid()]


def _forms(
    dossier: Dossier, asked: frozenset[str], data: Any, typed: Typed | None
) -> list[PageForm]:
    """A form for each page that has fields which were asked for."""
    content = content_of(dossier.definition)
    return [
        PageForm(content, page, answers=dossier.answers, data=data, only=asked, typed=typed)
        for page in content.asked_pages(dossier.answers)
        if any(one.code in asked for one in page.fields)
    ]


def _send(
    request: CitizenRequest, dossier: Dossier, items: list[dict[str, str]], forms: list[PageForm]
) -> dict[str, str]:
    """What is wrong, by paper; nothing where it was sent."""
    content = content_of(dossier.definition)
    papers: list[tuple[str, StoredFile]] = []
    problems: dict[str, str] = {}
    for target in [one["target"] for one in items if content.paper(one["target"])]:
        uploads = request.FILES.getlist(target)[:10]
        if not uploads:
            problems[target] = "Ông/bà chưa chọn tệp."
        for upload in uploads:
            try:
                papers.append((target, take_file(upload, dossier.agency)[0]))
            except Refused as refused:
                problems[target] = refused.sentence
    if problems:
        return problems
    answers = {key: value for one in forms for key, value in one.answers.items()}
    try:
        answering.mend(dossier, actor=None, answers=answers, papers=papers)
    except Refused as refused:
        if forms:
            add_refusal(forms[0], refused)
        return {"": refused.sentence}
    return {}
