"""Looking at signatures, and keeping one's keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official, public
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Agency, Appointment, Person, Role
from congvu.directory.queries import root_agency_id
from congvu.files.actions import refuse_marked
from congvu.signing import actions, queries
from congvu.signing.actions import taking_out, trusting
from congvu.signing.actions.elsewhere import register_key as register
from congvu.signing.actions.tokens import register_token as register_certificate
from congvu.signing.etsi import report_xml
from congvu.signing.forms import (
    ChangePinForm,
    CheckForm,
    ImageForm,
    ImportForm,
    RegisterKeyForm,
    RegisterTokenForm,
    RootsForm,
    SealUseForm,
    TakeOutForm,
)
from congvu.signing.models import SealUse
from congvu.signing.queries.registers import in_registers
from congvu.signing.reports import report_pdf
from congvu.ui.forms import add_refusal
from congvu.ui.words import size_words

_P12 = {
    "Content-Type": "application/x-pkcs12",
    "Content-Disposition": 'attachment; filename="khoa-ky.p12"',
    "Cache-Control": "private, no-store",
}
_DOOR = "kiểm tra chữ ký"
_PUBLIC_SIZE = 20 * 1024 * 1024
_KEEPERS = (Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR)


Upload = UploadedFile[bytes]


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: OfficeRequest) -> HttpResponse:
    """What a file's signatures are worth; the file is not kept."""

    def gate(file: Upload) -> None:
        refuse_marked(file, actor=request.actor, door=_DOOR)

    return _checked(
        request,
        gate,
        most=queries.MAX_VERIFIED,
        template="signing/check.html",
        actor=request.actor,
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def check_public(request: HttpRequest) -> HttpResponse:
    """The same for anybody who was given a file; so many a minute from one place."""

    def gate(file: Upload) -> None:
        if not ratelimit.consume(request, action="verify"):
            raise Refused("Có quá nhiều lượt kiểm tra; xin thử lại sau một phút.", field="file")
        refuse_marked(file, actor=None, door=_DOOR, agency_id=root_agency_id() or 0)

    return _checked(request, gate, most=_PUBLIC_SIZE, template="signing/check_public.html")


def _checked(
    request: HttpRequest,
    gate: Callable[[Upload], None],
    *,
    most: int,
    template: str,
    actor: Appointment | None = None,
) -> HttpResponse:
    """The form; once a file is given and has passed, its verdict and the register's beside it."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if (file.size or 0) > most:
                limit = size_words(most)
                raise Refused(f"Tệp lớn hơn {limit} nên không kiểm tra được tại đây.", field="file")
            gate(file)
            file.seek(0)
            verdict = queries.verify(file.read())
            context |= {"verdict": verdict, "name": file.name}
            context["register"] = in_registers(verdict, actor=actor)
        except Refused as refused:
            add_refusal(form, refused)
    return render(request, template, context)


@public
@require_safe
def report(_request: HttpRequest, sha256: str, form: str) -> HttpResponse:
    """The last verdict of a file as a page (`pdf`) or for machines (`xml`); its hash is the key."""
    verdict = queries.kept_verdict(sha256)
    if form == "pdf":
        return HttpResponse(report_pdf(verdict), content_type="application/pdf")
    if form != "xml":
        raise NotFound
    certificates = queries.certificates_of(verdict)
    return HttpResponse(report_xml(verdict, certificates), content_type="application/xml")


@official()
@require_safe
def keys(request: OfficeRequest) -> HttpResponse:
    """My certificate, the seals that I may use, and the agency's seal for its administrator."""
    return render(request, "signing/keys.html", queries.page_of(request.actor))


@official()
@require_safe
def image(request: OfficeRequest, pk: int) -> HttpResponse:
    """A key's picture."""
    key = queries.key(pk, actor=request.actor)
    if not key.image:
        raise NotFound
    return HttpResponse(
        bytes(key.image), content_type="image/png", headers={"Cache-Control": "private, no-store"}
    )


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def change_pin(request: OfficeRequest, pk: int) -> HttpResponse:
    """A new PIN."""
    key = queries.key(pk, actor=request.actor)
    form = ChangePinForm(request.POST or None)

    def run() -> None:
        given = form.cleaned_data
        actions.change_pin(key, pin=given["pin"], new_pin=given["new_pin"], actor=request.actor)

    return _form(request, form, "Đổi mã PIN", key.label, run)


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: OfficeRequest, pk: int) -> HttpResponse:
    """One's own held key as a .p12, to be kept or used elsewhere."""
    key = queries.own_held_key(pk, actor=request.actor)
    form = TakeOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pin, password = form.cleaned_data["pin"], form.cleaned_data["password"]
        try:
            packed = taking_out.take_out(key, pin=pin, password=password, actor=request.actor)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return HttpResponse(packed, headers=_P12)
    context = {"form": form, "key": key, "back": reverse("signing:keys")}
    return render(request, "signing/take_out.html", context)


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def change_image(request: OfficeRequest, pk: int) -> HttpResponse:
    """Another picture of the signature or the seal."""
    key = queries.key(pk, actor=request.actor)
    form = ImageForm(request.POST or None, request.FILES or None)

    def run() -> None:
        content = form.cleaned_data["image"].read()
        actions.set_image(key, content=content, actor=request.actor)

    return _form(request, form, "Đổi ảnh chữ ký, dấu", key.label, run)


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: OfficeRequest) -> HttpResponse:
    """One's own certificate from a .p12."""
    return _bring(request, request.actor.person, "Đưa chứng thư của tôi vào hệ thống")


@official(*_KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_seal(request: OfficeRequest) -> HttpResponse:
    """The agency's certificate from a .p12."""
    return _bring(request, request.actor.agency, "Đưa chứng thư của cơ quan vào hệ thống")


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def register_key(request: OfficeRequest) -> HttpResponse:
    """One's own key that stays elsewhere."""
    return _register(request, request.actor.person, "Đăng ký khóa ký ở nơi khác")


@official(*_KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def register_seal(request: OfficeRequest) -> HttpResponse:
    """The agency's key that stays elsewhere."""
    return _register(request, request.actor.agency, "Đăng ký con dấu ở nơi khác")


@official()
@require_http_methods(["GET", "HEAD", "POST"])
def register_token(request: OfficeRequest) -> HttpResponse:
    """The certificate of one's own USB token."""
    lead = "Khóa ký vẫn ở trong token; phần mềm ký trên máy của ông/bà dùng nó khi ký văn bản."
    return _register_token(request, request.actor.person, "Đăng ký USB token", lead)


@official(*_KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def register_seal_token(request: OfficeRequest) -> HttpResponse:
    """The certificate of the USB token that the agency's seal is in."""
    lead = (
        "Khóa của con dấu vẫn ở trong token; văn thư được giao dùng dấu cắm token vào máy của mình "
        "khi phát hành văn bản."
    )
    title = "Đăng ký con dấu ở USB token"
    return _register_token(request, request.actor.agency, title, lead)


def _register_token(
    request: OfficeRequest, owner: Person | Agency, title: str, lead: str
) -> HttpResponse:
    form = RegisterTokenForm(request.POST or None, request.FILES or None)

    def run() -> None:
        content, name = form.cleaned_data["file"].read(), form.cleaned_data["name_there"]
        register_certificate(
            actions.new_key(owner), content=content, name_there=name, actor=request.actor
        )

    return _form(request, form, title, lead, run)


def _register(request: OfficeRequest, owner: Any, title: str) -> HttpResponse:
    places = queries.places()
    if not places:
        raise NotFound
    form = RegisterKeyForm(request.POST or None, places=places)

    def run() -> None:
        key = actions.new_key(owner)
        register(key, actor=request.actor, **form.cleaned_data)

    return _form(request, form, title, "", run)


def _bring(request: OfficeRequest, owner: Any, title: str) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)

    def run() -> None:
        given = form.cleaned_data
        actions.import_key(
            actions.new_key(owner),
            content=given["file"].read(),
            password=given["password"],
            pin=given["new_pin"],
            actor=request.actor,
        )

    return _form(request, form, title, "", run)


@official(*_KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def give_seal(request: OfficeRequest) -> HttpResponse:
    """Let a clerk use the agency's seal."""
    form = SealUseForm(request.POST or None)
    choice = form.fields["appointment"]
    choice.queryset = queries.clerks(request.actor.agency)  # type: ignore[attr-defined]

    def run() -> None:
        use = SealUse(agency=request.actor.agency, appointment=form.cleaned_data["appointment"])
        actions.give_seal(use, actor=request.actor)

    return _form(request, form, "Giao dùng dấu cơ quan", request.actor.agency.name, run)


@official(*_KEEPERS)
@require_POST
def end_seal_use(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the seal's use back."""
    use = queries.seal_uses(request.actor.agency).filter(pk=pk).first()
    if use is None:
        raise NotFound
    actions.end_seal_use(use, actor=request.actor)
    messages.success(request, "Đã thu hồi quyền dùng dấu.")
    return redirect("signing:keys")


@official(*_KEEPERS)
@require_POST
def unlock(request: OfficeRequest, pk: int) -> HttpResponse:
    """Let the PIN be tried again."""
    actions.unlock(queries.key(pk, actor=request.actor), actor=request.actor)
    messages.success(request, "Đã mở khóa; người dùng nhập lại được mã PIN.")
    return redirect("signing:keys")


def _form(
    request: OfficeRequest,
    form: forms.Form,
    title: str,
    lead: str,
    run: Any,
    *,
    back: str = "signing:keys",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            run()
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Đã thực hiện: {title}.")
            return redirect(back)
    context = {"form": form, "title": title, "lead": lead, "back": reverse(back)}
    return render(request, "signing/form.html", context)


@official(Role.PROVINCE_ADMINISTRATOR)
@require_safe
def anchors(request: OfficeRequest) -> HttpResponse:
    """Whom verification trusts, and until when."""
    return render(request, "signing/anchors.html", {"anchors": queries.anchors()})


@official(Role.PROVINCE_ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def take_anchors(request: OfficeRequest) -> HttpResponse:
    """Root certificates from a file."""
    form = RootsForm(request.POST or None, request.FILES or None)

    def run() -> None:
        given = form.cleaned_data | {"actor": request.actor}
        messages.info(request, trusting.take_roots(given.pop("file").read(), **given))

    title = "Nhận chứng thư gốc"
    return _form(request, form, title, "", run, back="signing:anchors")


@official(Role.PROVINCE_ADMINISTRATOR)
@require_POST
def end_anchor(request: OfficeRequest, pk: int) -> HttpResponse:
    """Trust it no longer."""
    anchor = queries.anchors().filter(pk=pk).first()
    if anchor is None:
        raise NotFound
    anchor.agency = request.actor.agency
    trusting.end_trust(anchor, actor=request.actor)
    messages.success(request, "Đã thôi tin cậy; chữ ký từ hôm nay không còn được xác nhận.")
    return redirect("signing:anchors")
