"""Weekdays on which the province does not work, and weekend days on which it does."""

from __future__ import annotations

from django.db import models


class DayKind(models.TextChoices):
    OFF = "off", "Ngày nghỉ"
    WORKING = "working", "Ngày làm bù"


class CalendarYear(models.Model):
    """A year whose days stand in the table and are the administrators' to edit.

    Every change of one of its days raises `version`; the sum over all years tells a process
    whether the days that it holds in memory are still those of the table.
    """

    year = models.PositiveSmallIntegerField("Năm", primary_key=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class SpecialDay(models.Model):
    """A public holiday, a day off in its stead, or a weekend day that is worked in exchange."""

    # The calendar is the whole province's: 0 stands for no agency of its own.
    agency_id = 0

    year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days", editable=False)
    date = models.DateField("Ngày")
    name = models.CharField("Tên ngày", max_length=120)
    kind = models.CharField("Loại ngày", max_length=8, choices=DayKind, default=DayKind.OFF)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint("date", name="workdays_one_row_a_day"),
            models.CheckConstraint(
                condition=models.Q(date__year=models.F("year_id")), name="workdays_day_in_its_year"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.name} ({self.date:%d/%m/%Y})"
