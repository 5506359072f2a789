"""States and plain values of the exchange."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models


class LineKind(models.TextChoices):
    """How a line reaches others."""

    OWN = "own", "Hệ thống Công Vụ khác"
    VXP = "vxp", "Trục liên thông văn bản quốc gia (VXP)"
    LGSP = "lgsp", "Nền tảng tích hợp của tỉnh (LGSP)"


class Direction(models.TextChoices):
    OUT = "out", "Gửi đi"
    IN = "in", "Nhận về"


class PacketKind(models.TextChoices):
    """`messagetype` of the axis."""

    DOCUMENT = "edoc", "Văn bản"
    STATUS = "status", "Trạng thái"


class PacketState(models.TextChoices):
    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    DEAD = "dead", "Không gửi được"
    CANCELLED = "cancelled", "Đã hủy, chưa gửi"
    RECEIVED = "received", "Đã nhận, chờ xử lý"
    TAKEN = "taken", "Đã xử lý"
    HELD = "held", "Giữ lại, nơi gửi chưa đăng ký"
    REFUSED = "refused", "Không tiếp nhận"


class Verdict(models.TextChoices):
    """What a packet's signature was worth when it came (or went)."""

    NONE = "none", "Không có chữ ký gói tin"
    VALID = "valid", "Chữ ký gói tin hợp lệ"
    UNKNOWN = "unknown", "Chưa xác định được chữ ký gói tin"
    INVALID = "invalid", "Chữ ký gói tin không hợp lệ"


class RecipientState(models.TextChoices):
    """What the sender knows of a receiver outside."""

    CHOSEN = "chosen", "Sẽ gửi khi phát hành"
    WAITING = "waiting", "Chờ gửi"
    FAILED = "failed", "Chưa gửi được"
    SENT = "sent", "Đã gửi"
    ARRIVED = "arrived", "Đã đến, chờ vào sổ"
    RETURNED = "returned", "Đã trả lại"
    REGISTERED = "registered", "Đã vào sổ"
    ASSIGNED = "assigned", "Đã phân công"
    PROCESSING = "processing", "Đang xử lý"
    FINISHED = "finished", "Đã xử lý xong"
    RECALL_ASKED = "recall_asked", "Đã yêu cầu thu hồi"
    RECALLED = "recalled", "Đã thu hồi"
    RECALL_REFUSED = "recall_refused", "Không đồng ý thu hồi"


class ArrivalState(models.TextChoices):
    """What became, at one of our agencies, of a document from outside."""

    TAKEN = "taken", "Đã chuyển văn thư"
    REFUSED = "refused", "Không tiếp nhận"
    RECALLED = "recalled", "Đã thu hồi"


SENT = "sent"
"""The evidence that the line took the packet, beside the nine codes of the format."""
FOLLOWED = "next"
"""The evidence that what replaces or corrects the document was written to its receiver."""

ANSWERED = "re"
"""The evidence that the receiver has sent a document in answer."""


@dataclass(frozen=True)
class Parcel:
    """A packet as a provider sends it. `path_id` of it in the store is its SHA-256."""

    sha256: str
    size: int
    kind: str
    document_id: str
    sender: str
    receivers: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Accepted:
    """What the other side said when it took the packet.

    `receipt` is its signed receipt, empty where the line gives none; `at` is its moment.
    """

    axis_id: str
    receipt: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """A packet that waits for us on an axis."""

    axis_id: str
    kind: str


@dataclass(frozen=True)
class Held:
    """A packet for us that an axis keeps, and what the axis believes became of it (`status`:
    `initial`, `processing`, `done`, `fail`).
    """

    axis_id: str
    kind: str
    status: str


@dataclass(frozen=True)
class Carried:
    """What an axis knows of a packet of ours at one receiver; `status` as of `Held`."""

    receiver: str
    status: str


class DifferenceKind(models.TextChoices):
    """How both sides of a line differ; the label explains it to the operator."""

    NOT_THERE = (
        "not_there",
        "Bên kia không có văn bản này. Đã tự gửi lại đúng gói tin cũ; nơi nhận không thành hai.",
    )
    STATUS = (
        "status",
        "Trạng thái bên kia báo chưa về đến đây. Đã lấy theo kết quả đối chiếu.",
    )
    NOT_FETCHED = (
        "not_fetched",
        "Trục đã nhận nhưng hệ thống nơi nhận chưa lấy về. Nếu kéo dài, xin báo nơi nhận.",
    )
    NOT_TOLD = (
        "not_told",
        "Nơi nhận đã lấy về nhưng chưa báo “đã đến”. Không gửi lại; xin hỏi nơi nhận nếu cần.",
    )
    FAILED_THERE = (
        "failed_there",
        "Hệ thống nơi nhận báo lỗi khi lấy về. Xin liên hệ nơi nhận trước khi phát hành lại.",
    )
    NOT_HERE = (
        "not_here",
        "Trục ghi đã giao cho hệ thống này nhưng ở đây không có. Đã lấy lại từ trục.",
    )
    NOT_CONFIRMED = (
        "not_confirmed",
        "Ở đây đã nhận nhưng trục chưa ghi. Đã báo lại cho trục.",
    )


@dataclass(frozen=True)
class DirectoryEntry:
    """An agency as an axis's directory has it."""

    code: str
    old_code: str
    name: str
    email: str = ""
    deleted: bool = False
