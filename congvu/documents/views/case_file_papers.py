"""Case files taken along: contents, the whole as PDF or ZIP, the year's list, the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.http import send_file
from congvu.core.refused import Refused
from congvu.core.text import strip_marks
from congvu.directory.models import Role
from congvu.documents import binding, packing
from congvu.documents.actions.archiving import hand_over_files
from congvu.documents.content import printed_parent
from congvu.documents.forms.case_files import TransferForm
from congvu.documents.models import CaseFile, CaseFileTransfer
from congvu.documents.queries import case_files as queries
from congvu.documents.rendering.tables import (
    Heading,
    Printed,
    PrintedTable,
    Signer,
    print_tables,
)
from congvu.documents.views.case_files import WORKING
from congvu.documents.views.registers import number_of
from congvu.files.types import Media
from congvu.ui.forms import add_refusal

_LIST = (
    Heading("Số, ký hiệu hồ sơ", 12),
    Heading("Tiêu đề hồ sơ", 40),
    Heading("Thời hạn bảo quản", 12),
    Heading("Đơn vị, người lập hồ sơ", 22),
    Heading("Ghi chú", 14),
)
_ARCHIVED = (
    Heading("STT", 5, number=True),
    Heading("Số, ký hiệu hồ sơ", 13),
    Heading("Tiêu đề hồ sơ", 36),
    Heading("Thời gian tài liệu", 20),
    Heading("Thời hạn bảo quản", 12),
    Heading("Số văn bản", 8, number=True),
    Heading("Ghi chú", 8),
)


@official(*WORKING)
@require_safe
def case_file_contents(request: OfficeRequest, pk: int) -> HttpResponse:
    """Mục lục văn bản trong hồ sơ."""
    found = queries.case_file(pk, actor=request.actor)
    pdf = binding.contents_pdf(found, queries.contents(found, actor=request.actor))
    return _pdf(pdf, f"muc luc {found.code}")


@official(*WORKING)
@require_safe
def case_file_bound(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The whole file as one PDF."""
    found = queries.case_file(pk, actor=request.actor)
    whole = binding.bind(found, queries.contents(found, actor=request.actor))
    return _sent(request, whole, f"ho so {found.code}", "pdf", Media.PDF.media_type)


@official(*WORKING)
@require_safe
def case_file_packed(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The whole file as XML with its files."""
    found = queries.case_file(pk, actor=request.actor)
    whole = packing.pack(found, queries.contents(found, actor=request.actor))
    return _sent(request, whole, f"ho so {found.code}", "zip", "application/zip")


@official(*WORKING)
@require_safe
def case_file_list_pdf(request: OfficeRequest) -> HttpResponse:
    """Danh mục hồ sơ of the year, as it is issued at the year's beginning (Article 28)."""
    year = number_of(request.GET.get("nam", "")) or clock.today().year
    found = list(queries.whole_list(request.actor, year=year)[:5000])
    agency = request.actor.agency
    printed = Printed(
        title=f"Danh mục hồ sơ năm {year}",
        agency=agency.name,
        parent=printed_parent(agency),
        tables=[PrintedTable(_LIST, _by_heading(found))],
        tail=[f"Danh mục này có {len(found)} hồ sơ."],
    )
    return _pdf(print_tables(printed), f"danh muc ho so {year}")


def _by_heading(files: Sequence[CaseFile]) -> list[Sequence[str] | str]:
    rows: list[Sequence[str] | str] = []
    heading = ""
    for one in files:
        if one.heading != heading:
            heading = one.heading
            rows.append(heading)
        rows.append((one.code, one.title, one.retention, _keeper(one), ""))
    return rows


def _keeper(found: CaseFile) -> str:
    names = (
        found.unit.name if found.unit else "",
        found.keeper.person.name if found.keeper else "",
    )
    return ", ".join(name for name in names if name)


@official(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def case_file_transfer_new(request: OfficeRequest) -> HttpResponse:
    """Take closed files into the archive."""
    form = TransferForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = hand_over_files(
                list(form.cleaned_data["chosen"]),
                actor=request.actor,
                giver=form.cleaned_data["giver"],
                words=form.cleaned_data["words"],
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Đã nộp lưu {len(form.cleaned_data['chosen'])} hồ sơ.")
            return redirect("documents:case_file_transfer", made.pk)
    context = {"form": form, "waits": queries.ready_for_archive(request.actor).exists()}
    return render(request, "documents/case_files/transfer_new.html", context)


@official(Role.CLERK, Role.LEADER)
@require_safe
def case_file_transfers(request: OfficeRequest) -> HttpResponse:
    """What went to the archive so far."""
    context = {
        "transfers": queries.transfers_of(request.actor)[:200],
        "archives": request.actor.role == Role.CLERK,
        "waiting": queries.ready_for_archive(request.actor)[:50],
    }
    return render(request, "documents/case_files/transfers.html", context)


@official(Role.CLERK, Role.LEADER)
@require_safe
def case_file_transfer(request: OfficeRequest, pk: int) -> HttpResponse:
    """One handing over: who gave what to whom."""
    found = queries.transfer(pk, actor=request.actor)
    context = {"transfer": found, "files": found.case_files.select_related("keeper__person")}
    return render(request, "documents/case_files/transfer.html", context)


@official(Role.CLERK, Role.LEADER)
@require_safe
def case_file_transfer_pdf(request: OfficeRequest, pk: int) -> HttpResponse:
    """The list of what was handed over, and the minutes, as the decree has them (Annex V)."""
    found = queries.transfer(pk, actor=request.actor)
    rows = list(queries.with_counts(found))
    return _pdf(print_tables(_minutes(found, rows)), f"giao nop {found.year} {found.number}")


def _minutes(found: CaseFileTransfer, files: Sequence[CaseFile]) -> Printed:
    at = clock.local(found.at)
    giver, receiver = found.giver, found.receiver
    return Printed(
        title="Biên bản giao nhận hồ sơ, tài liệu",
        agency=found.agency.name,
        parent=printed_parent(found.agency),
        place=f"{found.agency.place}, ngày {at:%d} tháng {at:%m} năm {at:%Y}",
        lead=[
            f"{found.label}. Chúng tôi gồm:",
            f"BÊN GIAO: Ông/bà {giver.person.name}, {giver.title.name}.",
            f"BÊN NHẬN: Ông/bà {receiver.person.name}, {receiver.title.name} (lưu trữ cơ quan).",
            f"Thống nhất giao nhận {len(files)} hồ sơ theo mục lục dưới đây.",
            f"Tình trạng hồ sơ, tài liệu: {found.words or 'đầy đủ'}.",
        ],
        tables=[
            PrintedTable(
                _ARCHIVED,
                [_archived(at, one) for at, one in enumerate(files, start=1)],
                title="Mục lục hồ sơ, tài liệu nộp lưu",
            )
        ],
        tail=["Biên bản được lập thành 02 bản, mỗi bên giữ 01 bản."],
        signers=[Signer("Bên giao", giver.person.name), Signer("Bên nhận", receiver.person.name)],
    )


def _archived(at: int, found: CaseFile) -> tuple[str, ...]:
    days = [f"{day:%d/%m/%Y}" for day in (found.started_on, found.ended_on) if day]
    count = str(getattr(found, "count", ""))
    return str(at), found.code, found.title, " – ".join(days), found.retention, count, ""


def _pdf(content: bytes, name: str) -> HttpResponse:
    shown = f"{slugify(strip_marks(name))}.pdf"
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'inline; filename="{shown}"',
    }
    return HttpResponse(content, content_type=Media.PDF.media_type, headers=headers)


def _sent(
    request: OfficeRequest, file: BinaryIO, name: str, ending: str, media: str
) -> HttpResponseBase:
    size = file.seek(0, 2)
    file.seek(0)
    shown = f"{slugify(strip_marks(name))}.{ending}"
    return send_file(request, file, size=size, name=shown, media_type=media, download=True)
