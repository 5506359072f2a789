"""What a person is told, where it leads, and by which channel it went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core import clock
from congvu.directory.models import Appointment, Person
from congvu.notices.kinds import label_of


class Delivery(models.TextChoices):
    """When a notice goes out by mail; in the office it is always seen at once."""

    NOW = "now", "Gửi ngay"
    DIGEST = "digest", "Gộp gửi mỗi sáng ngày làm việc"
    NONE = "none", "Không gửi thư"


class Notice(models.Model):
    """One sentence for one appointment, and the page that it leads to.

    `delivery` is settled when the notice is given; `mailed_at` is set once a letter has left. What
    is `to_confirm` stays unread, however often it is opened, until the person says so.
    """

    recipient = models.ForeignKey(Appointment, models.CASCADE, related_name="notices")
    text = models.CharField("Nội dung", max_length=300)
    url = models.CharField("Trang liên quan", max_length=300)
    kind = models.CharField("Loại", max_length=40, blank=True)
    urgent = models.BooleanField("Khẩn", default=False)
    to_confirm = models.BooleanField("Chờ xác nhận đã rõ", default=False)
    delivery = models.CharField("Gửi thư", max_length=6, choices=Delivery)
    created_at = models.DateTimeField("Lúc", default=clock.now)
    read_at = models.DateTimeField("Đã đọc lúc", null=True)
    mailed_at = models.DateTimeField("Đã gửi thư lúc", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notices_newest_first"),
            models.Index(
                fields=["recipient"], name="notices_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["recipient", "-id"],
                name="notices_to_confirm",
                condition=Q(to_confirm=True, read_at__isnull=True),
            ),
            models.Index(
                fields=["recipient", "id"],
                name="notices_for_digest",
                condition=Q(delivery="digest", mailed_at__isnull=True, read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def kind_label(self) -> str:
        """What people call the kind; nothing for the general one."""
        return label_of(self.kind) if self.kind else ""

    @property
    def unread(self) -> bool:
        return self.read_at is None


class Preference(models.Model):
    """How one person wants letters about one kind of notice; no row means the quiet default."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(max_length=40, blank=True)
    delivery = models.CharField(max_length=6, choices=Delivery)

    class Meta:
        constraints = [
            models.UniqueConstraint("person", "kind", name="notices_one_preference_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_delivery_display()}"
