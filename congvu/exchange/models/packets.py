"""Packets, one row for each that goes or has come: its bytes lie in the store under their hash."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core import clock
from congvu.documents.models import Outgoing
from congvu.exchange.models.lines import Line, Partner
from congvu.exchange.types import Direction, PacketKind, PacketState, Verdict


class Packet(models.Model):
    """A message in the national format.

    Going out, the row is written with the change that asks for it; the bytes are made once, before
    the first attempt, and every attempt sends the same. `business` is the type of a document
    message (`lists_receivers`: an update of who receives it), `code` that of a status; `receiver`
    is whom it is for, where it is for one alone.
    `leased_until` says that a worker is at it; when it dies, the lease runs out. Coming in,
    `axis_id` is the line's own name for it: a second one of the same name is the same packet and
    gets the same `receipt`.
    """

    line = models.ForeignKey(Line, models.PROTECT, related_name="packets")
    direction = models.CharField(max_length=3, choices=Direction)
    kind = models.CharField("Loại", max_length=6, choices=PacketKind)
    business = models.PositiveSmallIntegerField("Nghiệp vụ", default=0)
    lists_receivers = models.BooleanField(default=False)
    code = models.CharField("Mã trạng thái", max_length=2, blank=True, default="")
    document_id = models.CharField("Mã văn bản", max_length=200)
    document_code = models.CharField("Số, ký hiệu", max_length=60, blank=True, default="")
    sender = models.CharField("Nơi gửi", max_length=35)
    receiver = models.ForeignKey(
        Partner, models.PROTECT, null=True, related_name="+", db_index=False
    )
    outgoing = models.ForeignKey(Outgoing, models.PROTECT, null=True, related_name="packets")
    arrival = models.ForeignKey(
        "exchange.Arrival", models.PROTECT, null=True, related_name="statuses"
    )
    words = models.TextField("Nội dung", blank=True, default="")
    said_at = models.DateTimeField(default=clock.now)
    state = models.CharField("Tình trạng", max_length=9, choices=PacketState)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField("Dung lượng", default=0)
    axis_id = models.CharField("Mã trên đường truyền", max_length=100, blank=True, default="")
    verdict = models.CharField("Chữ ký", max_length=7, choices=Verdict, default=Verdict.NONE)
    receipt = models.TextField(blank=True, default="")
    attempts = models.PositiveIntegerField("Số lần thử", default=0)
    next_at = models.DateTimeField("Thử lại lúc", default=clock.now)
    leased_until = models.DateTimeField(null=True)
    fault = models.PositiveSmallIntegerField("Mã lỗi", default=0)
    error = models.CharField("Nguyên nhân", max_length=500, blank=True, default="")
    created_at = models.DateTimeField("Lúc", default=clock.now)
    done_at = models.DateTimeField("Xong lúc", null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "line", "axis_id", name="exchange_packet_once", condition=Q(direction="in")
            ),
            models.UniqueConstraint(
                "arrival",
                "code",
                name="exchange_status_once",
                condition=Q(arrival__isnull=False) & ~Q(code__in=["15", "16"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["line", "id"],
                name="exchange_to_send",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["line", "id"],
                name="exchange_to_take",
                condition=Q(state="received"),
            ),
            models.Index(
                fields=["line", "document_id", "id"],
                name="exchange_in_turn",
                condition=Q(state__in=["waiting", "received"]),
            ),
            models.Index(
                fields=["receiver", "id"],
                name="exchange_to_receiver",
                condition=Q(state="waiting", receiver__isnull=False),
            ),
            models.Index(fields=["state", "-id"], name="exchange_by_state"),
            models.Index(fields=["direction", "document_id"], name="exchange_by_document"),
            models.Index(fields=["done_at"], name="exchange_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_id}"

    @property
    def label(self) -> str:
        what = f"trạng thái {self.code}" if self.code else "văn bản"
        whom = f" gửi {self.receiver.name}" if self.receiver else ""
        return f"Gói tin {what} {self.document_code or self.document_id}{whom}"

    @property
    def agency_id(self) -> int:
        """In whose journal it stands: the agency that keeps the line."""
        return self.line.agency_id
