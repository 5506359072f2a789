"""Importing units and people: upload, preview row by row, confirm."""

from __future__ import annotations

import io
from secrets import token_urlsafe

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.http import send_file
from congvu.core.offering import offer
from congvu.core.refused import NotFound
from congvu.directory.forms import ImportForm
from congvu.directory.importing import (
    COLUMNS,
    Outcome,
    Plan,
    Row,
    RowPlan,
    import_rows,
    make_plan,
    read_table,
)
from congvu.directory.models import Role
from congvu.directory.views.places import ADMINISTRATORS, done

_KEPT_FOR = 60 * 60
_ROWS = 100
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _key(request: OfficeRequest, token: str) -> str:
    """Only the one who sent the table sees its preview."""
    return f"directory.import.{request.actor.pk}.{token[:40]}"


@official(*ADMINISTRATORS)
def upload(request: OfficeRequest) -> HttpResponse:
    """Send the table; its rows are kept for an hour, and nothing else happens yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    token = token_urlsafe(12)

    def act() -> None:
        file = form.cleaned_data["file"]
        rows = read_table(file.name, file.read())
        written = "\n".join("\t".join(row.cells.values()) for row in rows)
        offer({"file": f"{file.name}\n{written}"}, actor=request.actor, door="Nhập danh sách")
        cache.set(_key(request, token), (file.name, rows), _KEPT_FOR)

    if request.method == "POST" and done(form, act):
        return redirect("directory:import_preview", token)
    context = {"form": form, "columns": COLUMNS.values(), "roles": Role.labels}
    return render(request, "directory/import.html", context)


def _kept(request: OfficeRequest, token: str) -> tuple[str, list[Row]]:
    kept: tuple[str, list[Row]] | None = cache.get(_key(request, token))
    if kept is None:
        raise NotFound("Danh sách xem trước đã hết hạn sau một giờ; xin tải tệp lên lại.")
    return kept


@official(*ADMINISTRATORS)
def preview(request: OfficeRequest, token: str) -> HttpResponse:
    """What each row would do."""
    name, kept = _kept(request, token)
    plan = make_plan(kept, actor=request.actor)
    rows = Paginator(_shown(plan, request.GET.get("loc", "")), _ROWS)
    context = {
        "name": name,
        "plan": plan,
        "token": token,
        "page": rows.get_page(request.GET.get("trang")),
        "chosen": request.GET.get("loc", ""),
        "refused": plan.count(Outcome.REFUSE),
    }
    return render(request, "directory/import_preview.html", context)


def _shown(plan: Plan, outcome: str) -> list[RowPlan]:
    """The rows of one outcome, or all with the refused first."""
    if outcome in set(Outcome):
        return [row for row in plan.rows if row.outcome == outcome]
    return sorted(plan.rows, key=lambda row: row.outcome != Outcome.REFUSE)


@require_POST
@official(*ADMINISTRATORS)
def confirm(request: OfficeRequest, token: str) -> HttpResponse:
    """Do it all, or nothing."""
    _name, rows = _kept(request, token)
    plan = import_rows(request.actor.agency, actor=request.actor, rows=rows)
    cache.delete(_key(request, token))
    messages.success(request, f"Đã nhập xong {plan.changes} dòng.")
    return redirect("directory:manage_people")


@official(*ADMINISTRATORS)
def template(request: OfficeRequest) -> HttpResponseBase:
    """An empty table with our columns and two rows that show how."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook begins with a worksheet")
    sheet.title = "Danh sách"
    code = request.actor.agency.code
    sheet.append(list(COLUMNS.values()))
    sheet.append([code, "Phòng Hành chính - Tổng hợp", "", "HCTH"])
    person = ["Nguyễn Văn Mẫu", "mau@example.gov.vn", "CC0001", "0905000000"]
    post = ["Chuyên viên", "Chuyên viên", "01/04/2020"]
    sheet.append([code, "Phòng Hành chính - Tổng hợp", "", "", *person, *post])
    for index in range(1, len(COLUMNS) + 1):
        sheet.cell(1, index).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(index)].width = 24
    file = io.BytesIO()
    book.save(file)
    size = file.tell()
    name = "mau-danh-sach-don-vi-va-nguoi.xlsx"
    return send_file(request, file, size=size, name=name, media_type=_SHEET, download=True)
