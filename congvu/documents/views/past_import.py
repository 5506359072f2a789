"""Nhập văn bản đã có: send index and files, look at each row, let the good ones enter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.http import send_file
from congvu.core.refused import NotFound, Refused
from congvu.directory.importing.reading import read_table
from congvu.directory.models import Role
from congvu.documents.actions import past_import as acts
from congvu.documents.forms.past_import import PastImportForm
from congvu.documents.models import PastImport, PastRow
from congvu.documents.past_index import COLUMNS
from congvu.documents.queries import past_import as queries
from congvu.documents.rendering.sheets import XLSX, write_sheet
from congvu.documents.rendering.tables import Heading
from congvu.documents.types import PastImportState, PastRowState, RegisterKind
from congvu.documents.views.registers import number_of
from congvu.files.actions import drop_pack, hold_pack
from congvu.ui.forms import add_refusal
from congvu.ui.types import Tab

_SHOWN = 30


@official(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def past_imports(request: OfficeRequest) -> HttpResponse:
    """Send an index with its files; below, what was sent before."""
    form = PastImportForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            past = _sent(form.cleaned_data, request)
        except Refused as refused:
            refused.field = "index" if refused.field == "file" else refused.field
            add_refusal(form, refused)
        else:
            return redirect("documents:past_import", past.pk)
    context = {"form": form, "imports": queries.imports_of(request.actor)[:_SHOWN]}
    return render(request, "documents/past/list.html", context)


def _sent(data: dict[str, Any], request: OfficeRequest) -> PastImport:
    register, index = data["register"], data["index"]
    columns = COLUMNS[register.kind]
    rows = read_table(index.name, index.read(), columns=columns, one_of=("number",))
    pack = hold_pack(data["pack"])
    try:
        return acts.preview(
            rows, actor=request.actor, register=register, name=index.name, pack=pack
        )
    except Refused:
        drop_pack(pack)
        raise


@official(Role.CLERK)
@require_safe
def past_import(request: OfficeRequest, pk: int) -> HttpResponse:
    """Each row with what it says and what is wrong with it; how far the work is."""
    past = queries.past_import(pk, actor=request.actor)
    state = request.GET.get("muc", "")
    rows = queries.rows_of(past, state=state, after=number_of(request.GET.get("sau", "")))
    shown = rows[: queries.PAGE]
    progress = queries.progress_of(past)
    here = reverse("documents:past_import", args=[pk])
    more = len(rows) > queries.PAGE
    context = _progress(past) | {
        "tabs": [
            Tab("Tất cả", here, current=not state, count=progress.all),
            *(
                Tab(str(label), f"{here}?muc={value}", current=value == state, count=count)
                for value, label in PastRowState.choices
                if (count := getattr(progress, value))
            ),
        ],
        "rows": [(row, _said(row), _url(row)) for row in shown],
        "older": f"{here}?muc={state}&sau={shown[-1].line}" if more else "",
        "newer": f"{here}?muc={state}" if request.GET.get("sau") else "",
    }
    return render(request, "documents/past/page.html", context)


def _progress(past: PastImport) -> dict[str, Any]:
    return {"past": past, "progress": queries.progress_of(past)}


def _said(row: PastRow) -> str:
    cells = row.cells
    code = f"{cells.get('number', '')}/{cells.get('notation', '')}".strip("/")
    return " – ".join(str(one) for one in (code, cells.get("abstract", "")) if one)


def _url(row: PastRow) -> str:
    if row.incoming_id:
        return reverse("documents:incoming", args=[row.incoming_id])
    return reverse("documents:outgoing", args=[row.outgoing_id]) if row.outgoing_id else ""


@official(Role.CLERK)
@require_safe
def past_progress(request: OfficeRequest, pk: int) -> HttpResponse:
    """The bar alone, asked again while it moves; the page itself anew at the end."""
    past = queries.past_import(pk, actor=request.actor)
    answer = render(request, "documents/past/progress.html", _progress(past))
    if past.state == PastImportState.DONE:
        answer["HX-Refresh"] = "true"
    return answer


@official(Role.CLERK)
@require_POST
def past_begin(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the good rows in; pressed again, go on where it stopped."""
    past = queries.past_import(pk, actor=request.actor)
    acts.begin(past, actor=request.actor)
    messages.success(request, "Đang nhập; ông/bà có thể rời trang này, việc nhập vẫn tiếp tục.")
    return redirect("documents:past_import", pk)


@official(Role.CLERK)
@require_POST
def past_discard(request: OfficeRequest, pk: int) -> HttpResponse:
    """Not this one."""
    acts.discard(queries.past_import(pk, actor=request.actor), actor=request.actor)
    messages.success(request, "Đã bỏ danh mục.")
    return redirect("documents:past_imports")


@official(Role.CLERK)
@require_safe
def past_errors(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The rows that were not taken in, to be mended and sent again."""
    past = queries.past_import(pk, actor=request.actor)
    columns = COLUMNS[past.register.kind]
    headings = [*(Heading(label, 16) for label in columns.values()), Heading("Lỗi", 50)]
    rows = (
        [*(_written(row.cells.get(key, "")) for key in columns), row.problem]
        for row in queries.wrong_rows(past).iterator(chunk_size=500)
    )
    return _sheet(request, f"loi-nhap-{pk}.xlsx", headings, rows)


def _written(value: object) -> str:
    """Days as people write them."""
    words = str(value)
    parts = words.split("-")
    if len(words) == 10 and len(parts) == 3 and all(part.isdecimal() for part in parts):
        return "/".join(reversed(parts))
    return words


@official(Role.CLERK)
@require_safe
def past_template(request: OfficeRequest, kind: str) -> HttpResponseBase:
    """An empty index with the names of its columns."""
    if kind not in (RegisterKind.INCOMING, RegisterKind.OUTGOING):
        raise NotFound
    headings = [Heading(label, 16) for label in COLUMNS[kind].values()]
    return _sheet(request, f"mau-danh-muc-{kind}.xlsx", headings, ())


def _sheet(
    request: OfficeRequest, name: str, headings: list[Heading], rows: Any
) -> HttpResponseBase:
    sheet = write_sheet("", (), headings, rows, plain=True)
    size = sheet.seek(0, 2)
    sheet.seek(0)
    return send_file(request, sheet, size=size, name=name, media_type=XLSX, download=True)
