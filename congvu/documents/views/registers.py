"""Registers: which there are, each as the paper one, its gaps; what clerks do with them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Role
from congvu.documents.actions import registers as acts
from congvu.documents.forms.registers import GapForm, OpenRegisterForm, RenameForm, SpanForm
from congvu.documents.models import Register
from congvu.documents.policy import keeps_registers
from congvu.documents.queries import register_books as books
from congvu.documents.queries import registers as queries
from congvu.documents.types import RegisterKind
from congvu.ui.asking import Question, ask
from congvu.ui.types import Tab

_BOTH = ["GET", "HEAD", "POST"]


_PAGES = {
    RegisterKind.INCOMING: "documents:incoming",
    RegisterKind.OUTGOING: "documents:outgoing",
    RegisterKind.COPIES: "documents:copy_file",
}


def number_of(text: str) -> int:
    """A number of an address; 0 where it is none."""
    return int(text) if text.isdecimal() and len(text) <= 7 else 0


@official(Role.CLERK, Role.LEADER)
@require_safe
def register_list(request: OfficeRequest) -> HttpResponse:
    """The agency's registers of a year, this year's first."""
    years = queries.years_of(request.actor)
    this = clock.today().year
    year = number_of(request.GET.get("nam", "")) or this
    coming = this + 1 if clock.today().month == 12 else this
    found = queries.registers_visible_to(request.actor).filter(year=year)
    here = reverse("documents:registers")
    context = {
        "registers": found.order_by("kind", "name"),
        "year": year,
        "tabs": [
            Tab(str(one), f"{here}?nam={one}", current=one == year)
            for one in sorted({*years, this, year}, reverse=True)
        ],
        "keeps": request.actor.role == Role.CLERK,
        "coming": coming if coming not in years else 0,
        "coming_text": str(coming),
    }
    return render(request, "documents/registers/list.html", context)


@official(Role.CLERK, Role.LEADER)
@require_safe
def register(request: OfficeRequest, pk: int, book: str = "") -> HttpResponse:
    """One register as the paper one, fifty lines a page, the newest last."""
    found = queries.register(pk, actor=request.actor)
    way = books.book_of(found, book)
    if way is None:
        raise NotFound
    form = SpanForm(request.GET or None)
    span = form.span(found)
    page = books.row_page(
        way,
        found,
        span,
        start=number_of(request.GET.get("tu", "")),
        end=number_of(request.GET.get("den", "")),
    )
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = _head(found, book, request) | {
        "book": way,
        "rows": [(row, _cells(way, row)) for row in page.rows],
        "form": form,
        "document_url": _PAGES[RegisterKind(found.kind)],
        "older": _page_url(asked, "den", page.before),
        "newer": _page_url(asked, "tu", page.after),
        "query": f"?{urlencode(asked)}" if asked else "",
    }
    return render(request, "documents/registers/page.html", context)


def _cells(way: books.Book, row: books.Row) -> list[tuple[Any, str, bool]]:
    """Each cell under its heading; the one that leads to the document is marked."""
    pairs = zip(way.columns, row.cells, strict=False)
    return [(column, words, at == way.at) for at, (column, words) in enumerate(pairs)]


def _page_url(asked: dict[str, str], name: str, number: int) -> str:
    return f"?{urlencode(asked | {name: str(number)})}" if number else ""


def _head(found: Register, current: str, request: OfficeRequest) -> dict[str, Any]:
    pages = {"": "Sổ đăng ký"}
    if found.kind == RegisterKind.INCOMING:
        pages[books.HANDLING_NAME] = "Theo dõi giải quyết"
    tabs = [Tab(label, _url(found, name), current=name == current) for name, label in pages.items()]
    gaps = reverse("documents:register_gaps", args=[found.pk])
    return {
        "register": found,
        "tabs": [*tabs, Tab("Số không có văn bản", gaps, current=current == "gaps")],
        "name": current,
        "keeps": keeps_registers(request.actor, found),
    }


def _url(found: Register, name: str = "") -> str:
    if name:
        return reverse("documents:register_book", args=[found.pk, name])
    return reverse("documents:register", args=[found.pk])


@official(Role.CLERK, Role.LEADER)
@require_safe
def register_gaps(request: OfficeRequest, pk: int) -> HttpResponse:
    """The numbers without a document, each run with its explanation or a way to write one."""
    found = queries.register(pk, actor=request.actor)
    context = _head(found, "gaps", request) | {"gaps": queries.gaps_of(found)}
    return render(request, "documents/registers/gaps.html", context)


@official(Role.CLERK)
@require_http_methods(_BOTH)
def explain(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Write why numbers have no document."""
    found = queries.register(pk, actor=request.actor)
    first, last = (number_of(request.GET.get(name, "")) or None for name in ("tu", "den"))
    known = found.gaps.filter(first=first).first() if first else None
    start: dict[str, Any] = {"first": first, "last": last}
    if known:
        start |= {"last": known.last, "reason": known.reason, "words": known.words}
    form = GapForm(request.POST or None, initial=start)
    back = reverse("documents:register_gaps", args=[pk])

    def act() -> None:
        acts.explain_gap(found, actor=request.actor, **form.cleaned_data)
        messages.success(request, "Đã ghi giải trình.")

    question = Question("Giải trình số không có văn bản", "Ghi giải trình", icon="pen")
    return ask(request, form, question, back=back, act=act)


@official(Role.CLERK)
@require_http_methods(_BOTH)
def register_open(request: OfficeRequest) -> HttpResponseBase:
    """Open a register."""
    form = OpenRegisterForm(request.POST or None)

    def act() -> str:
        data = form.cleaned_data
        kind = data.pop("kind")
        made = acts.open_register(
            Register(agency=request.actor.agency, kind=kind), actor=request.actor, **data
        )
        messages.success(request, f"Đã mở sổ {made}.")
        return _url(made)

    question = Question("Mở sổ mới", "Mở sổ", icon="book")
    return ask(request, form, question, back=reverse("documents:registers"), act=act)


@official(Role.CLERK)
@require_POST
def register_open_year(request: OfficeRequest, year: int) -> HttpResponse:
    """All registers of the year before, anew."""
    made = acts.open_year(request.actor.agency, actor=request.actor, year=year)
    messages.success(request, f"Đã mở {len(made)} sổ của năm {year}.")
    return redirect(f"{reverse('documents:registers')}?nam={year}")


@official(Role.CLERK)
@require_http_methods(_BOTH)
def register_rename(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Another name, while the register is empty."""
    found = queries.register(pk, actor=request.actor)
    form = RenameForm(request.POST or None, initial={"name": found.name})

    def act() -> None:
        acts.rename_register(found, actor=request.actor, **form.cleaned_data)
        messages.success(request, "Đã đổi tên sổ.")

    question = Question("Đổi tên sổ", "Lưu tên mới", icon="pen")
    return ask(request, form, question, back=_url(found), act=act)


@official(Role.CLERK)
@require_POST
def register_close(request: OfficeRequest, pk: int) -> HttpResponse:
    """No more numbers."""
    return _switch(request, pk, acts.close_register, "Đã khóa sổ.")


@official(Role.CLERK)
@require_POST
def register_reopen(request: OfficeRequest, pk: int) -> HttpResponse:
    """Numbers again."""
    return _switch(request, pk, acts.reopen_register, "Đã mở lại sổ.")


def _switch(request: OfficeRequest, pk: int, act: Any, said: str) -> HttpResponse:
    found = queries.register(pk, actor=request.actor)
    try:
        act(found, actor=request.actor)
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(_url(found))
