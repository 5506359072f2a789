"""VNPay 2.1.0: the address to pay at, notices, asking, refunds.

Values are signed as they travel: form-url-encoded, keys in ascending order, HMAC-SHA512. Python
and other languages encode `*` and `~` differently, so that what we send keeps to letters, digits
and ` .:_-`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from django.conf import settings

from congvu.core import clock
from congvu.core.outside import Unreachable
from congvu.payments.models import Attempt, Refund
from congvu.payments.providers.base import Provider, Returned, post_json, secret_of
from congvu.payments.types import Said

TEST_GATEWAY = "/cong-thu"
_VERSION = "2.1.0"
_HASHES = ("vnp_SecureHash", "vnp_SecureHashType")
_MOST = 4000
_ASKED = [
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_TransactionDate",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
]
_REFUNDED = [
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TransactionType",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_TransactionNo",
    "vnp_TransactionDate",
    "vnp_CreateBy",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
]
_ANSWERED = [
    "vnp_ResponseId",
    "vnp_Command",
    "vnp_ResponseCode",
    "vnp_Message",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_BankCode",
    "vnp_PayDate",
    "vnp_TransactionNo",
    "vnp_TransactionType",
    "vnp_TransactionStatus",
    "vnp_OrderInfo",
]
_PROMOTION = ["vnp_PromotionCode", "vnp_PromotionAmount"]
_WORDS = {
    "07": "Đã trừ tiền nhưng cổng nghi ngờ giao dịch, đang xác minh",
    "09": "Thẻ hoặc tài khoản chưa đăng ký thanh toán trên mạng",
    "10": "Xác thực thông tin thẻ, tài khoản sai quá 3 lần",
    "11": "Hết thời gian thanh toán",
    "12": "Thẻ hoặc tài khoản bị khóa",
    "13": "Nhập sai mã xác thực (OTP)",
    "24": "Người nộp đã hủy",
    "51": "Tài khoản không đủ số dư",
    "65": "Tài khoản vượt hạn mức trong ngày",
    "75": "Ngân hàng đang bảo trì",
    "79": "Nhập sai mật khẩu quá số lần",
}
_REVERSED = "Đã trừ tiền nhưng không thành công; ngân hàng hoàn lại tiền"


class VNPay(Provider):
    """`merchant` of the channel is the TmnCode, `secret` the hash secret, `address` the host."""

    def begin(self, attempt: Attempt, *, back: str) -> str:
        """See the base. Nothing is sent: the browser carries the request."""
        fields = {
            "vnp_Version": _VERSION,
            "vnp_Command": "pay",
            "vnp_TmnCode": self.channel.merchant,
            "vnp_Amount": str(attempt.amount * 100),
            "vnp_CurrCode": "VND",
            "vnp_TxnRef": attempt.reference,
            "vnp_OrderInfo": f"Nop phi le phi {attempt.reference}",
            "vnp_OrderType": "other",
            "vnp_Locale": "vn",
            "vnp_ReturnUrl": back,
            "vnp_IpAddr": attempt.address or "127.0.0.1",
            "vnp_CreateDate": written(attempt.created_at),
            "vnp_ExpireDate": written(attempt.expires_at or attempt.created_at),
        }
        return f"{self._base}/paymentv2/vpcpay.html?{signed(fields, secret_of(self.channel))}"

    def ask(self, attempt: Attempt) -> Said | None:
        """See the base (`querydr`)."""
        fields = self._request("querydr", attempt) | {
            "vnp_OrderInfo": f"Hoi giao dich {attempt.reference}"
        }
        found = self._send(fields, _ASKED, [*_ANSWERED, *_PROMOTION])
        code = str(found.get("vnp_ResponseCode") or "")
        if code == "91":
            return None
        if code != "00":
            raise Unreachable(f"Cổng VNPay chưa trả lời được, mã {code[:10]}.")
        same = {"vnp_TmnCode": self.channel.merchant, "vnp_TxnRef": attempt.reference}
        if any(not _equal(str(found.get(name) or ""), value) for name, value in same.items()):
            raise Unreachable("Cổng VNPay trả lời về một giao dịch khác.")
        return said_of({name: str(value) for name, value in found.items()}, answered=True)

    def refund(self, refund: Refund, *, by: str) -> Returned:
        """See the base. VNPay refuses the same refund asked again while it is under way (94)."""
        attempt = refund.attempt
        fields = self._request("refund", attempt) | {
            "vnp_TransactionType": "02" if refund.amount == attempt.amount else "03",
            "vnp_Amount": str(refund.amount * 100),
            "vnp_TransactionNo": attempt.number or "0",
            "vnp_CreateBy": by,
            "vnp_OrderInfo": f"Hoan tra {attempt.reference}",
        }
        found = self._send(fields, _REFUNDED, _ANSWERED)
        code, state = found.get("vnp_ResponseCode"), found.get("vnp_TransactionStatus")
        number = str(found.get("vnp_TransactionNo") or "")
        if code == "94" or (code == "00" and state in {"05", "06"}):
            return Returned("pending", number, "Cổng đang chuyển yêu cầu hoàn tới ngân hàng")
        if code == "00" and state != "09":
            return Returned("done", number)
        return Returned("refused", number, f"Cổng từ chối hoàn, mã {str(code)[:10]}")

    @property
    def _base(self) -> str:
        return self.channel.address.rstrip("/") or f"{settings.BASE_URL}{TEST_GATEWAY}"

    def _request(self, command: str, attempt: Attempt) -> dict[str, str]:
        return {
            "vnp_RequestId": secrets.token_hex(16),
            "vnp_Version": _VERSION,
            "vnp_Command": command,
            "vnp_TmnCode": self.channel.merchant,
            "vnp_TxnRef": attempt.reference,
            "vnp_TransactionDate": written(attempt.created_at),
            "vnp_CreateDate": written(clock.now()),
            "vnp_IpAddr": "127.0.0.1",
        }

    def _send(self, fields: dict[str, str], own: list[str], theirs: list[str]) -> dict[str, Any]:
        """The answer, its signature checked; a failed request's may carry less than a whole one."""
        secret = secret_of(self.channel)
        mark = piped(fields, own, secret)
        found = post_json(
            f"{self._base}/merchant_webapi/api/transaction", fields | {"vnp_SecureHash": mark}
        )
        if not _equal(piped(found, theirs, secret), str(found.get("vnp_SecureHash") or "").lower()):
            raise Unreachable("Trả lời của cổng VNPay không đúng chữ ký.")
        return found


def signed(fields: Mapping[str, str], secret: str) -> str:
    """The query of the fields with their signature."""
    query = canonical(fields)
    return f"{query}&vnp_SecureHash={_hmac(query, secret)}"


def canonical(fields: Mapping[str, str]) -> str:
    """What is signed: no empty ones, keys ascending, values as a form encodes them."""
    return "&".join(
        f"{quote_plus(name)}={quote_plus(value)}" for name, value in sorted(fields.items()) if value
    )


def piped(fields: Mapping[str, Any], names: list[str], secret: str) -> str:
    """The signature of a request or an answer in JSON: values joined by `|` in a fixed order."""
    values = ("" if fields.get(name) is None else str(fields[name]) for name in names)
    return _hmac("|".join(values), secret)


def fields_of(query: str) -> dict[str, str] | None:
    """The `vnp_` fields of a notice; `None` for what no gateway sends."""
    if len(query) > _MOST:
        return None
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=60, errors="strict")
    except ValueError:
        return None
    own = [(name, value) for name, value in pairs if name.startswith("vnp_")]
    found = dict(own)
    sound = len(found) == len(own) and not any("\0" in value for value in found.values())
    return found if found and sound else None


def genuine(fields: Mapping[str, str], secret: str) -> bool:
    """Whether the notice carries the signature of whoever has the secret; in constant time."""
    plain = {name: value for name, value in fields.items() if name not in _HASHES}
    given = fields.get("vnp_SecureHash", "").lower()
    return bool(secret) and _equal(_hmac(canonical(plain), secret), given)


def same_merchant(fields: Mapping[str, str], merchant: str) -> bool:
    return _equal(fields.get("vnp_TmnCode", ""), merchant)


def said_of(fields: Mapping[str, str], *, answered: bool = False) -> Said | None:
    """What genuine fields say; `None` where their amount is no number of whole đồng.

    Paid only where result and state are both 00. In the answer to a question the result only says
    that the question was understood.
    """
    amount = fields.get("vnp_Amount", "")
    if not re.fullmatch(r"[0-9]{3,15}", amount) or int(amount) % 100:
        return None
    code, state = fields.get("vnp_ResponseCode", ""), fields.get("vnp_TransactionStatus", "")
    result = state if answered else code
    paid = result == "00" and state == "00"
    waiting = not paid and (state in {"01", "07"} or code == "07")
    words = _REVERSED if state == "04" else _WORDS.get(result, f"Cổng báo mã {result[:10]}")
    return Said(
        outcome="paid" if paid else "pending" if waiting else "failed",
        reference=fields.get("vnp_TxnRef", ""),
        amount=int(amount) // 100,
        number=fields.get("vnp_TransactionNo", "") if paid else "",
        bank=fields.get("vnp_BankCode", ""),
        code=result,
        words="" if paid else words,
        at=read_moment(fields.get("vnp_PayDate", "")),
    )


def written(moment: datetime) -> str:
    """`yyyyMMddHHmmss` in Vietnam."""
    return f"{clock.local(moment):%Y%m%d%H%M%S}"


def read_moment(text: str) -> datetime | None:
    """The moment of such a text; `None` where it is none."""
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=clock.VIETNAM)
    except ValueError:
        return None


def _hmac(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
