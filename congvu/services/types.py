"""States and plain values of public services."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from congvu.directory.models import Agency, Appointment
from congvu.files.models import StoredFile


class Level(models.IntegerChoices):
    """Levels of NĐ 43/2011, Article 3; since NĐ 42/2022: up to 3 một phần, 4 toàn trình."""

    TWO = 2, "Mức độ 2"
    THREE = 3, "Mức độ 3 (một phần)"
    FOUR = 4, "Mức độ 4 (toàn trình)"


class DefinitionState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    PUBLISHED = "published", "Đang áp dụng"
    WITHDRAWN = "withdrawn", "Thôi áp dụng"


class DossierState(models.TextChoices):
    """The ten states of the National Public Service Portal, in its order (codes 1 to 10)."""

    FILED = "filed", "Mới đăng ký"
    ACCEPTED = "accepted", "Được tiếp nhận"
    REFUSED = "refused", "Không được tiếp nhận"
    IN_PROGRESS = "in_progress", "Đang xử lý"
    SUPPLEMENT = "supplement", "Yêu cầu bổ sung giấy tờ"
    PAYMENT = "payment", "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = "withdrawn", "Công dân yêu cầu rút hồ sơ"
    STOPPED = "stopped", "Dừng xử lý"
    DONE = "done", "Đã xử lý xong"
    RETURNED = "returned", "Đã trả kết quả"


NATIONAL_CODES = {state: number for number, state in enumerate(DossierState.values, 1)}
WORKING = (DossierState.ACCEPTED, DossierState.IN_PROGRESS)
OPEN = (DossierState.FILED, *WORKING, DossierState.SUPPLEMENT, DossierState.PAYMENT)
"""The states in which somebody still owes something."""
ANSWERED = (DossierState.DONE, DossierState.RETURNED)
"""The states in which a dossier has its result."""
ENDED = tuple(state for state in DossierState if state not in OPEN)
UNNUMBERED = (DossierState.FILED, DossierState.REFUSED, DossierState.WITHDRAWN,
              DossierState.SUPPLEMENT)  # fmt: skip
"""The states in which a dossier may be without a code: it was never accepted."""


class Channel(models.IntegerChoices):
    """How the dossier came (the national portal's codes)."""

    DESK = 1, "Trực tiếp"
    ONLINE = 2, "Trực tuyến"
    POST = 3, "Bưu chính công ích"


class Delivery(models.IntegerChoices):
    """How the applicant wants the result."""

    DESK = 1, "Nhận tại Bộ phận Một cửa"
    ONLINE = 2, "Nhận bản điện tử trong tài khoản"
    POST = 3, "Nhận qua bưu chính công ích"


class ApplicantKind(models.IntegerChoices):
    CITIZEN = 1, "Công dân"
    ORGANISATION = 2, "Tổ chức, doanh nghiệp"


class SlipKind(models.TextChoices):
    """The forms of Thông tư 01/2018/TT-VPCP, by their numbers in its annex."""

    ACKNOWLEDGEMENT = "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    SUPPLEMENT = "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    REFUSAL = "03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    APOLOGY = "04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
    CONTROL = "05", "Phiếu kiểm soát quá trình giải quyết hồ sơ"
    REGISTER = "06", "Sổ theo dõi hồ sơ"


class PauseReason(models.TextChoices):
    SUPPLEMENT = "supplement", "Chờ người nộp bổ sung hồ sơ"
    PAYMENT = "payment", "Chờ người nộp thực hiện nghĩa vụ tài chính"


class UseKind(models.TextChoices):
    """What was done with a paper or result that a citizen has handed in or received."""

    ATTACHED = "attached", "Đính kèm lại"
    READ = "read", "Cơ quan mở xem"
    OPENED = "opened", "Ông/bà mở xem"


class SyncState(models.TextChoices):
    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    REFUSED = "refused", "Bên nhận từ chối"


class PostDirection(models.TextChoices):
    PICK_UP = "pick_up", "Thu gom hồ sơ tại nhà"
    DELIVER = "deliver", "Chuyển trả kết quả"


class PostState(models.TextChoices):
    WAITING = "waiting", "Chờ gửi bưu cục"
    ORDERED = "ordered", "Bưu cục đã nhận đơn"
    COLLECTED = "collected", "Bưu tá đã lấy"
    ON_THE_WAY = "on_the_way", "Đang chuyển"
    DELIVERED = "delivered", "Đã giao"
    FAILED = "failed", "Không giao được"


CARRIED = frozenset({PostState.ORDERED, PostState.COLLECTED, PostState.ON_THE_WAY})


@dataclass(frozen=True)
class Contact:
    """Who files: as printed on the acknowledgement. `identity` is CCCD, CMND or tax code."""

    name: str
    identity: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    kind: int = ApplicantKind.CITIZEN


@dataclass(frozen=True)
class Proved:
    """Who an identity provider says somebody is; issuer and subject together name them for good.

    `email` and `phone` only where the provider has proved them itself, `identity` where it is a
    right number of CCCD or CMND.
    """

    issuer: str
    subject: str
    name: str = ""
    identity: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Submission:
    """A whole dossier as it is filed; `key` makes the same filing again the same dossier.

    `answers` are those of `definitions.check`; `papers` hold the files by the papers' codes.
    """

    key: uuid.UUID
    agency: Agency
    contact: Contact
    answers: Mapping[str, object]
    papers: tuple[tuple[str, StoredFile], ...] = ()
    channel: int = Channel.ONLINE
    delivery: int = Delivery.ONLINE
    delivery_address: str = ""
    declaration: StoredFile | None = None
    consent: str = ""


@dataclass(frozen=True)
class Item:
    """One thing asked for in a supplement: a field or paper, its ground, how to mend it."""

    target: str
    label: str
    ground: str
    remedy: str


@dataclass(frozen=True)
class Reckoned:
    """A due moment and why, line by line; `due` is empty while time stands still."""

    due: datetime | None
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Onward:
    """How a step is left: its move, words, and who takes the next (nobody: its queue)."""

    move: str
    words: str = ""
    to: Appointment | None = None
    answers: Mapping[str, object] = field(default_factory=dict)


SMALL = 5
"""Counts under this are not told in public: they would tell of single people."""


def share_of(part: int, whole: int, *, suppressed: bool = True) -> int | None:
    """Percent; nothing of nothing, nor where the whole, the part or the rest is too small."""
    if whole == 0:
        return None
    rest = whole - part
    small = whole < SMALL or 0 < part < SMALL or 0 < rest < SMALL
    return None if suppressed and small else round(100 * part / whole)
