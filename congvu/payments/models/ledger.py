"""The ledger: double entry, whole đồng, nothing ever changed or removed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core import clock
from congvu.directory.models import Agency, Appointment
from congvu.payments.models.channels import Channel
from congvu.payments.models.payables import Attempt, Payable
from congvu.payments.types import AccountKind, EntryKind


class Account(models.Model):
    """A ledger account of an agency; those of banks and gateways one for each channel."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="accounts")
    kind = models.CharField("Tài khoản", max_length=11, choices=AccountKind)
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="accounts")

    class Meta:
        ordering = ["kind", "channel"]
        constraints = [
            models.UniqueConstraint(
                "agency", "kind", "channel", name="payments_account_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        name = str(self.get_kind_display())
        return f"{name} ({self.channel.name})" if self.channel else name


class Entry(models.Model):
    """One thing that was booked, once: `key` names what it is booked for."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField("Nghiệp vụ", max_length=8, choices=EntryKind)
    key = models.CharField(max_length=60)
    words = models.CharField("Diễn giải", max_length=300)
    payable = models.ForeignKey(Payable, models.PROTECT, null=True, related_name="entries")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="entries")
    by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    booked_at = models.DateTimeField("Lúc", default=clock.now)
    on = models.DateField("Ngày", default=clock.today)

    class Meta:
        ordering = ["-booked_at", "-id"]
        constraints = [models.UniqueConstraint("key", name="payments_entry_once")]
        indexes = [models.Index(fields=["agency", "-booked_at", "-id"], name="payments_entries")]

    def __str__(self) -> str:
        return self.words


class Posting(models.Model):
    """One side of an entry: either a debit or a credit, in whole đồng."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    debit = models.PositiveBigIntegerField("Nợ", default=0)
    credit = models.PositiveBigIntegerField("Có", default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
                name="payments_posting_one_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.debit} / {self.credit}"
