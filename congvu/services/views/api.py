"""Filing by program, from another portal."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from congvu.accounts.access import public
from congvu.core.refused import NotFound
from congvu.services.access import allow
from congvu.services.actions import portals as actions
from congvu.services.models import Dossier, Portal
from congvu.services.types import NATIONAL_CODES


def _portal(request: HttpRequest) -> Portal | None:
    """Whose token the request bears, if it bears one that is known and in force."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        return None
    return Portal.objects.filter(hash=actions.hash_of(token.strip()), active=True).first()


def _unknown(request: HttpRequest) -> JsonResponse:
    allow(request, "api")
    answer = {"errors": {"": "Thiếu mã truy cập của cổng, hoặc mã không còn hiệu lực."}}
    return JsonResponse(answer, status=401)


def _said(dossier: Dossier, status: int) -> JsonResponse:
    return JsonResponse(
        {
            "reference": dossier.reference,
            "code": dossier.code,
            "state": NATIONAL_CODES[dossier.state],
            "state_name": dossier.get_state_display(),
            "filed_at": dossier.filed_at.isoformat(),
            "due_at": dossier.due_at.isoformat() if dossier.due_at else None,
            "fees_total": dossier.fees_total,
        },
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )


@csrf_exempt
@public
@require_POST
def api_file(request: HttpRequest) -> JsonResponse:
    """A dossier: `multipart/form-data` with `dossier` (JSON) and a file for each paper's code."""
    portal = _portal(request)
    if portal is None:
        return _unknown(request)
    try:
        uploads = {code: request.FILES.getlist(code) for code in request.FILES}
        made = actions.file_for(portal, body=request.POST.get("dossier", ""), uploads=uploads)
    except actions.Invalid as invalid:
        answer = {"errors": invalid.errors}
        return JsonResponse(answer, status=422, json_dumps_params={"ensure_ascii": False})
    return _said(made, 201)


@public
@require_safe
def api_state_file(request: HttpRequest, reference: str) -> JsonResponse:
    """Where a dossier stands."""
    if _portal(request) is None:
        return _unknown(request)
    found = Dossier.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound
    return _said(found, 200)
