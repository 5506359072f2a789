"""VNPay's side of its protocol: what it checks and what it says."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any
from urllib.parse import quote_plus

from congvu.payments.testgateway.storage import Payment, Storage

_QUERY = "RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo"
_REFUND = (
    "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate "
    "CreateBy CreateDate IpAddr OrderInfo"
)
_ANSWER = (
    "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo "
    "TransactionType TransactionStatus OrderInfo"
)
_FIRST_NUMBER = 14_000_000


def mark(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def joined(fields: dict[str, str]) -> str:
    kept = sorted(item for item in fields.items() if item[1])
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in kept)


def asked_rightly(fields: dict[str, str], secret: str) -> bool:
    """Whether a request to pay is whole and carries the merchant's signature."""
    needed = ("TmnCode", "TxnRef", "Amount", "OrderInfo", "ReturnUrl", "CreateDate")
    if not all(fields.get(f"vnp_{name}") for name in needed):
        return False
    plain = {name: value for name, value in fields.items() if name != "vnp_SecureHash"}
    return mark(joined(plain), secret) == fields.get("vnp_SecureHash")


def told(payment: Payment, secret: str) -> str:
    """What the browser and the notice carry, signed."""
    paid = payment.state == "paid"
    fields = {
        "vnp_Amount": str(payment.amount),
        "vnp_BankCode": "NCB",
        "vnp_BankTranNo": f"VNP{payment.number + _FIRST_NUMBER}" if paid else "",
        "vnp_CardType": "ATM",
        "vnp_OrderInfo": payment.info,
        "vnp_PayDate": payment.paid_at,
        "vnp_ResponseCode": payment.code or "99",
        "vnp_TmnCode": payment.tmn,
        "vnp_TransactionNo": str(payment.number + _FIRST_NUMBER) if paid else "0",
        "vnp_TransactionStatus": "00" if paid else "02",
        "vnp_TxnRef": payment.ref,
    }
    query = joined(fields)
    return f"{query}&vnp_SecureHash={mark(query, secret)}"


def transact(storage: Storage, asked: dict[str, Any], secret: str) -> dict[str, Any]:
    """`querydr` and `refund`."""
    command = str(asked.get("vnp_Command"))
    names = {"querydr": _QUERY, "refund": _REFUND}.get(command, "")
    values = "|".join(str(asked.get(f"vnp_{name}") or "") for name in names.split())
    if not names or mark(values, secret) != asked.get("vnp_SecureHash"):
        return _answer(command, "97", "Sai chu ky", secret)
    payment = storage.get(str(asked["vnp_TmnCode"]), str(asked["vnp_TxnRef"]))
    if payment is None or payment.created != asked.get("vnp_TransactionDate"):
        return _answer(command, "91", "Khong tim thay giao dich", secret, asked=asked)
    if command == "refund":
        done = storage.refund(payment, int(asked["vnp_Amount"]))
        code, words = ("00", "Thanh cong") if done else ("95", "Tu choi hoan tien")
        more = {"type": str(asked["vnp_TransactionType"]), "amount": str(asked["vnp_Amount"])}
        return _answer(command, code, words, secret, asked=asked, payment=payment, **more)
    return _answer(command, "00", "Thanh cong", secret, asked=asked, payment=payment)


def _answer(
    command: str,
    code: str,
    words: str,
    secret: str,
    *,
    asked: dict[str, Any] | None = None,
    payment: Payment | None = None,
    **more: str,
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "vnp_ResponseId": secrets.token_hex(16),
        "vnp_Command": command,
        "vnp_ResponseCode": code,
        "vnp_Message": words,
    }
    if asked:
        fields |= {f"vnp_{name}": asked.get(f"vnp_{name}") for name in ("TmnCode", "TxnRef")}
    if payment:
        state = {"paid": "00", "failed": "02", "open": "01"}[payment.state]
        fields |= {
            "vnp_Amount": more.get("amount", str(payment.amount)),
            "vnp_BankCode": "NCB",
            "vnp_PayDate": payment.paid_at,
            "vnp_TransactionNo": str(payment.number + _FIRST_NUMBER),
            "vnp_TransactionType": more.get("type", "01"),
            "vnp_TransactionStatus": state,
            "vnp_OrderInfo": payment.info,
        }
    names = _ANSWER + (" PromotionCode PromotionAmount" if command == "querydr" else "")
    text = "|".join(str(fields.get(f"vnp_{name}") or "") for name in names.split())
    return fields | {"vnp_SecureHash": mark(text, secret)}
