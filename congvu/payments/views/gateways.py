"""What gateways call. No session, no form: each notice proves itself by its signature."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from congvu.accounts.access import public
from congvu.core import origin
from congvu.core.refused import NotFound
from congvu.payments.actions import noticing

_MOST = 64 * 1024


@public
@require_safe
def vnpay_notice(request: HttpRequest) -> JsonResponse:
    """VNPay's IPN."""
    code, words = noticing.vnpay_notice(
        request.META.get("QUERY_STRING", ""), address=origin.current().address
    )
    return JsonResponse({"RspCode": code, "Message": words})


@public
@require_safe
def vnpay_return(request: HttpRequest) -> HttpResponse:
    """The browser comes back from VNPay: to the page of its attempt, whatever the address says."""
    query = request.META.get("QUERY_STRING", "")
    attempt = noticing.vnpay_return(query, address=origin.current().address)
    if attempt is None:
        raise NotFound("Đường dẫn này không phải do cổng thanh toán gửi về.")
    return redirect(reverse("payments:attempt", args=[attempt.payable.token, attempt.reference]))


@public
@csrf_exempt
@require_POST
def national_notice(request: HttpRequest) -> JsonResponse:
    """A confirmation of the national platform."""
    body = request.read(_MOST)
    return JsonResponse(noticing.national_notice(body, address=origin.current().address))


@public
@csrf_exempt
@require_POST
def paygov_notice(request: HttpRequest) -> JsonResponse:
    """A notice of PayGov."""
    body = request.read(_MOST)
    return JsonResponse(noticing.paygov_notice(body, address=origin.current().address))
