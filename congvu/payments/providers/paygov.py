"""PayGov, reached through the province's integration platform (LGSP).

The names of its fields are known; how its `checksum` is made is not public. The operator says it
and it is written into the channel's options: `checksum` is the list of fields in their order,
`joiner` stands between them, `algorithm` is `hmac-sha256` or `sha256` (the secret appended). While
that is not set, no notice is believed. `token` is the platform's bearer token.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from congvu.core.outside import Unreachable
from congvu.payments.models import Attempt, Channel
from congvu.payments.providers.base import Provider, post_json, secret_of
from congvu.payments.providers.vnpay import read_moment
from congvu.payments.types import Said


class PayGov(Provider):
    """`merchant` of the channel is partnerCode, `secret` the key of the checksum."""

    def begin(self, attempt: Attempt, *, back: str) -> str:
        """See the base."""
        fields: dict[str, Any] = {
            "partnerCode": self.channel.merchant,
            "returnUrl": back,
            "orderId": attempt.reference,
            "amount": str(attempt.amount),
            "orderInfo": f"Nop phi le phi {attempt.reference}",
            "requestCode": attempt.reference,
            "ipAddress": attempt.address or "127.0.0.1",
        }
        for name in ("accessKey", "serviceCode"):
            if name in self.channel.options:
                fields[name] = str(self.channel.options[name])
        if mark := check_of(fields, self.channel):
            fields["checksum"] = mark
        token = str(self.channel.options.get("token", ""))
        headers = {"Authorization": f"Bearer {token}", "lgspaccesstoken": token} if token else {}
        found = post_json(
            f"{self.channel.address.rstrip('/')}/PayGov/paygate", fields, headers=headers
        )
        data = found.get("data")
        address = str(data.get("url") or "") if isinstance(data, dict) else ""
        if not address.startswith("https://"):
            raise Unreachable("PayGov chưa nhận yêu cầu thanh toán.")
        return address


def check_of(fields: Mapping[str, Any], channel: Channel) -> str:
    """The checksum as the operator has said it is made; empty where nobody has."""
    names = channel.options.get("checksum")
    secret = secret_of(channel)
    if not isinstance(names, list) or not names or not secret:
        return ""
    text = str(channel.options.get("joiner", "|")).join(str(fields.get(one) or "") for one in names)
    if channel.options.get("algorithm", "hmac-sha256") == "sha256":
        return hashlib.sha256(f"{text}{secret}".encode()).hexdigest()
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def genuine(fields: Mapping[str, Any], channel: Channel) -> bool:
    """Whether a notice carries the checksum; never where nobody has said how it is made."""
    right, given = check_of(fields, channel), str(fields.get("checksum") or "").lower()
    named = {"orderId", "amount", "errorCode"} <= set(channel.options.get("checksum") or ())
    return bool(right) and named and hmac.compare_digest(right.encode(), given.encode())


def said_of(fields: Mapping[str, Any]) -> Said | None:
    """What a genuine notice says; `None` where its amount is no number."""
    amount = str(fields.get("amount") or "")
    if not (amount.isascii() and amount.isdecimal() and len(amount) <= 13):
        return None
    code = str(fields.get("errorCode") or "")
    return Said(
        outcome="paid" if code == "00" else "failed",
        reference=str(fields.get("orderId") or ""),
        amount=int(amount),
        number=str(fields.get("transactionNo") or "") if code == "00" else "",
        bank=str(fields.get("payGate") or ""),
        code=code,
        words="" if code == "00" else f"PayGov báo mã {code[:10]}",
        at=read_moment(str(fields.get("payDate") or "")),
    )
