"""An append-only record of every act, hash-chained per agency."""

from __future__ import annotations

from django.db import models

from congvu.directory.models import Agency, Appointment

GENESIS = "0" * 64


class Chain(models.Model):
    """The end of one agency's chain: its row is the lock under which entries are appended."""

    agency = models.OneToOneField(
        Agency, models.PROTECT, primary_key=True, related_name="journal_chain"
    )
    seq = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.seq}"


class Entry(models.Model):
    """One act: who, acting as whom, did what, on what, when, from where; never its contents.

    What names people and things is kept as it read at the time. `hash` covers everything else in
    the row, `previous` (the hash of the entry before) included. The database refuses to change or
    delete a row (migration 0002).
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField("Số thứ tự")
    at = models.DateTimeField("Thời điểm")
    actor = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    person = models.TextField("Người thực hiện", blank=True)
    acting_as = models.TextField("Với tư cách", blank=True)
    action = models.TextField("Mã hành động")
    label = models.TextField("Hành động")
    subject_type = models.TextField(blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.TextField("Đối tượng", blank=True)
    state_before = models.TextField(blank=True)
    state_after = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    address = models.TextField("Địa chỉ mạng", blank=True)
    device = models.TextField("Thiết bị", blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("agency", "seq", name="journal_entry_gapless")]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="journal_by_subject"),
            models.Index(fields=["agency", "actor", "seq"], name="journal_by_actor"),
            models.Index(fields=["agency", "action", "seq"], name="journal_by_action"),
            models.Index(fields=["agency", "at"], name="journal_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.subject_label}"


class Anchor(models.Model):
    """Where a chain ended on a day: an entry that later goes missing from its end is missed here.

    A copy of each day's anchors lies outside the database. Append-only like the entries.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    on = models.DateField("Ngày")
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "on"]
        constraints = [models.UniqueConstraint("agency", "on", name="journal_anchor_once_a_day")]

    def __str__(self) -> str:
        return f"{self.agency_id}, {self.on}: {self.seq}"
