"""States and plain values of what is to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import models


class LineKind(models.TextChoices):
    """Luật Phí và lệ phí 2015, Article 3."""

    FEE = "fee", "Lệ phí"
    CHARGE = "charge", "Phí"


class PayableState(models.TextChoices):
    DUE = "due", "Chờ nộp"
    PAID = "paid", "Đã nộp"
    CANCELLED = "cancelled", "Đã hủy"
    REFUNDING = "refunding", "Đang hoàn trả"
    REFUNDED = "refunded", "Đã hoàn trả"


class Way(models.TextChoices):
    """How money comes. What a `Channel` of the kind is set up for can be chosen."""

    VNPAY = "vnpay", "Cổng VNPay"
    VIETQR = "vietqr", "Chuyển khoản bằng mã VietQR"
    NATIONAL = "national", "Nền tảng thanh toán quốc gia"
    PAYGOV = "paygov", "PayGov"
    CASH = "cash", "Tiền mặt tại quầy"
    POST = "post", "Bưu điện thu hộ"


GATEWAYS = frozenset({Way.VNPAY, Way.NATIONAL, Way.PAYGOV})


class AttemptState(models.TextChoices):
    WAITING = "waiting", "Chờ xác nhận"
    PAID = "paid", "Thành công"
    FAILED = "failed", "Không thành công"
    EXPIRED = "expired", "Quá thời gian"


class Source(models.TextChoices):
    """From where something was heard of an attempt."""

    NOTICE = "notice", "Cổng báo đến"
    RETURN = "return", "Trình duyệt quay về"
    QUERY = "query", "Hỏi lại cổng"


class Verdict(models.TextChoices):
    """What a notice was found to be. Only the first two have changed anything."""

    PAID = "paid", "Đã ghi nhận tiền nộp"
    FAILED = "failed", "Đã ghi nhận không thành công"
    PENDING = "pending", "Cổng chưa có kết quả"
    REPEATED = "repeated", "Đã ghi nhận từ trước, không thay đổi gì"
    SHOWN = "shown", "Chỉ để hiển thị, không làm căn cứ"
    UNKNOWN = "unknown", "Không có lượt thanh toán này"
    AMOUNT = "amount", "Sai số tiền, không ghi nhận"
    SIGNATURE = "signature", "Sai chữ ký, không ghi nhận"
    MERCHANT = "merchant", "Sai đơn vị thụ hưởng, không ghi nhận"
    ADDRESS = "address", "Sai địa chỉ gửi, không ghi nhận"
    BROKEN = "broken", "Không đọc được"
    ERROR = "error", "Lỗi khi ghi nhận, cổng sẽ báo lại"


class RefundState(models.TextChoices):
    ASKED = "asked", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt, đang trả"
    DONE = "done", "Đã trả"
    REFUSED = "refused", "Không duyệt"
    FAILED = "failed", "Cổng không trả được"


class AccountKind(models.TextChoices):
    CASH = "cash", "Tiền mặt tại quầy"
    BANK = "bank", "Tiền gửi ngân hàng"
    GATEWAY = "gateway", "Tiền ở cổng, chờ về tài khoản"
    POST = "post", "Tiền bưu điện thu hộ, chờ chuyển về"
    TRANSIT = "transit", "Tiền bưu điện đã chuyển, chờ ngân hàng báo có"
    FEES = "fees", "Thu lệ phí"
    CHARGES = "charges", "Thu phí"
    SURPLUS = "surplus", "Tiền nộp thừa phải trả"
    REFUNDS = "refunds", "Tiền phải hoàn trả"
    COST = "cost", "Phí dịch vụ của cổng"
    UNEXPLAINED = "unexplained", "Tiền vào chưa rõ nguồn"


class EntryKind(models.TextChoices):
    PAYMENT = "payment", "Thu tiền"
    SURPLUS = "surplus", "Nộp thừa"
    REFUND = "refund", "Quyết định hoàn trả"
    PAYBACK = "payback", "Đã trả tiền hoàn"
    RESTORED = "restored", "Không hoàn trả được, ghi lại"
    BANK = "bank", "Tiền vào chưa rõ nguồn"
    PAYOUT = "payout", "Cổng, bưu điện chuyển tiền về"
    ASSIGNED = "assigned", "Xác định nguồn tiền"


class StatementState(models.TextChoices):
    DRAFT = "draft", "Chờ ghi sổ"
    POSTED = "posted", "Đã ghi sổ"
    DROPPED = "dropped", "Đã bỏ"


class LineState(models.TextChoices):
    """What a line of a statement was found to be."""

    WRONG = "wrong", "Có lỗi"
    DOUBLE = "double", "Đã có trong sao kê trước"
    OUT = "out", "Tiền ra"
    MATCHED = "matched", "Khớp khoản phải nộp"
    UNMATCHED = "unmatched", "Chưa rõ nguồn"
    SETTLED = "settled", "Đã xử lý"


class DifferenceKind(models.TextChoices):
    GATEWAY_ONLY = "gateway_only", "Cổng báo đã trả, sổ chưa ghi"
    LEDGER_ONLY = "ledger_only", "Sổ đã ghi, cổng báo không có"
    GATEWAY_AMOUNT = "gateway_amount", "Sổ và cổng khác số tiền"
    GATEWAY_SILENT = "gateway_silent", "Cổng chưa trả lời"
    NOT_PAID_OUT = "not_paid_out", "Cổng chưa chuyển tiền về tài khoản"
    BANK_ONLY = "bank_only", "Tiền vào tài khoản chưa rõ nguồn"
    POST_AMOUNT = "post_amount", "Bưu điện thu khác số phải nộp"
    POST_REMITTED = "post_remitted", "Bưu điện chuyển về khác số đã thu"
    NOT_REMITTED = "not_remitted", "Bưu điện chưa chuyển tiền thu hộ"


@dataclass(frozen=True)
class Line:
    """One thing that is charged for. `amount` in whole đồng, `kind` is lệ phí or phí."""

    code: str
    name: str
    kind: Literal["fee", "charge"]
    amount: int


@dataclass(frozen=True)
class Payer:
    """Who owes. Only the name is required; `identity` is that of a person or of an enterprise."""

    name: str
    identity: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Said:
    """What a gateway says of one attempt, read from its own words and already found genuine.

    `amount` in whole đồng; `number` is the gateway's own for the transaction, `code` its result.
    """

    outcome: Literal["paid", "failed", "pending"]
    reference: str
    amount: int
    number: str = ""
    bank: str = ""
    code: str = ""
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Carried:
    """What the post says of money that it collects for an order, in whole đồng.

    `asked` is what the order told it to collect; `collected` and `remitted` are its sums so far.
    """

    order: str
    tracking: str
    asked: int
    collected: int = 0
    remitted: int = 0
