"""Mending what the desk asked for: those fields and papers, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from congvu.core.refused import Conflict, Refused
from congvu.files.models import StoredFile
from congvu.services.access import CitizenRequest, citizens, last_of, left_typed
from congvu.services.actions import answering
from congvu.services.actions.drafts import take_file
from congvu.services.forms.building import PageForm, Typed
from congvu.services.models import Citizen, Dossier, Supplement
from congvu.services.queries import dossiers
from congvu.services.queries.kept import usable_of
from congvu.services.queries.referring import by_dossier
from congvu.services.queries.versions import content_of
from congvu.services.views.drafting import chosen
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
        problems = _send(request, dossier, supplement, forms)
        if not problems:
            messages.success(request, "Đã nộp bổ sung.")
            return redirect("services:own", reference=reference)
    picked = last_of(left) | request.POST.dict()
    context = {"dossier": dossier, "supplement": supplement, "forms": forms}
    context |= _papers(request.citizen, supplement, picked, problems)
    return shown(request, "mend", context | {"refusal": problems.get("", "")})


def _papers(
    citizen: Citizen, supplement: Supplement, picked: Mapping[str, str], problems: dict[str, str]
) -> dict[str, Any]:
    """What was asked for, each paper with what was chosen for it and what is wrong; and what one
    may use again.
    """
    content = content_of(supplement.dossier.definition)
    items = [
        (one, content.paper(code), problems.get(code, ""), picked.get(f"lai-{code}", ""))
        for one in supplement.items
        for code in [one["target"]]
    ]
    papers = any(paper for _, paper, _, _ in items)
    return {"items": items, "kept": usable_of(citizen) if papers else []}


def _valid(forms: list[PageForm]) -> bool:
    """Each is asked, so that each shows what is wrong in it."""
    return not [one for one in forms if not one.is_valid()]


def _forms(
    dossier: Dossier, asked: frozenset[str], data: Any, typed: Typed | None
) -> list[PageForm]:
    """A form for each page that has fields which were asked for."""
    content = content_of(dossier.definition)
    return [
        PageForm(
            content,
            page,
            answers=dossier.answers,
            data=data,
            only=asked,
            typed=typed,
            referring=by_dossier(dossier),
        )
        for page in content.asked_pages(dossier.answers)
        if any(one.code in asked for one in page.fields)
    ]


def _send(
    request: CitizenRequest, dossier: Dossier, supplement: Supplement, forms: list[PageForm]
) -> dict[str, str]:
    """What is wrong, by paper; nothing where it was sent."""
    content = content_of(dossier.definition)
    targets = [one["target"] for one in supplement.items if content.paper(one["target"])]
    again = [(code, key) for code in targets if (key := chosen(request, code))]
    papers, problems = _uploaded(request, dossier, targets)
    for code in set(targets) - {code for code, _ in [*papers, *again]} - set(problems):
        problems[code] = "Ông/bà chưa chọn tệp, cũng chưa chọn giấy tờ dùng lại."
    if problems:
        return problems
    answers = {key: value for one in forms for key, value in one.answers.items()}
    try:
        answering.mend(dossier, actor=None, answers=answers, papers=papers, again=again)
    except Refused as refused:
        if refused.field in targets:
            return {refused.field: refused.sentence}
        if forms:
            add_refusal(forms[0], refused)
        return {"": refused.sentence}
    return {}


def _uploaded(
    request: CitizenRequest, dossier: Dossier, targets: list[str]
) -> tuple[list[tuple[str, StoredFile]], dict[str, str]]:
    """The files that were sent, and why others are not taken, by paper."""
    papers: list[tuple[str, StoredFile]] = []
    problems: dict[str, str] = {}
    for code in targets:
        for upload in request.FILES.getlist(code)[:10]:
            try:
                papers.append((code, take_file(upload, dossier.agency)[0]))
            except Refused as refused:
                problems[code] = refused.sentence
    return papers, problems
