"""Stored contents, and the names under which people know them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.directory.models import Agency, Appointment


class TextState(models.TextChoices):
    """What is known of the words inside a content."""

    WAITING = "waiting", "Đang chờ đọc nội dung"
    READ = "read", "Đã đọc nội dung"
    NONE = "none", "Không có chữ để đọc"
    WITHHELD = "withheld", "Tạm giữ vì có dấu hiệu bí mật nhà nước"


OUTSIDE = "outside"
"""The upload key of a file that another system has sent."""


class Blob(models.Model):
    """Bytes, kept once however many names they have; the store finds them by `sha256`.

    `size` is in bytes, `text` is what a search reads. A withheld content is given to nobody.
    """

    sha256 = models.CharField("Mã băm SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("Dung lượng")
    media_type = models.CharField("Loại nội dung", max_length=100)
    text = models.TextField("Nội dung chữ", blank=True, default="")
    text_state = models.CharField(
        "Tình trạng đọc", max_length=8, choices=TextState, default=TextState.WAITING
    )
    created_at = models.DateTimeField("Thời điểm lưu", auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("sha256", name="blob_sha256_unique"),
            models.CheckConstraint(
                condition=~Q(text_state=TextState.WITHHELD) | Q(text=""),
                name="blob_withheld_without_text",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class StoredFile(models.Model):
    """A content under a name, in an agency; who brought it, or nobody when the product made it.

    `upload_key` is made by the sender's browser, once per file: sending the same key again gives
    the file that already stands.
    """

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="files")
    name = models.CharField("Tên tệp", max_length=160)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    upload_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    created_at = models.DateTimeField("Thời điểm tải lên", auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "uploaded_by",
                "upload_key",
                name="file_upload_once",
                condition=~Q(upload_key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sha256(self) -> str:
        return self.blob.sha256

    @property
    def size(self) -> int:
        return self.blob.size

    @property
    def media_type(self) -> str:
        return self.blob.media_type

    @property
    def label(self) -> str:
        return self.name
