"""Signing in and out of citizens' accounts, and what an account tells of its owner."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import public
from congvu.core.refused import Refused
from congvu.services.access import (
    CONTACT_KEY,
    CitizenRequest,
    allow,
    citizen_of,
    citizens,
    close_account,
    open_account,
)
from congvu.services.actions import citizens as actions
from congvu.services.forms.citizens import AboutForm, CodeForm, ContactForm
from congvu.services.providers import openid
from congvu.services.queries.accounts import demo_code
from congvu.services.views.proving import join_waiting, waiting
from congvu.services.views.public import GET_OR_POST, shown
from congvu.services.views.way import wanted
from congvu.ui.forms import add_refusal


@public
@require_http_methods(GET_OR_POST)
def enter(request: HttpRequest) -> HttpResponse:
    """The contact; a code is sent to it."""
    if citizen_of(request) is not None:
        return redirect(wanted(request))
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            allow(request, "enter")
            request.session[CONTACT_KEY] = actions.send_code(form.cleaned_data["contact"])
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect(f"{reverse('services:enter_code')}?next={wanted(request)}")
    context = {"form": form, "next": wanted(request), "party": openid.party()}
    return shown(request, "enter", context | {"waiting": waiting(request)})


@public
@require_http_methods(GET_OR_POST)
def enter_code(request: HttpRequest) -> HttpResponse:
    """The code; the account is opened."""
    contact = request.session.get(CONTACT_KEY)
    if not contact:
        return redirect("services:enter")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            allow(request, "code")
            citizen = actions.enter(contact, form.cleaned_data["code"])
            join_waiting(request, citizen)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            open_account(request, citizen)
            return redirect(wanted(request) if citizen.name else "services:about")
    context = {"form": form, "contact": contact, "next": wanted(request)}
    return shown(request, "enter_code", context | {"demo_code": demo_code(contact)})


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    close_account(request)
    return redirect("services:catalogue")


@citizens
@require_http_methods(GET_OR_POST)
def about(request: CitizenRequest) -> HttpResponse:
    """Thông tin của tôi."""
    form = AboutForm(request.POST or None, citizen=request.citizen)
    if form.is_valid():
        try:
            actions.tell_oneself(request.citizen, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã lưu; các biểu mẫu sẽ điền sẵn thông tin này.")
            return redirect("services:mine")
    known = request.citizen.identities.first()
    return shown(request, "about", {"form": form, "known": known, "party": openid.party()})
