"""Case files: the year's list, one file with its contents, and what its buttons do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Appointment, Role
from congvu.documents.actions import archiving
from congvu.documents.actions import case_files as acts
from congvu.documents.actions.lifecycles import case_file as lifecycle
from congvu.documents.forms.case_files import CaseFileForm, CloseForm, KeepLongerForm, initial_of
from congvu.documents.models import CaseFile, Incoming, Outgoing
from congvu.documents.policy import may_draft
from congvu.documents.queries import case_files as queries
from congvu.documents.types import CaseFileState, IncomingState
from congvu.documents.views.registers import number_of
from congvu.ui.asking import Question, ask
from congvu.ui.types import Tab

WORKING = (Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.SPECIALIST)
_BOTH = ["GET", "HEAD", "POST"]


@official(*WORKING)
@require_safe
def case_file_list(request: OfficeRequest) -> HttpResponse:
    """The year's list, by heading."""
    actor = request.actor
    this = clock.today().year
    year = number_of(request.GET.get("nam", "")) or this
    state = request.GET.get("muc", "")
    state = state if state in CaseFileState.values else ""
    page = queries.file_page(actor, year=year, state=state, after=request.GET.get("sau", ""))
    here = f"{reverse('documents:case_files')}?nam={year}"
    choices = [("", "Cả danh mục"), *CaseFileState.choices]
    clerk = actor.role == Role.CLERK
    context = {
        "page": page,
        "year": year,
        "years": sorted({*queries.years_of(actor), this, this + 1}, reverse=True),
        "tabs": [
            Tab(str(label), f"{here}&muc={value}" if value else here, current=value == state)
            for value, label in choices
        ],
        "older": f"{here}&muc={state}&sau={page.next}" if page.next else "",
        "newer": here if request.GET.get("sau") else "",
        "plans": clerk,
        "archives": clerk or actor.role == Role.LEADER,
        "print_url": f"{reverse('documents:case_file_list_pdf')}?nam={year}",
    }
    return render(request, "documents/case_files/list.html", context)


@official(*WORKING)
@require_safe
def case_file(request: OfficeRequest, pk: int) -> HttpResponse:
    """One file: what it is, its contents in order, what can be done."""
    found = queries.case_file(pk, actor=request.actor)
    context = {
        "file": found,
        "entries": queries.contents(found, actor=request.actor),
        "offered": _offered(found, request.actor),
        "orders": acts.move.open_to(found, request.actor),
        "droppable": found.state == CaseFileState.PLANNED and request.actor.role == Role.CLERK,
    }
    return render(request, "documents/case_files/page.html", context)


@dataclass(frozen=True)
class _Offered:
    label: str
    url: str
    icon: str
    kind: str
    posts: bool


_WAYS = {
    "open_file": ("case_file_open", "folder", True),
    "close": ("case_file_close", "check", False),
    "reopen": ("case_file_reopen", "refresh", True),
    "revise": ("case_file_revise", "pen", False),
    "keep_longer": ("case_file_keep_longer", "calendar", False),
}


_SECOND = frozenset({"revise", "keep_longer"})


def _offered(found: CaseFile, actor: Appointment) -> list[_Offered]:
    """The lifecycle's buttons; the first is the likeliest."""
    open_now = {one.name: one for one in lifecycle.open_to(found, actor)}
    names = [name for name in _WAYS if name in open_now]
    return [
        _Offered(
            open_now[name].label,
            reverse(f"documents:{_WAYS[name][0]}", args=[found.pk]),
            _WAYS[name][1],
            "primary" if at == 0 and name not in _SECOND else "secondary",
            _WAYS[name][2],
        )
        for at, name in enumerate(names)
    ]


def filed(document: Incoming | Outgoing, actor: Appointment) -> dict[str, Any]:
    """For a document's page: the files in which it lies, and whether it may be put into one."""
    way = "incoming" if isinstance(document, Incoming) else "outgoing"
    dated = document.dated_on is not None and document.state != IncomingState.RECALLED
    return {
        "filed_in": queries.holding(document, actor=actor),
        "filing_url": reverse(f"documents:file_{way}", args=[document.pk])
        if dated and may_draft(actor)
        else "",
    }


@official(Role.CLERK)
@require_http_methods(_BOTH)
def case_file_plan(request: OfficeRequest, year: int) -> HttpResponseBase:
    """A new line of the year's list."""
    form = CaseFileForm(request.POST or None, actor=request.actor)
    back = f"{reverse('documents:case_files')}?nam={year}"

    def act() -> None:
        made = acts.plan(actor=request.actor, year=year, fields=form.written())
        messages.success(request, f"Đã đưa {made.code} vào danh mục năm {year}.")

    question = Question(f"Thêm vào danh mục hồ sơ năm {year}", "Thêm", icon="plus")
    return ask(request, form, question, back=back, act=act)


@official(*WORKING)
@require_http_methods(_BOTH)
def case_file_begin(request: OfficeRequest) -> HttpResponseBase:
    """A file that the list did not foresee."""
    form = CaseFileForm(request.POST or None, actor=request.actor)

    def act() -> str:
        made = acts.begin(actor=request.actor, fields=form.written())
        messages.success(request, f"Đã lập {made.label}.")
        return reverse("documents:case_file", args=[made.pk])

    question = Question("Lập hồ sơ ngoài danh mục", "Lập hồ sơ", icon="folder")
    return ask(request, form, question, back=reverse("documents:case_files"), act=act)


@official(Role.CLERK)
@require_POST
def case_file_plan_year(request: OfficeRequest, year: int) -> HttpResponse:
    """The list of the year before, anew."""
    count = acts.plan_from_before(request.actor.agency, actor=request.actor, year=year)
    messages.success(request, f"Đã đưa {count} hồ sơ của năm {year - 1} vào danh mục năm {year}.")
    return redirect(f"{reverse('documents:case_files')}?nam={year}")


@official(*WORKING)
@require_http_methods(_BOTH)
def case_file_revise(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Another title, retention or keeper."""
    found = queries.case_file(pk, actor=request.actor)
    acts.revise.check(found, request.actor)
    form = CaseFileForm(request.POST or None, actor=request.actor, initial=initial_of(found))

    def act() -> None:
        acts.revise(found, actor=request.actor, fields=form.written())
        messages.success(request, "Đã sửa thông tin hồ sơ.")

    question = Question("Sửa thông tin hồ sơ", "Lưu", icon="pen")
    return ask(request, form, question, back=_url(pk), act=act)


@official(*WORKING)
@require_http_methods(_BOTH)
def case_file_close(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The matter is over."""
    found = queries.case_file(pk, actor=request.actor)
    acts.close.check(found, request.actor)
    form = CloseForm(request.POST or None)

    def act() -> None:
        acts.close(found, actor=request.actor, **form.cleaned_data)
        messages.success(
            request, f"Đã kết thúc hồ sơ; hạn nộp lưu {found.transfer_due_on:%d/%m/%Y}."
        )

    about = "Hồ sơ kết thúc khi mọi văn bản trong hồ sơ đã xử lý xong, đã phát hành."
    question = Question("Kết thúc hồ sơ", "Kết thúc", about, icon="check")
    return ask(request, form, question, back=_url(pk), act=act)


@official(Role.LEADER)
@require_http_methods(_BOTH)
def case_file_keep_longer(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The leader lets the unit keep it beyond the day on which it is due."""
    found = queries.case_file(pk, actor=request.actor)
    archiving.keep_longer.check(found, request.actor)
    form = KeepLongerForm(request.POST or None)

    def act() -> None:
        archiving.keep_longer(found, actor=request.actor, **form.cleaned_data)
        messages.success(request, f"Hồ sơ được giữ lại đến {found.transfer_due_on:%d/%m/%Y}.")

    about = "Hồ sơ được giữ lại để phục vụ công việc, không quá 02 năm kể từ hạn nộp lưu."
    question = Question("Cho giữ lại sau hạn nộp lưu", "Đồng ý", about, icon="calendar")
    return ask(request, form, question, back=_url(pk), act=act)


@official(*WORKING)
@require_POST
def case_file_open(request: OfficeRequest, pk: int) -> HttpResponse:
    """The matter begins."""
    found = queries.case_file(pk, actor=request.actor)
    acts.open_file(found, actor=request.actor)
    messages.success(request, "Đã mở hồ sơ; đưa văn bản vào hồ sơ từ trang của từng văn bản.")
    return redirect(_url(pk))


@official(*WORKING)
@require_POST
def case_file_reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    """Something came after the end."""
    found = queries.case_file(pk, actor=request.actor)
    acts.reopen(found, actor=request.actor)
    messages.success(request, "Đã mở lại hồ sơ.")
    return redirect(_url(pk))


@official(Role.CLERK)
@require_POST
def case_file_drop(request: OfficeRequest, pk: int) -> HttpResponse:
    """A planned file that will not be."""
    found = queries.case_file(pk, actor=request.actor)
    acts.drop(found, actor=request.actor)
    messages.success(request, f"Đã bỏ {found.code} khỏi danh mục.")
    return redirect(f"{reverse('documents:case_files')}?nam={found.year}")


@official(*WORKING)
@require_POST
def case_file_entry(request: OfficeRequest, pk: int, entry: int) -> HttpResponse:
    """Move a document one up or down, or take it out."""
    found = queries.case_file(pk, actor=request.actor)
    wanted = request.POST.get("viec", "")
    try:
        if wanted == "bo":
            acts.take_out(found, actor=request.actor, entry=entry)
            messages.success(request, "Đã đưa văn bản ra khỏi hồ sơ; văn bản vẫn còn nguyên.")
        elif number_of(wanted):
            acts.move(found, actor=request.actor, entry=entry, to=number_of(wanted))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(f"{_url(pk)}#van-ban-{entry}")


def _url(pk: int) -> str:
    return reverse("documents:case_file", args=[pk])
