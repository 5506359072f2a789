"""Refused notices, for those who keep the installation's ways of paying."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.payments import policy
from congvu.payments.actions.seeing import see
from congvu.payments.models import NoticesSeen
from congvu.payments.queries import notices
from congvu.ui.asking import Question, ask


class SeenForm(forms.Form):
    upto = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    words = forms.CharField(label="Đã xem xét gì", max_length=300)


@official(*policy.WATCHING)
@require_safe
def refused(request: OfficeRequest) -> HttpResponse:
    """Thông báo nộp tiền bị từ chối: what is new, or all that ever came."""
    after, everything = request.GET.get("sau", ""), request.GET.get("tat-ca") == "1"
    before = int(after) if after.isdecimal() and len(after) < 18 else 0
    context = {
        "found": notices.refused(before=before, all_of_them=everything),
        "everything": everything,
        "seen": notices.last_seen(),
    }
    return render(request, "payments/refused.html", context)


@official(*policy.WATCHING)
@require_http_methods(["GET", "HEAD", "POST"])
def seen(request: OfficeRequest) -> HttpResponse:
    """Đánh dấu đã xem, up to the newest that was shown."""
    begun = request.GET.get("den", "")
    back = reverse("payments:refused")
    if request.method != "POST" and not begun.isdecimal():
        return redirect(back)
    form = SeenForm(request.POST if request.method == "POST" else None, initial={"upto": begun})
    question = Question(
        title="Đánh dấu đã xem thông báo bị từ chối",
        about="Các thông báo vẫn còn nguyên, chỉ không hiện ở danh sách mới nữa.",
        button="Đã xem",
        done="Đã đánh dấu.",
    )
    act = lambda: see(NoticesSeen(), actor=request.actor, **form.cleaned_data)  # noqa: E731
    return ask(request, form, question, back=back, act=act)
