"""One's own account, and the accounts that administrators look after."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts import actions, policy, queries
from congvu.accounts.access import official, signed_in
from congvu.accounts.devices import device_name
from congvu.accounts.models import User
from congvu.accounts.types import APPOINTMENT_KEY, OfficeRequest
from congvu.core.refused import NotFound
from congvu.directory.models import Person, Role
from congvu.directory.queries import administered_person


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """One's own data, posts, factors."""
    user = _user(request)
    context = {
        "person": user.person,
        "factors": queries.factors(user),
        "changed": request.GET.get("da") == "mat-khau",
    }
    return render(request, "accounts/me.html", context)


@signed_in
def no_appointment(request: HttpRequest) -> HttpResponse:
    """Signed in, but holding no post today."""
    if cast("OfficeRequest", request).appointments:
        return redirect("accounts:me")
    return render(request, "accounts/no_appointment.html")


@signed_in
def factor_required(request: HttpRequest) -> HttpResponse:
    """The calm page before a second factor is set up."""
    if not cast("OfficeRequest", request).lacks_factor:
        return redirect("mfa_index")
    return render(request, "accounts/factor_required.html")


@require_POST
@official()
def act_as(request: OfficeRequest) -> HttpResponse:
    """Go on as another of one's own posts."""
    wanted = request.POST.get("appointment", "")
    chosen = next((a for a in request.appointments if str(a.pk) == wanted), None)
    if chosen is None:
        raise NotFound("Phân công này không còn hiệu lực.")
    request.session[APPOINTMENT_KEY] = chosen.pk
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if safe else "/")


@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    rows = [
        {
            "row": row,
            "device": device_name(row.user_agent),
            "current": row.session_key == request.session.session_key,
        }
        for row in queries.sessions(_user(request))
    ]
    return render(request, "accounts/sessions.html", {"sessions": rows})


@require_POST
@signed_in
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    session = queries.session_of(_user(request), pk)
    actor = cast("OfficeRequest", request).actor
    actions.end_session(_user(request), session, actor=actor)
    messages.success(request, "Đã kết thúc phiên đăng nhập.")
    return redirect("accounts:sessions")


@require_POST
@signed_in
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    current = request.session.session_key or ""
    actor = cast("OfficeRequest", request).actor
    count = actions.end_other_sessions(_user(request), current=current, actor=actor)
    messages.success(request, f"Đã kết thúc {count} phiên đăng nhập khác.")
    return redirect("accounts:sessions")


_DEEDS = {
    "gui-lien-ket": (actions.send_password_link, "Đã gửi liên kết đặt mật khẩu."),
    "ngung": (actions.close_account, "Đã ngừng tài khoản và kết thúc các phiên đăng nhập."),
    "mo-lai": (actions.reopen_account, "Đã mở lại tài khoản."),
    "go-xac-thuc": (actions.reset_factors, "Đã gỡ xác thực hai lớp."),
}


@require_http_methods(["GET", "POST"])
@official(Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR)
def of_person(request: OfficeRequest, person_pk: int) -> HttpResponse:
    """The account of a person whom the actor administers."""
    person = administered_person(request.actor, person_pk)
    if not policy.may_manage_account(request.actor, person):
        raise NotFound
    user = queries.account_of(person.pk)
    if request.method == "POST":
        messages.success(request, _do(request, person, user))
        return redirect("accounts:of_person", person_pk)
    factors = queries.factors(user) if user else []
    context = {"person": person, "account": user, "factors": factors}
    return render(request, "accounts/of_person.html", context)


def _do(request: OfficeRequest, person: Person, user: User | None) -> str:
    """Do what the pressed button says; the sentence for it."""
    if user is None:
        actions.open_account(person, actor=request.actor)
        return f"Đã mở tài khoản; liên kết đặt mật khẩu gửi tới {person.email}."
    deed = _DEEDS.get(request.POST.get("viec", ""))
    if deed is None:
        raise NotFound
    deed[0](user, actor=request.actor)
    return deed[1]
