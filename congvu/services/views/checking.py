"""The page on which anybody checks a result, and the slip that leads there."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official, public
from congvu.accounts.types import OfficeRequest
from congvu.services.access import CitizenRequest, citizens
from congvu.services.actions import slips
from congvu.services.forms.citizens import ResultFileForm
from congvu.services.models import Result
from congvu.services.queries import desk, dossiers
from congvu.services.queries import results as queries
from congvu.services.views.desk import WORKERS
from congvu.services.views.mine import as_pdf
from congvu.services.views.public import GET_OR_POST
from congvu.signing.queries import verdict_of


@public
@require_http_methods(GET_OR_POST)
def check_result(request: HttpRequest, code: str) -> HttpResponse:
    """What the result is, its hash and its signatures; nothing of its content, nor whose it is.

    Whoever also has the file may hold it against what was given.
    """
    result = queries.by_code(code)
    status = 404 if result is None else 200
    context: dict[str, Any] = {"result": result, "code": code}
    if result is not None and result.file is not None:
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ResultFileForm(*sent)
        context |= {"verdict": verdict_of(result.file), "form": form}
        if form.is_valid():
            context["compared"] = True
            context["same"] = _hash(form) == result.file.sha256
    return render(request, "services/check_result.html", context, status=status)


def _hash(form: ResultFileForm) -> str:
    digest = hashlib.sha256()
    for part in form.cleaned_data["file"].chunks():
        digest.update(part)
    return digest.hexdigest()


@official(*WORKERS)
@require_safe
def result_slip_pdf(request: OfficeRequest, pk: int, result_pk: int) -> HttpResponse:
    """Phiếu đối chiếu kết quả, for the desk."""
    dossier = desk.opened(pk, actor=request.actor)
    return _slip(queries.result(result_pk, dossier))


@citizens
@require_safe
def own_result_slip_pdf(request: CitizenRequest, reference: str, pk: int) -> HttpResponse:
    """The same for its owner."""
    dossier = dossiers.own(reference, citizen=request.citizen)
    return _slip(queries.result(pk, dossier))


def _slip(result: Result) -> HttpResponse:
    return as_pdf(slips.of_result(result))
