"""A version is written part by part, one on a page, or as the text of the whole."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Role
from congvu.services.actions import catalogue as actions
from congvu.services.definitions import parse, problems_of
from congvu.services.definitions.editing import (
    GENERAL,
    Drop,
    MovedOn,
    Place,
    Put,
    Shift,
    key_of,
    mark_of,
    part_at,
    place_of,
    stands,
)
from congvu.services.definitions.outline import askable, in_words
from congvu.services.definitions.parts import Typed
from congvu.services.forms.desk import DefinitionForm
from congvu.services.forms.parts import PartForm
from congvu.services.models import Definition
from congvu.services.queries import catalogue as queries
from congvu.services.views.public import GET_OR_POST
from congvu.ui.forms import add_refusal

_KEEPER = Role.PROVINCE_ADMINISTRATOR
_CHANGES = {"len": -1, "xuong": 1}


def _draft(code: str, number: int) -> Definition:
    one = queries.version(queries.any_procedure(code), number)
    if one.state != actions.DRAFT:
        raise NotFound("Phiên bản đã công bố không sửa được; soạn phiên bản mới từ nó.")
    return one


@official(_KEEPER)
@require_http_methods(GET_OR_POST)
def part(request: OfficeRequest, code: str, number: int, where: str) -> HttpResponse:
    """One part, new or to be changed; its whole version goes on where it was."""
    one, place = _draft(code, number), place_of(where)
    known = part_at(one.data, place)
    if request.method != "POST" and not stands(one.data, place):
        raise NotFound
    content, _ = parse(one.data)
    form = PartForm(request.POST or None, kind=place.kind, part=known, content=content)
    if (again := form.pressed()) is not None:
        form = again
    elif form.is_valid():
        change = Put(where, form.base, form.values())
        try:
            after = actions.change_part(one, actor=request.actor, change=change)
        except Refused as refused:
            _refuse(form, refused, one, place)
        else:
            messages.success(request, f"Đã lưu {place.kind.label}.")
            return redirect(f"{_page(code, number)}#{after}")
    return render(request, "services/keeping/part.html", _whole(one, where, place, form))


def _page(code: str, number: int) -> str:
    return reverse("services:version", args=[code, number])


def _refuse(form: PartForm, refused: Refused, one: Definition, place: Place) -> None:
    """Beside the fields; where another was faster, the next try stands on what is there now."""
    if isinstance(refused, actions.WrongPart):
        form.say(refused.problems, refused.path)
        return
    add_refusal(form, refused)
    if isinstance(refused, MovedOn):
        one.refresh_from_db(fields=["data"])
        form.begin_anew(part_at(one.data, place))


def _whole(one: Definition, where: str, place: Place, form: PartForm) -> dict[str, Any]:
    content, _ = parse(one.data)
    known = part_at(one.data, place)
    path = "" if where == GENERAL else where
    labels = {value.key: value.label for value in place.kind.values}
    said = [(key_of(place.kind, found.path, path), found) for found in problems_of(one.data)]
    asks = any(value.typed in {Typed.WORDS, Typed.CONDITION} for value in place.kind.values)
    return {
        "procedure": one.procedure,
        "version": one,
        "where": where,
        "place": place,
        "form": form,
        "mark": mark_of(known) if known is not None and place.way else "",
        "back": f"{_page(one.procedure.code, one.number)}#{where}",
        "problems": [(labels[key], found.sentence) for key, found in said if key],
        "others": _others(form, known, content) if form.non_field_errors() else [],
        "askable": askable(content) if asks else [],
    }


def _others(form: PartForm, known: object, content: Any) -> list[tuple[str, str]]:
    """What stands in the draft now where it differs from what was typed: label, and now."""
    now = PartForm(kind=form.kind, part=known, content=content)
    found = []
    for value in form.kind.values:
        there = now.known.get(value.key)
        if known is not None and there != form.found.get(value.key):
            shown = in_words(value, there, content) if there is not None else ""
            found.append((value.label, shown or "để trống"))
    return found


@official(_KEEPER)
@require_POST
def change(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Lên, xuống, bỏ: the button's value says which part, as it was seen."""
    one = _draft(code, number)
    name, _, rest = request.POST.get("viec", "")[:200].partition(":")
    where, _, base = rest.partition(":")
    drop = name == "bo"
    wanted = Drop(where, base) if drop else Shift(where, base, _CHANGES.get(name, 0))
    try:
        after = actions.change_part(one, actor=request.actor, change=wanted)
    except MovedOn as refused:
        messages.error(request, refused.sentence)
        return redirect(_page(code, number))
    if drop:
        messages.success(request, f"Đã bỏ {place_of(where).kind.label}.")
    return redirect(f"{_page(code, number)}#{after}")


@official(_KEEPER)
@require_http_methods(GET_OR_POST)
def text(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """The whole version as JSON."""
    one = _draft(code, number)
    begun = {
        "text": json.dumps(one.data, ensure_ascii=False, indent=1),
        "note": one.note,
        "base": mark_of(one.data),
    }
    form = DefinitionForm(request.POST or None, initial=begun)
    if form.is_valid() and _keep(form, one, request):
        messages.success(request, "Đã lưu phiên bản.")
        return redirect("services:version", code=code, number=number)
    context = {"procedure": one.procedure, "version": one, "form": form}
    return render(request, "services/keeping/text.html", context)


def _keep(form: DefinitionForm, one: Definition, request: OfficeRequest) -> bool:
    note, base = form.cleaned_data["note"], form.cleaned_data["base"]
    try:
        actions.edit(one, actor=request.actor, data=form.clean_data(), note=note, base=base)
    except forms.ValidationError as broken:
        form.add_error("text", broken)
    except Refused as refused:
        add_refusal(form, refused)
        if isinstance(refused, MovedOn):
            one.refresh_from_db(fields=["data"])
            form.data = {**form.data, **form.cleaned_data, "base": mark_of(one.data)}
    else:
        return True
    return False
