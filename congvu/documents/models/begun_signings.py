"""A signing that has begun at the signer's own machine and has not ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core import clock
from congvu.core.fields import MomentField
from congvu.directory.models import Appointment
from congvu.documents.models.outgoing import Attachment, Outgoing
from congvu.documents.types import SigningState
from congvu.files.models import StoredFile
from congvu.signing.models import HeldKey


class BegunSigning(models.Model):
    """Holds the document still while a program elsewhere has its file.

    Whose key it is says what is done: a person's signs, an agency's seals the document or its
    `attachment`. `base` is the very file that was given out. The addresses at which it is fetched
    and posted back carry a token each, of which only the SHA-256 is here; each serves once.
    `returned` is the SHA-256 of what came back, `problem` why it was not taken.
    """

    outgoing = models.ForeignKey(Outgoing, models.PROTECT, related_name="begun_signings")
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    signer = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    key = models.ForeignKey(HeldKey, models.PROTECT, related_name="+")
    base = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=SigningState, default=SigningState.OPEN)
    fetching = models.CharField("SHA-256 của mã tải", max_length=64, unique=True)
    posting = models.CharField("SHA-256 của mã gửi", max_length=64, unique=True)
    begun_at = MomentField(auto_now_add=True)
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    returned = models.CharField(max_length=64, blank=True, default="")
    problem = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "outgoing", condition=Q(state=SigningState.OPEN), name="signing_begun_once"
            ),
            models.CheckConstraint(
                condition=Q(state=SigningState.OPEN, ended_at=None)
                | (~Q(state=SigningState.OPEN) & Q(ended_at__isnull=False)),
                name="signing_begun_ends",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state=SigningState.OPEN),
                name="signing_begun_by_end",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Lượt {self.act} bằng USB token của {self.outgoing.label}"

    @property
    def seals(self) -> bool:
        """Whether it is the agency's seal that is put, not a person's signature."""
        return self.key.seal_of_id is not None

    @property
    def act(self) -> str:
        """What is done meanwhile."""
        return "đóng dấu" if self.seals else "ký"

    @property
    def agency_id(self) -> int:
        return self.outgoing.agency_id

    @property
    def runs(self) -> bool:
        """Whether it still holds the document."""
        return self.state == SigningState.OPEN and self.expires_at > clock.now()

    @property
    def until(self) -> str:
        """`16:21`."""
        return f"{clock.local(self.expires_at):%H:%M}"
