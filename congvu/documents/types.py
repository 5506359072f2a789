"""States and plain values of documents."""

from __future__ import annotations

from django.db import models


class Urgency(models.TextChoices):
    """Độ khẩn (NĐ 30/2020, Annex I, box 10b)."""

    NORMAL = "normal", "Thường"
    URGENT = "urgent", "Khẩn"
    VERY_URGENT = "very_urgent", "Thượng khẩn"
    EXPRESS = "express", "Hỏa tốc"


class Circulation(models.TextChoices):
    """Chỉ dẫn phạm vi lưu hành (box 11)."""

    OPEN = "", "Không hạn chế"
    RETURN = "return", "Xem xong trả lại"
    INTERNAL = "internal", "Lưu hành nội bộ"


class OutgoingState(models.TextChoices):
    DRAFT = "draft", "Đang soạn thảo"
    SUBMITTED = "submitted", "Đang trình"
    SENT_BACK = "sent_back", "Bị trả lại"
    SIGNED = "signed", "Đã ký, chờ cấp số"
    NUMBERED = "numbered", "Đã cấp số, chờ đóng dấu"
    ISSUED = "issued", "Đã phát hành"
    REPLACED = "replaced", "Đã được thay thế"
    RECALLED = "recalled", "Đã thu hồi"
    CANCELLED = "cancelled", "Đã hủy"


class BatchKind(models.TextChoices):
    SIGN = "sign", "Ký số nhiều văn bản"
    ISSUE = "issue", "Phát hành nhiều văn bản"


class BatchItemState(models.TextChoices):
    WAITING = "waiting", "Chưa thực hiện"
    DONE = "done", "Xong"
    REFUSED = "refused", "Chưa được"


class SigningState(models.TextChoices):
    """Of a signing at the signer's own machine."""

    OPEN = "open", "Đang ký"
    DONE = "done", "Đã ký"
    REFUSED = "refused", "Không được nhận"
    CANCELLED = "cancelled", "Đã hủy"
    EXPIRED = "expired", "Hết thời hạn"


class Relation(models.TextChoices):
    """What a document does to an earlier one (NĐ 30/2020, Article 18.2)."""

    REPLACES = "replaces", "Thay thế"
    CORRECTS = "corrects", "Đính chính"


class IncomingState(models.TextChoices):
    ARRIVED = "arrived", "Chờ vào sổ"
    REGISTERED = "registered", "Đã vào sổ, chờ chỉ đạo"
    ASSIGNED = "assigned", "Đang xử lý"
    FINISHED = "finished", "Đã xử lý xong"
    RETURNED = "returned", "Đã trả lại nơi gửi"
    RECALLED = "recalled", "Nơi gửi đã thu hồi"


class AssignmentState(models.TextChoices):
    WAITING = "waiting", "Chưa xử lý"
    IN_PROGRESS = "in_progress", "Đang xử lý"
    DONE = "done", "Đã hoàn thành"
    RETURNED = "returned", "Đã trả lại người giao"
    STOPPED = "stopped", "Đã dừng"


OPEN_SHARES = (AssignmentState.WAITING, AssignmentState.IN_PROGRESS)
"""The states in which a share still asks for work."""


class ExtensionState(models.TextChoices):
    ASKED = "asked", "Đang xin gia hạn"
    GRANTED = "granted", "Được gia hạn"
    REFUSED = "refused", "Không được gia hạn"
    WITHDRAWN = "withdrawn", "Đã rút"


class Part(models.TextChoices):
    """Whose work it is (NĐ 30/2020, Article 23)."""

    LEAD = "lead", "Chủ trì"
    COORDINATE = "coordinate", "Phối hợp"
    INFORMED = "informed", "Để biết"


class Label(models.TextChoices):
    """What somebody marks a document with for themselves."""

    IMPORTANT = "important", "Quan trọng"
    ANSWER = "answer", "Cần trả lời"
    REFERENCE = "reference", "Tham khảo"


class RegisterKind(models.TextChoices):
    INCOMING = "incoming", "Sổ đăng ký văn bản đến"
    OUTGOING = "outgoing", "Sổ đăng ký văn bản đi"
    COPIES = "copies", "Sổ đăng ký bản sao"


class GapReason(models.TextChoices):
    """Why a number of a register has no document."""

    PAPER = "paper", "Đăng ký trên sổ giấy trước khi mở sổ này"
    RETURNED = "returned", "Văn bản đã trả lại nơi gửi"
    CANCELLED = "cancelled", "Văn bản đã hủy sau khi cấp số"
    RESERVED = "reserved", "Số giữ trước, không dùng"
    OTHER = "other", "Lý do khác"


class CaseFileState(models.TextChoices):
    PLANNED = "planned", "Trong danh mục, chưa mở"
    OPEN = "open", "Đang lập"
    CLOSED = "closed", "Đã kết thúc, chờ nộp lưu"
    HANDED_OVER = "handed_over", "Đã nộp lưu"


class CaseFileRights(models.TextChoices):
    """Chế độ sử dụng (Annex VI)."""

    UNRESTRICTED = "unrestricted", "Không hạn chế"
    RESTRICTED = "restricted", "Hạn chế"


class PastImportState(models.TextChoices):
    PREVIEW = "preview", "Chờ xem lại"
    RUNNING = "running", "Đang nhập"
    DONE = "done", "Đã nhập xong"


class PastRowState(models.TextChoices):
    READY = "ready", "Hợp lệ"
    WRONG = "wrong", "Có lỗi"
    TWIN = "twin", "Đã có trong hệ thống"
    DONE = "done", "Đã nhập"


class Source(models.TextChoices):
    EDITOR = "editor", "Soạn trên hệ thống"
    UPLOAD = "upload", "Tải tệp PDF lên"
