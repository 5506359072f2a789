"""Notices of gateways: judged in one place, each kept as it came, answered as its protocol says."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from congvu.core.refused import Refused
from congvu.payments.actions.hearing import hear, keep_notice
from congvu.payments.models import Attempt, Channel
from congvu.payments.providers import national, paygov, vnpay
from congvu.payments.providers.base import secret_of
from congvu.payments.queries.paying import attempt_by_reference, channel_of_merchant
from congvu.payments.types import Said, Source, Verdict, Way

_LOG = logging.getLogger(__name__)
_VNPAY = {
    Verdict.PAID: ("00", "Confirm Success"),
    Verdict.FAILED: ("00", "Confirm Success"),
    Verdict.PENDING: ("00", "Confirm Success"),
    Verdict.UNKNOWN: ("01", "Order not Found"),
    Verdict.REPEATED: ("02", "Order already confirmed"),
    Verdict.ADDRESS: ("03", "IP Prohibited"),
    Verdict.AMOUNT: ("04", "Invalid amount"),
    Verdict.SIGNATURE: ("97", "Invalid Checksum"),
    Verdict.MERCHANT: ("97", "Invalid Checksum"),
    Verdict.BROKEN: ("97", "Invalid Checksum"),
    Verdict.ERROR: ("99", "Unknown error"),
}
_MOST = 20_000


@dataclass(frozen=True)
class Judged:
    """A notice, with the attempt it is of where it is genuine."""

    verdict: Verdict
    attempt: Attempt | None = None
    said: Said | None = None


def vnpay_notice(query: str, *, address: str) -> tuple[str, str]:
    """VNPay's notice (IPN) by its query as it came; the RspCode and Message to answer."""
    verdict = _take(Way.VNPAY, query, address, lambda: _vnpay(query, address))
    return _VNPAY[verdict]


def vnpay_return(query: str, *, address: str) -> Attempt | None:
    """The browser has come back: shown, kept, and never believed. The attempt if it is genuine."""
    judged = _vnpay(query, "")
    if judged.attempt is None or judged.verdict not in {Verdict.SHOWN, Verdict.AMOUNT}:
        return None
    keep_notice(
        Way.VNPAY, Source.RETURN, content=query, verdict=Verdict.SHOWN, attempt=judged.attempt,
        address=address,
    )  # fmt: skip
    return judged.attempt


def national_notice(body: bytes, *, address: str) -> dict[str, str]:
    """A confirmation of the national platform; its answer (`MaLoi` 00 once it is recorded)."""
    text = body.decode("utf-8", "replace")
    verdict = _take(Way.NATIONAL, text, address, lambda: _national(text))
    code = _VNPAY[verdict][0]
    return {"MaLoi": "00" if code == "02" else code, "MoTaLoi": str(verdict.label)}


def paygov_notice(body: bytes, *, address: str) -> dict[str, str]:
    """A notice of PayGov; its answer (`error_code` 00 once it is recorded)."""
    text = body.decode("utf-8", "replace")
    verdict = _take(Way.PAYGOV, text, address, lambda: _paygov(text))
    code = _VNPAY[verdict][0]
    return {"error_code": "00" if code == "02" else code, "error_message": str(verdict.label)}


def _take(way: str, content: str, address: str, judge: Callable[[], Judged]) -> Verdict:
    """Judge, take in, keep. What fails on our side is kept as such: the gateway tells it again."""
    judged = judge()
    verdict = judged.verdict
    if verdict == Verdict.SHOWN and judged.attempt and judged.said:
        try:
            verdict = hear(judged.attempt, judged.said)
        except (Refused, DatabaseError):
            _LOG.exception("A notice of %s could not be taken in", way)
            verdict = Verdict.ERROR
    keep_notice(
        way, Source.NOTICE, content=content, verdict=verdict, attempt=judged.attempt,
        answer=_VNPAY[verdict][0], address=address,
    )  # fmt: skip
    return verdict


def _vnpay(query: str, address: str) -> Judged:
    """`SHOWN` for a genuine one: what becomes of it is decided under the lock."""
    fields = vnpay.fields_of(query)
    if fields is None:
        return Judged(Verdict.BROKEN)
    channel = channel_of_merchant(Way.VNPAY, fields.get("vnp_TmnCode", ""))
    if channel is None or not vnpay.same_merchant(fields, channel.merchant):
        return Judged(Verdict.MERCHANT)
    if not vnpay.genuine(fields, secret_of(channel)):
        return Judged(Verdict.SIGNATURE)
    allowed = channel.options.get("addresses")
    if address and allowed and address not in allowed:
        return Judged(Verdict.ADDRESS)
    return _found(channel, fields.get("vnp_TxnRef", ""), vnpay.said_of(fields))


def _national(text: str) -> Judged:
    fields = _object(text)
    channel = channel_of_merchant(Way.NATIONAL, _word(fields, "MaDoiTac"))
    if channel is None:
        return Judged(Verdict.MERCHANT if fields else Verdict.BROKEN)
    if not national.genuine(fields, secret_of(channel)):
        return Judged(Verdict.SIGNATURE)
    return _found(channel, _word(fields, "MaThamChieu"), national.said_of(fields))


def _paygov(text: str) -> Judged:
    """The notice names no partner that could be relied on: the attempt leads to the channel."""
    fields = _object(text)
    rows = Attempt.objects.filter(way=Way.PAYGOV, reference=_word(fields, "orderId"))
    attempt = rows.select_related("channel").first()
    if attempt is None or attempt.channel is None:
        return Judged(Verdict.UNKNOWN if fields else Verdict.BROKEN)
    if not paygov.genuine(fields, attempt.channel):
        return Judged(Verdict.SIGNATURE)
    return _found(attempt.channel, attempt.reference, paygov.said_of(fields))


def _found(channel: Channel, reference: str, said: Said | None) -> Judged:
    attempt = attempt_by_reference(channel, reference)
    if attempt is None:
        return Judged(Verdict.UNKNOWN)
    if said is None:
        return Judged(Verdict.AMOUNT, attempt)
    return Judged(Verdict.SHOWN, attempt, said)


def _object(text: str) -> dict[str, Any]:
    """The JSON object, or an empty one for anything else."""
    try:
        found = json.loads(text) if len(text) <= _MOST else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _word(fields: Mapping[str, Any], name: str) -> str:
    found = fields.get(name)
    return found if isinstance(found, str) and "\0" not in found else ""
