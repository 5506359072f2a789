"""The operators' pages: how the exchange is doing, what waits for a person, who is reached."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.outside import Unreachable
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Role
from congvu.exchange.actions import lines, reconciling, sending, taking_again
from congvu.exchange.actions.polling import sync_directory
from congvu.exchange.forms import (
    LineForm,
    NewPartnerForm,
    PartnerForm,
    initial_of,
    initial_of_partner,
)
from congvu.exchange.keys import certificate_der, fingerprint, own_certificate_pem, own_signer
from congvu.exchange.models import Line, Partner
from congvu.exchange.providers.base import Rejected
from congvu.exchange.queries import circuits, lateness, watching
from congvu.exchange.queries.parties import search_partners
from congvu.ui.forms import add_refusal

_BOTH = ["GET", "HEAD", "POST"]
_OFFERED = 20
_AGREES = "Đối chiếu xong: hai bên khớp nhau."


@official(Role.PROVINCE_ADMINISTRATOR)
@require_safe
def home(request: OfficeRequest) -> HttpResponse:
    """Queues, ages, failures, throughput, and what waits for a person."""
    before = _number(request.GET.get("truoc", ""))
    letters = watching.dead_letters(before)
    older = letters[watching.PAGE - 1].pk if len(letters) > watching.PAGE else 0
    here = reverse("exchange:home")
    figures = watching.figures()
    context = {
        "figures": figures,
        "compared": any(one.line.compared_at for one in figures),
        "hours": watching.throughput(),
        "letters": letters[: watching.PAGE],
        "older": f"{here}?truoc={older}" if older else "",
        "newest": here if before else "",
        "troubled": circuits.troubled(),
        "held": watching.held_senders(),
        "late": lateness.late_sendings(),
        "differences": watching.differences(),
        "doubles": watching.doubles_today(),
        "mark": fingerprint(certificate_der(own_signer())),
    }
    return render(request, "exchange/home.html", context)


@official(Role.PROVINCE_ADMINISTRATOR)
@require_POST
def send_again(request: OfficeRequest, pk: int) -> HttpResponse:
    """A dead letter goes once more."""
    sending.send_again(watching.packet(pk), actor=request.actor)
    messages.success(request, "Đã đưa gói tin vào hàng đợi gửi lại.")
    return redirect("exchange:home")


@official(Role.PROVINCE_ADMINISTRATOR)
@require_POST
def take_again(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was refused is taken again, now that its cause is mended."""
    try:
        taking_again.take_again(watching.packet(pk), actor=request.actor)
    except Conflict as still:
        messages.error(request, still.sentence)
    else:
        messages.success(request, "Đã lấy lại gói tin; hệ thống xử lý như gói tin mới đến.")
    return redirect("exchange:home")


@official(Role.PROVINCE_ADMINISTRATOR)
@require_safe
def own_certificate(_request: OfficeRequest) -> HttpResponse:
    """This installation's certificate, for the other side to register."""
    return HttpResponse(
        own_certificate_pem(),
        content_type="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="cong-vu.pem"'},
    )


@official(Role.PROVINCE_ADMINISTRATOR)
@require_http_methods(_BOTH)
def line(request: OfficeRequest, pk: int = 0) -> HttpResponseBase:
    """A new line, or one to change."""
    found = watching.line(pk) if pk else Line(agency=request.actor.agency)
    form = LineForm(
        request.POST or None, request.FILES or None, initial=initial_of(found) if pk else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            lines.save_line(found, actor=request.actor, fields=form.fields_given())
            messages.success(request, "Đã lưu đường liên thông.")
            return redirect("exchange:home")
        except Refused as refused:
            add_refusal(form, refused)
    context = {"form": form, "title": found.name or "Đường liên thông mới", "back": "exchange:home"}
    return render(request, "exchange/form.html", context)


@official(Role.PROVINCE_ADMINISTRATOR)
@require_safe
def partners(request: OfficeRequest) -> HttpResponse:
    """Agencies outside."""
    words = request.GET.get("q", "")[:200]
    rows = watching.partners(words, _number(request.GET.get("sau", "")))
    more = rows[watching.PAGE - 1].pk if len(rows) > watching.PAGE else 0
    here = reverse("exchange:partners")
    context = {
        "partners": rows[: watching.PAGE],
        "words": words,
        "older": f"{here}?sau={more}&q={words}" if more else "",
        "newest": here if request.GET.get("sau") else "",
    }
    return render(request, "exchange/partners.html", context)


@official(Role.PROVINCE_ADMINISTRATOR)
@require_http_methods(_BOTH)
def partner_new(request: OfficeRequest) -> HttpResponseBase:
    """An agency outside is written down by hand."""
    form = NewPartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        found = Partner(line=given.pop("line"))
        try:
            lines.save_partner(found, actor=request.actor, **given)
            messages.success(request, "Đã lưu cơ quan liên thông.")
            return redirect("exchange:partners")
        except Refused as refused:
            add_refusal(form, refused)
    context = {"form": form, "title": "Thêm cơ quan liên thông", "back": "exchange:partners"}
    return render(request, "exchange/form.html", context)


@official(Role.PROVINCE_ADMINISTRATOR)
@require_http_methods(_BOTH)
def partner(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Another name or identifier."""
    found = watching.partner(pk)
    form = PartnerForm(request.POST or None, initial=initial_of_partner(found))
    if request.method == "POST" and form.is_valid():
        try:
            lines.save_partner(found, actor=request.actor, **form.cleaned_data)
            messages.success(request, "Đã lưu cơ quan liên thông.")
            return redirect("exchange:partners")
        except Refused as refused:
            add_refusal(form, refused)
    context = {"form": form, "title": found.name, "back": "exchange:partners"}
    return render(request, "exchange/form.html", context)


@official(Role.PROVINCE_ADMINISTRATOR)
@require_POST
def accept_sender(request: OfficeRequest, pk: int) -> HttpResponse:
    """A held sender is known from now on."""
    lines.accept_sender(watching.partner(pk), actor=request.actor)
    messages.success(request, "Đã tiếp nhận nơi gửi; văn bản đang giữ được chuyển tiếp.")
    return redirect("exchange:home")


@official(Role.PROVINCE_ADMINISTRATOR)
@require_POST
def end_partner(request: OfficeRequest, pk: int) -> HttpResponse:
    """No more is sent to it; or again."""
    found = watching.partner(pk)
    act = lines.end_partner if found.deleted_at is None else lines.renew_partner
    act(found, actor=request.actor)
    messages.success(request, "Đã cập nhật cơ quan liên thông.")
    return redirect("exchange:partners")


@official(Role.PROVINCE_ADMINISTRATOR)
@require_POST
def reconcile(request: OfficeRequest, pk: int) -> HttpResponse:
    """Compare with the other side now; of an axis, take over its directory too."""
    found = watching.line(pk)
    try:
        differing, changed = len(reconciling.reconcile(found)), sync_directory(found)
    except (Unreachable, Rejected) as silent:
        messages.error(request, f"Chưa đối chiếu được: {silent.words}")
    else:
        words = f"Đối chiếu xong: {differing} điểm lệch." if differing else _AGREES
        updated = f" Đã cập nhật {changed} cơ quan." if changed else ""
        messages.success(request, words + updated)
    return redirect("exchange:home")


@official(Role.CLERK)
@require_safe
def find_partners(request: OfficeRequest) -> JsonResponse:
    """Agencies outside for a picker."""
    rows = search_partners(request.GET.get("q", "")[:200])[:_OFFERED]
    items = [{"value": str(one.pk), "label": one.name, "note": one.code} for one in rows]
    return JsonResponse({"items": items})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
