"""Writing a dossier: what each stop of the way does, whoever writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from congvu.core.http import send_file
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Appointment
from congvu.files.queries import open_file
from congvu.services.access import last_of, left_typed
from congvu.services.actions import drafts as actions
from congvu.services.actions import reusing
from congvu.services.definitions import fees_due, shown
from congvu.services.forms.building import PageForm, typed_of, with_row, without_row
from congvu.services.forms.citizens import ApplicantForm, DeliveryForm
from congvu.services.printing import declaration
from congvu.services.queries.drafts import checked, contact_of, known_of
from congvu.services.queries.kept import usable_of
from congvu.services.queries.referring import by_draft
from congvu.services.views.public import shown as respond
from congvu.services.views.way import APPLICANT, DELIVERY, PAPERS, REVIEW, Way
from congvu.ui.forms import add_refusal

LEFT = "Phiên đăng nhập vừa hết; nội dung ông/bà đã gõ vẫn còn ở đây. Tệp vừa chọn thì chọn lại."


def page(request: HttpRequest, way: Way, code: str) -> HttpResponse:
    """One topic. Whatever is posted is kept first; rows are added and taken away by buttons."""
    topic = way.page(code)
    draft, referring = way.draft, by_draft(way.draft)
    if request.method == "POST":
        typed = typed_of(request.POST)
        if rows := _rows_changed(request, typed):
            actions.keep_typed(draft, code, rows)
            return redirect(way.url("page", code) + "#nhom")
        actions.keep_typed(draft, code, typed)
        if "luu" in request.POST:  # the page's script, while one types
            return HttpResponse(status=204)
        form = PageForm(
            way.content, topic, answers=draft.answers, data=request.POST, referring=referring
        )
        if form.is_valid():
            _keep(way, form, code)
            return redirect(way.after(code))
    else:
        if left := left_typed(request):
            actions.keep_typed(draft, code, left)
            messages.info(request, LEFT)
        held = None if code in draft.done else draft.typed.get(code)
        form = PageForm(
            way.content, topic, answers=draft.answers, typed=held, known=known_of(draft),
            referring=referring,
        )  # fmt: skip
    return respond(request, "draft_page", {**way.context(code), "form": form, "page": topic})


def _keep(way: Way, form: PageForm, code: str) -> None:
    answers = {key: value for key, value in form.answers.items() if key not in form.dropped}
    actions.keep_page(way.draft, code, answers, form.dropped)


def _rows_changed(request: HttpRequest, typed: dict[str, list[str]]) -> dict[str, Any] | None:
    """The page with one row more or less, if that button was pressed."""
    if code := request.POST.get("them", "")[:40]:
        return with_row(typed, code, _count(typed, code))
    code, _, place = request.POST.get("bo", "")[:60].rpartition("-")
    if code and place.isdecimal():
        return without_row(typed, code, int(place), _count(typed, code))
    return None


def _count(typed: dict[str, list[str]], code: str) -> int:
    said = typed.get(f"{code}-rows", ["0"])[-1]
    return int(said) if said.isdecimal() and len(said) < 3 else 0


def papers(request: HttpRequest, way: Way) -> HttpResponse:
    """The files: each kept at once, with its size, its hash and what was noticed."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = _take_in(request, way)
        if not problems and "xong" in request.POST:
            problems = _missing(way)
            if not problems:
                return redirect(way.after(PAPERS))
        elif not problems:
            return redirect(way.url("papers"))
    kept = list(way.draft.papers.select_related("file__blob"))
    rows = [
        (one, [file for file in kept if file.code == one.code], problems.get(one.code, ""))
        for one in way.papers
    ]
    citizen = way.draft.citizen
    kept_before = usable_of(citizen) if citizen else []
    context = {**way.context(PAPERS), "rows": rows, "kept": kept_before}
    return respond(request, "draft_papers", context)


def chosen(request: HttpRequest, code: str) -> str:
    """What one chose to use again for a paper; empty where nothing."""
    return request.POST.get(f"lai-{code}", "")[:40]


def _take_in(request: HttpRequest, way: Way) -> dict[str, str]:
    """What was sent or chosen, each kept at once; what could not be, by paper."""
    problems: dict[str, str] = {}
    for needed in way.papers:
        code = needed.code
        key = chosen(request, code)
        again = [partial(reusing.use_again, way.draft, code, key)] if key else []
        uploads = request.FILES.getlist(code)[:10]
        for take in [*again, *(partial(actions.add_file, way.draft, code, one) for one in uploads)]:
            try:
                take()
            except Refused as refused:
                problems[code] = refused.sentence
    return problems


def _missing(way: Way) -> dict[str, str]:
    given = {one.code for one in way.draft.papers.all()}
    return {
        one.code: "Ông/bà chưa gửi giấy tờ này."
        for one in way.papers
        if one.required and one.code not in given
    }


def drop_file(way: Way, pk: int) -> HttpResponse:
    actions.drop_file(way.draft, pk)
    return redirect(way.url("papers"))


def paper(request: HttpRequest, way: Way, pk: int) -> HttpResponseBase:
    """One's own file, as the server holds it."""
    found = way.draft.papers.select_related("file__blob").filter(pk=pk).first()
    if found is None:
        raise NotFound
    file = found.file
    return send_file(
        request, open_file(file), size=file.size, name=file.name, media_type=file.media_type
    )


def delivery(request: HttpRequest, way: Way) -> HttpResponse:
    """How the result comes."""
    draft = way.draft
    known = {"delivery": draft.delivery, "address": draft.delivery_address or _home(way)}
    form = DeliveryForm(request.POST or None, initial=known | last_of(left_typed(request)))
    if form.is_valid():
        data = form.cleaned_data
        actions.keep_delivery(draft, delivery=data["delivery"], address=data["address"])
        actions.keep_page(draft, DELIVERY, {}, [])
        return redirect(way.after(DELIVERY))
    return respond(request, "draft_form", {**way.context(DELIVERY), "form": form})


def _home(way: Way) -> str:
    citizen = way.draft.citizen
    return citizen.address if citizen else str(way.draft.contact.get("address", ""))


def applicant(request: HttpRequest, way: Way) -> HttpResponse:
    """At the desk: for whom, and how it came; kept as it is typed, right or wrong."""
    draft = way.draft
    if request.method == "POST":
        actions.keep_typed(draft, APPLICANT, typed_of(request.POST))
    known = last_of(draft.typed.get(APPLICANT)) | last_of(left_typed(request))
    form = ApplicantForm(request.POST or None, initial=known)
    if form.is_valid():
        data = dict(form.cleaned_data)
        try:
            told = {name: data.pop(name) for name in ("consent", "channel")}
            actions.keep_applicant(draft, data, **told)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect(way.after(APPLICANT))
    return respond(request, "draft_form", {**way.context(APPLICANT), "form": form})


def review(request: HttpRequest, way: Way, *, actor: Appointment | None = None) -> HttpResponse:
    """The declaration itself: all as it will be filed, and what lacks with the way there."""
    answers, wrong = checked(way.draft)
    refusal = ""
    if request.method == "POST":
        try:
            dossier = actions.submit(way.draft, actor=actor)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, "Đã nộp hồ sơ.")
            if way.desk:
                return redirect("services:dossier", pk=dossier.pk)
            return redirect("services:own", reference=dossier.reference)
    kept = list(way.draft.papers.select_related("file__blob"))
    context = {
        "parts": shown(way.content, answers),
        "amiss": _amiss(way, wrong),
        "unfinished": [one for one in way.stages[:-1] if not one.done],
        "files": [(way.content.paper(one.code), one) for one in kept],
        "fees": fees_due(way.content, answers, [one.code for one in kept]),
        "contact": contact_of(way.draft, answers) if way.draft.contact or not way.desk else None,
        "refusal": refusal,
    }
    return respond(request, "draft_review", {**way.context(REVIEW), **context})


@dataclass(frozen=True)
class Amiss:
    """What was right when its page was finished and is no more, by another answer or the day."""

    label: str
    sentence: str
    url: str


def _amiss(way: Way, wrong: Mapping[str, str]) -> list[Amiss]:
    """Those on finished pages; unfinished ones are listed whole."""
    found = []
    for page in way.content.asked_pages(way.draft.answers):
        for field in page.fields:
            sentences = [
                said for name, said in wrong.items() if name.partition("[")[0] == field.code
            ]
            if sentences and page.code in way.draft.done:
                found.append(Amiss(field.label, sentences[0], way.url("page", page.code)))
    return found


def declaration_pdf(way: Way) -> HttpResponse:
    """The declaration as it would be filed now."""
    answers, _ = checked(way.draft)
    made = declaration.pdf(way.draft, answers, contact_of(way.draft, answers))
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": "inline; filename=to-khai.pdf",
                 "Cache-Control": "private, no-store"},
    )  # fmt: skip
