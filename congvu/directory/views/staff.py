"""Administration of people, their posts and their rights to sign."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.acts import work
from congvu.directory import actions, policy, queries
from congvu.directory.actions.people import PersonValues
from congvu.directory.forms import (
    AppointmentForm,
    DelegationForm,
    EndForm,
    HandOverForm,
    NewPersonForm,
    PersonForm,
    SearchForm,
)
from congvu.directory.models import Agency, Appointment, Delegation, Person
from congvu.directory.views.contacts import next_url
from congvu.directory.views.places import ADMINISTRATORS, done, form_page

_PERSON = ("name", "email", "code", "phone")
_POST = ("title", "unit", "role", "since", "until")


@official(*ADMINISTRATORS)
def people(request: OfficeRequest) -> HttpResponse:
    """The people whom one administers."""
    form = SearchForm(request.GET)
    page = queries.administered_people(
        request.actor, form.words(), after=request.GET.get("sau", "")
    )
    context = {
        "form": form,
        "page": page,
        "older": next_url(request, page.next),
        "newer": f"?{urlencode({'q': form.words()})}" if request.GET.get("sau") else "",
    }
    return render(request, "directory/manage_people.html", context)


@official(*ADMINISTRATORS)
def person(request: OfficeRequest, pk: int) -> HttpResponse:
    """One person: record, posts, rights to sign."""
    found = queries.administered_person(request.actor, pk)
    posts, delegations = queries.posts_of(found), queries.delegations_of(found)
    context = {
        "person": found,
        "posts": [(post, _open_to(request.actor, post)) for post in posts],
        "delegations": delegations,
        "revocable": _revocable(request.actor, delegations),
        "may_edit": policy.may_edit_person(request.actor, found),
        "today_posts": [post for post in posts if policy.in_force(post)],
    }
    return render(request, "directory/manage_person.html", context)


def _open_to(actor: Appointment, post: Appointment) -> bool:
    return policy.in_force(post) and policy.may_change_appointment(actor, post)


def _revocable(actor: Appointment, delegations: list[Delegation]) -> set[int]:
    return {row.pk for row in delegations if policy.may_revoke_delegation(actor, row)}


def _page_of(person: Person) -> str:
    return reverse("directory:person", args=[person.pk])


@official(*ADMINISTRATORS)
def new_person(request: OfficeRequest, agency_pk: int) -> HttpResponse:
    """A person with a first post."""
    agency = queries.administered_agency(request.actor, agency_pk)
    form = NewPersonForm(request.POST or None, agency=agency, actor=request.actor)
    made: list[Person] = []
    if done(form, lambda: made.append(_make(request.actor, agency, form))):
        messages.success(request, f"Đã thêm {made[0].name}. Tiếp theo, xin mở tài khoản đăng nhập.")
        return redirect("accounts:of_person", made[0].pk)
    back = reverse("directory:manage_agency", args=[agency_pk])
    title = f"Thêm người vào {agency.name}"
    return form_page(request, form, title=title, back=back, titles=form.titles)


def _make(actor: Appointment, agency: Agency, form: NewPersonForm) -> Person:
    data = form.cleaned_data
    values = cast("PersonValues", {name: data[name] for name in _PERSON})
    with work():
        person = actions.create_person(agency, actor=actor, values=values)
        post = {name: data[name] for name in _POST}
        actions.give_appointment(agency, actor=actor, person=person, **post)
    return person


@official(*ADMINISTRATORS)
def edit_person(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct a person's record."""
    found = queries.administered_person(request.actor, pk)
    initial = {name: getattr(found, name) for name in _PERSON}
    form = PersonForm(request.POST or None, initial=initial)

    def act() -> None:
        values = cast("PersonValues", form.cleaned_data)
        actions.edit_person(found, actor=request.actor, values=values)

    if done(form, act):
        messages.success(request, "Đã lưu thông tin.")
        return redirect("directory:person", pk)
    return form_page(request, form, title=f"Sửa {initial['name']}", back=_page_of(found))


@official(*ADMINISTRATORS)
def appoint(request: OfficeRequest, person_pk: int, agency_pk: int) -> HttpResponse:
    """Another post for a person, in an agency that one administers."""
    agency = queries.administered_agency(request.actor, agency_pk)
    found = queries.administered_person(request.actor, person_pk)
    form = AppointmentForm(request.POST or None, agency=agency, actor=request.actor)

    def act() -> None:
        actions.give_appointment(agency, actor=request.actor, person=found, **form.cleaned_data)

    if done(form, act):
        messages.success(request, "Đã phân công.")
        return redirect("directory:person", person_pk)
    title = f"Phân công {found.name} tại {agency.name}"
    return form_page(request, form, title=title, back=_page_of(found), titles=form.titles)


@official(*ADMINISTRATORS)
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    """The last day of a post."""
    post = queries.administered_appointment(request.actor, pk)
    form = EndForm(request.POST or None)

    def act() -> None:
        actions.end_appointment(post, actor=request.actor, on=form.cleaned_data["on"])

    if done(form, act):
        messages.success(request, "Đã ghi ngày kết thúc phân công.")
        return redirect("directory:person", post.person_id)
    return form_page(
        request,
        form,
        title=f"Kết thúc: {post}",
        back=_page_of(post.person),
        button="Kết thúc phân công",
        lead="Nếu người này còn việc đang giữ, xin dùng Bàn giao để việc chuyển sang người khác.",
    )


@official(*ADMINISTRATORS)
def hand_over(request: OfficeRequest, pk: int) -> HttpResponse:
    """Somebody leaves, another takes over."""
    post = queries.administered_appointment(request.actor, pk)
    form = HandOverForm(request.POST or None, agency=post.agency)

    def act() -> None:
        actions.hand_over(post, actor=request.actor, **form.cleaned_data)

    if done(form, act):
        messages.success(request, f"Đã bàn giao công việc cho {form.cleaned_data['receiver']}.")
        return redirect("directory:person", post.person_id)
    return form_page(
        request,
        form,
        title=f"Bàn giao: {post}",
        back=_page_of(post.person),
        button="Bàn giao",
        lead="Phân công kết thúc; văn bản, công việc đang giữ chuyển ngay sang người nhận.",
    )


@official()
def delegate(request: OfficeRequest, giver_pk: int) -> HttpResponse:
    """Let another sign in one's stead: the head does it, or the administrator for the head."""
    giver = queries.delegating_appointment(request.actor, giver_pk)
    form = DelegationForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        actions.give_delegation(
            giver,
            actor=request.actor,
            receiver=data["receiver"],
            form=data["form"],
            terms=form.terms(),
        )

    back = _after_delegation(request.actor, giver)
    if done(form, act):
        messages.success(request, "Đã giao quyền ký.")
        return redirect(back)
    lead = "Theo Điều 13 Nghị định 30/2020/NĐ-CP."
    title = f"Giao quyền ký: {giver}"
    return form_page(request, form, title=title, back=back, button="Giao quyền ký", lead=lead)


def _after_delegation(actor: Appointment, giver: Appointment) -> str:
    if actor.role in ADMINISTRATORS:
        return _page_of(giver.person)
    return reverse("directory:my_delegations")


@official()
def my_delegations(request: OfficeRequest) -> HttpResponse:
    """What one has given and received oneself."""
    delegations = queries.delegations_of(request.actor.person)
    context = {
        "delegations": delegations,
        "revocable": _revocable(request.actor, delegations),
        "rights": queries.signing_right(request.actor),
    }
    return render(request, "directory/my_delegations.html", context)


@require_POST
@official()
def revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a right to sign back."""
    delegation = queries.administered_delegation(request.actor, pk)
    actions.revoke_delegation(delegation, actor=request.actor)
    messages.success(request, "Đã thu hồi quyền ký.")
    return redirect(_after_delegation(request.actor, delegation.giver))
