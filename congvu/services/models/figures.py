"""What the dossiers of an agency and a month have come to, kept counted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from congvu.directory.models import Agency


class MonthTally(models.Model):
    """Dossiers that an agency accepted in a month, and what has become of them since.

    Counted anew from the dossiers whenever one of them has changed (`actions/tallying.py`). `late`
    are those that will stay late: finished after their date, or asked for more than one supplement.
    `days` is the sum of calendar days from acceptance to the end of the `finished` ones. The lists
    hold ids of procedures.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    month = models.DateField("Ngày đầu tháng")
    accepted = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    asked_twice = models.PositiveIntegerField(default=0)
    online = models.PositiveIntegerField(default=0)
    online_whole = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
    days = models.PositiveBigIntegerField(default=0)
    with_result = models.PositiveIntegerField(default=0)
    digitised = models.PositiveIntegerField(default=0)
    reused = models.PositiveIntegerField(default=0)
    charged = models.PositiveIntegerField(default=0)
    paid_online = models.PositiveIntegerField(default=0)
    synced = models.PositiveIntegerField(default=0)
    ratings = models.PositiveIntegerField(default=0)
    overall = models.PositiveIntegerField(default=0)
    discontent = models.PositiveIntegerField(default=0)
    filed_online_for = ArrayField(models.BigIntegerField(), default=list)
    charged_for = ArrayField(models.BigIntegerField(), default=list)
    paid_online_for = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint("month", "agency", name="month_tally_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%m/%Y}: {self.accepted}"


class Uncounted(models.Model):
    """A dossier of the agency and month has changed since they were counted; never waited for."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    month = models.DateField()

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%m/%Y}"
