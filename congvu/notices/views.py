"""Pages of what one was told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import APPOINTMENT_KEY, OfficeRequest
from congvu.notices import actions, queries
from congvu.notices.forms import PreferencesForm


@official()
@require_safe
def notice_list(request: OfficeRequest) -> HttpResponse:
    """What the appointment was told, newest first; `?truoc=<id>` goes on."""
    before = request.GET.get("truoc", "")
    page = queries.notices_of(request.actor, before=int(before) if before.isdecimal() else None)
    here = reverse("notices:list")
    elsewhere = queries.unread_elsewhere(request.actor, request.appointments)
    return render(
        request,
        "notices/list.html",
        {
            "page": page,
            "older": f"{here}?truoc={page.before}" if page.before else "",
            "newest": here if before else "",
            "unread": any(notice.unread and not notice.to_confirm for notice in page.notices),
            "elsewhere": [(a, elsewhere[a.pk]) for a in request.appointments if a.pk in elsewhere],
        },
    )


@official()
@require_safe
def open_notice(request: OfficeRequest, pk: int) -> HttpResponse:
    """Mark it read and go where it leads, acting as the appointment that it was for."""
    notice = queries.notice_of(request.appointments, pk)
    actions.mark_read(notice)
    if notice.recipient_id != request.actor.pk:
        request.session[APPOINTMENT_KEY] = notice.recipient_id
    return redirect(notice.url)


@official()
@require_POST
def read_notice(request: OfficeRequest, pk: int) -> HttpResponse:
    """Put one aside without opening it."""
    actions.mark_read(queries.notice_of([request.actor], pk))
    return redirect("notices:list")


@official()
@require_POST
def confirm_notice(request: OfficeRequest, pk: int) -> HttpResponse:
    """Đã rõ."""
    actions.confirm(queries.notice_of([request.actor], pk))
    messages.success(request, "Đã ghi nhận ông/bà đã rõ.")
    return redirect("notices:list")


@official()
@require_POST
def read_all(request: OfficeRequest) -> HttpResponse:
    """Put everything aside that the page showed or that is older."""
    until = request.POST.get("until", "")
    count = actions.mark_all_read(request.actor, until=int(until) if until.isdecimal() else 0)
    messages.success(request, f"Đã đánh dấu {count} thông báo là đã đọc.")
    return redirect("notices:list")


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: OfficeRequest) -> HttpResponse:
    """How letters are wanted, for each kind of notice."""
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        chosen=queries.preferences_of(request.actor),
    )
    if form.is_valid():
        actions.prefer(request.actor, deliveries=form.deliveries())
        messages.success(request, "Đã lưu cách nhận thư.")
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form})
