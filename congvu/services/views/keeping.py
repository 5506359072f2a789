"""The province keeps its procedures: lists, versions, trying, comparing, files in and out."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.acts import work
from congvu.core.refused import Refused
from congvu.directory.models import Role
from congvu.services.actions import catalogue as actions
from congvu.services.actions import moving, portals
from congvu.services.definitions import differences, drawing, parse, problems_of, walk
from congvu.services.definitions.outline import outline
from congvu.services.forms.catalogue import ProcedureForm
from congvu.services.forms.desk import ImportForm
from congvu.services.models import Portal, Procedure
from congvu.services.queries import catalogue as queries
from congvu.services.types import OPEN
from congvu.services.views.given import page_of, words_of
from congvu.services.views.public import GET_OR_POST
from congvu.ui.asking import Question, ask
from congvu.ui.forms import add_refusal

_KEEPER = Role.PROVINCE_ADMINISTRATOR
_LARGEST = 20 * 1024 * 1024


@official(_KEEPER)
@require_safe
def procedures(request: OfficeRequest) -> HttpResponse:
    """Thủ tục hành chính."""
    words, page = words_of(request), page_of(request)
    found = queries.for_editing(words, page=page)
    asked = f"?{urlencode({'q': words})}" if words else ""
    at = f"{asked}&trang=" if asked else "?trang="
    context = {
        "found": found,
        "words": words,
        "file": f"{reverse('services:procedures_file')}{asked}",
        "newer": f"{at}{page - 1}" if page > 1 else "",
        "older": f"{at}{found.next}" if found.next else "",
    }
    return render(request, "services/keeping/list.html", context)


@official(_KEEPER)
@require_safe
def procedures_file(request: OfficeRequest) -> JsonResponse:
    """Those of the list with their published versions as one file, as `take_in` reads it."""
    rows = [actions.as_file(one, one.current) for one in queries.with_versions(words_of(request))]
    return JsonResponse(
        rows,
        safe=False,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": "attachment; filename=thu-tuc.json"},
    )


@official(_KEEPER)
@require_safe
def versions(request: OfficeRequest, code: str) -> HttpResponse:
    """The versions of one."""
    procedure = queries.any_procedure(code)
    context = {"procedure": procedure, "versions": queries.versions(procedure)}
    return render(request, "services/keeping/versions.html", context)


@official(_KEEPER)
@require_http_methods(GET_OR_POST)
def new_procedure(request: OfficeRequest) -> HttpResponse:
    """Thêm thủ tục, and go on to the draft of its first version."""
    form = ProcedureForm(request.POST or None)
    asked = Question(
        title="Thêm thủ tục",
        button="Thêm, soạn phiên bản",
        about="Người dân chưa thấy thủ tục này cho đến khi phiên bản đầu tiên được công bố.",
        icon="plus",
    )

    def act() -> str:
        code = form.cleaned_data["code"]
        actions.put(Procedure(), actor=request.actor, code=code, facts=form.facts())
        return reverse("services:version", args=[code, 1])

    return ask(request, form, asked, back=reverse("services:procedures"), act=act)


@official(_KEEPER)
@require_http_methods(GET_OR_POST)
def facts(request: OfficeRequest, code: str) -> HttpResponse:
    """Sửa thông tin thủ tục."""
    one = queries.any_procedure(code)
    form = ProcedureForm(request.POST or None, known=one)
    asked = Question(
        title="Thông tin thủ tục",
        button="Lưu",
        about="Tên, lĩnh vực, mức độ và nơi giải quyết áp dụng ngay; giấy tờ, phí, biểu mẫu và "
        "quy trình thì theo phiên bản.",
        done="Đã lưu thông tin thủ tục.",
    )
    return ask(
        request,
        form,
        asked,
        back=reverse("services:versions", args=[code]),
        act=lambda: actions.put(one, actor=request.actor, code=code, facts=form.facts()),
    )


@official(_KEEPER)
@require_POST
def new_version(request: OfficeRequest, code: str) -> HttpResponse:
    """Soạn phiên bản mới, from the one in force."""
    made = actions.draft(actor=request.actor, procedure=queries.any_procedure(code))
    return redirect("services:version", code=code, number=made.number)


@official(_KEEPER)
@require_safe
def version(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """One version: its parts, what is wrong beside each, its drawing."""
    procedure = queries.any_procedure(code)
    one = queries.version(procedure, number)
    problems = problems_of(one.data)
    content, _ = parse(one.data)
    context = {
        "procedure": procedure,
        "version": one,
        "problems": problems,
        "whole": outline(one.data, problems),
        "process": "" if problems else drawing(content),
    }
    return render(request, "services/keeping/version.html", context)


@official(_KEEPER)
@require_POST
def publish(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Công bố."""
    one = queries.version(queries.any_procedure(code), number)
    try:
        actions.publish(one, actor=request.actor)
    except actions.NotReady as refused:
        messages.error(request, refused.sentence)
        return redirect("services:version", code=code, number=number)
    messages.success(request, "Đã công bố; hồ sơ mới theo phiên bản này, hồ sơ cũ giữ bản cũ.")
    return redirect("services:versions", code=code)


@official(_KEEPER)
@require_POST
def withdraw_version(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Thôi áp dụng."""
    actions.withdraw(queries.version(queries.any_procedure(code), number), actor=request.actor)
    return redirect("services:versions", code=code)


@official(_KEEPER)
@require_safe
def simulate(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Chạy thử: the way that chosen moves lead."""
    procedure = queries.any_procedure(code)
    one = queries.version(procedure, number)
    content, problems = parse(one.data)
    chosen = request.GET.getlist("buoc")[:40]
    answers = _tried(request.GET.get("tra_loi", ""))
    way = [] if problems else walk(content, answers, chosen)
    at = way[-1].step.code if way else ""
    context = {
        "procedure": procedure,
        "version": one,
        "way": way,
        "chosen": chosen,
        "answers": request.GET.get("tra_loi", "")[:5000],
        "ended": bool(way and way[-1].taken),
        "process": "" if problems else drawing(content, at=at, passed=_passed(way)),
    }
    return render(request, "services/keeping/simulate.html", context)


def _passed(way: list[Any]) -> frozenset[str]:
    return frozenset(stop.step.code for stop in way[:-1])


def _tried(words: str) -> dict[str, Any]:
    try:
        found = json.loads(words[:5000]) if words.strip() else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@official(_KEEPER)
@require_safe
def compare(request: OfficeRequest, code: str, before: int, after: int) -> HttpResponse:
    """So sánh hai phiên bản."""
    procedure = queries.any_procedure(code)
    pair = [queries.version(procedure, number) for number in (before, after)]
    context = {
        "procedure": procedure,
        "before": pair[0],
        "after": pair[1],
        "differences": differences(pair[0].data, pair[1].data),
        "open": pair[0].dossiers.filter(state__in=OPEN).count(),
    }
    return render(request, "services/keeping/compare.html", context)


@official(_KEEPER)
@require_http_methods(GET_OR_POST)
def move_dossiers(request: OfficeRequest, code: str, before: int, after: int) -> HttpResponse:
    """Chuyển hồ sơ sang phiên bản mới: a dry run, then those that can."""
    procedure = queries.any_procedure(code)
    old, new = (queries.version(procedure, number) for number in (before, after))
    if request.method == "POST":
        moved = moving.move_open(new, actor=request.actor, before=old)
        messages.success(request, f"Đã chuyển {moved} hồ sơ.")
        return redirect("services:versions", code=code)
    changes = [] if problems_of(new.data) else moving.dry_run(old, new)
    context = {
        "procedure": procedure,
        "before": old,
        "after": new,
        "changes": changes,
        "ready": sum(not one.problems for one in changes),
        "movable": new.state == "published",
    }
    return render(request, "services/keeping/move.html", context)


@official(_KEEPER)
@require_safe
def version_file(_request: OfficeRequest, code: str, number: int) -> JsonResponse:
    """A version as a file, to be taken in elsewhere."""
    procedure = queries.any_procedure(code)
    answer = actions.as_file(procedure, queries.version(procedure, number))
    return JsonResponse(
        answer,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": f"attachment; filename={code}-{number}.json"},
    )


@official(_KEEPER)
@require_http_methods(GET_OR_POST)
def take_in(request: OfficeRequest) -> HttpResponse:
    """Nhập thủ tục từ tệp: all of the file, or nothing with what is wrong."""
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if form.is_valid():
        try:
            count = _take_all(form, request)
        except actions.NotReady as refused:
            problems = refused.problems
            add_refusal(form, Refused(refused.sentence, field="file"))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Đã nhập {count} thủ tục.")
            return redirect("services:procedures")
    return render(request, "services/keeping/import.html", {"form": form, "problems": problems})


def _take_all(form: ImportForm, request: OfficeRequest) -> int:
    file = form.cleaned_data["file"]
    if file.size > _LARGEST:
        raise Refused("Tệp lớn quá 20 MB.", field="file")
    try:
        data = json.loads(file.read())
    except (ValueError, RecursionError) as broken:
        raise Refused("Tệp này không phải JSON đọc được.", field="file") from broken
    rows = data if isinstance(data, list) else [data]
    with work():
        for row in rows:
            if not isinstance(row, dict):
                raise Refused("Mỗi thủ tục trong tệp là một nhóm mục { … }.", field="file")
            publish_now = form.cleaned_data["publish"]
            actions.take_in(Procedure(), actor=request.actor, data=row, publish_now=publish_now)
    return len(rows)


class PortalForm(forms.Form):
    name = forms.CharField(label="Tên cổng, cơ quan chủ quản", max_length=120)


@official(_KEEPER)
@require_http_methods(GET_OR_POST)
def portals_list(request: OfficeRequest) -> HttpResponse:
    """Cổng nộp hồ sơ bằng chương trình."""
    form, token = PortalForm(request.POST or None), ""
    if form.is_valid():
        try:
            token = portals.admit(Portal(), actor=request.actor, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
    context = {"form": form, "token": token, "portals": Portal.objects.all()}
    return render(request, "services/keeping/portals.html", context)


@official(_KEEPER)
@require_POST
def end_portal(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ngừng."""
    portals.end(queries.portal(pk), actor=request.actor)
    return redirect("services:portals")
