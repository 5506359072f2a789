"""What is known of each receiver outside, and what became of each document from outside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core import clock
from congvu.directory.models import Agency
from congvu.documents.models import Incoming, Outgoing
from congvu.exchange.models.lines import Line, Partner
from congvu.exchange.models.packets import Packet
from congvu.exchange.types import ArrivalState, DifferenceKind, RecipientState


class Recipient(models.Model):
    """An agency outside that a document goes to; `state` is folded from its evidence."""

    outgoing = models.ForeignKey(Outgoing, models.PROTECT, related_name="recipients_outside")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    packet = models.ForeignKey(Packet, models.PROTECT, null=True, related_name="recipients")
    state = models.CharField(
        "Tình trạng", max_length=14, choices=RecipientState, default=RecipientState.CHOSEN
    )
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["partner__name"]
        constraints = [
            models.UniqueConstraint("outgoing", "partner", name="exchange_recipient_once"),
            models.CheckConstraint(
                condition=Q(state="chosen") | Q(packet__isnull=False),
                name="exchange_recipient_has_packet",
            ),
        ]
        indexes = [models.Index(fields=["state", "changed_at"], name="exchange_recipients")]

    def __str__(self) -> str:
        return f"{self.outgoing} → {self.partner}"


class Evidence(models.Model):
    """One thing that is known of a recipient: the line's acceptance, or a status that it sent.

    `at` is the moment that the receiver gives, `arrived_at` when it came to us. The same status at
    the same moment is one, however often it comes.
    """

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="evidence")
    code = models.CharField(max_length=4)
    at = models.DateTimeField()
    arrived_at = models.DateTimeField(default=clock.now)
    words = models.CharField(max_length=500, blank=True, default="")
    packet = models.ForeignKey(Packet, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint("recipient", "code", "at", name="exchange_evidence_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.at}"


class Arrival(models.Model):
    """A document from outside at one of our agencies: once for its sender's document id.

    `incoming` is what it became there; a refused one has none, and `words` say why.
    """

    packet = models.ForeignKey(Packet, models.PROTECT, related_name="arrivals")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    document_id = models.CharField(max_length=200)
    incoming = models.OneToOneField(
        Incoming, models.PROTECT, null=True, related_name="arrival_outside"
    )
    state = models.CharField(max_length=8, choices=ArrivalState, default=ArrivalState.TAKEN)
    words = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "partner", "document_id", "agency", name="exchange_arrival_once"
            ),
            models.CheckConstraint(
                condition=Q(state="refused", incoming=None) | Q(incoming__isnull=False),
                name="exchange_arrival_has_document",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="exchange_arrivals")]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.agency}"


class Difference(models.Model):
    """Where both sides of a line did not agree when they were last compared.

    `receiver` is empty for what came to this installation.
    """

    line = models.ForeignKey(Line, models.CASCADE, related_name="differences")
    document_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=13, choices=DifferenceKind)
    receiver = models.CharField(max_length=35, blank=True, default="")
    here = models.CharField(max_length=20)
    there = models.CharField(max_length=20)
    found_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["document_id"]
        constraints = [
            models.UniqueConstraint(
                "line", "document_id", "receiver", name="exchange_difference_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.here} / {self.there}"
