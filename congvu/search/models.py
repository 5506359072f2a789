"""The index, what people keep of their searches, and how index and data compare."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from congvu.directory.models import Appointment


class Entry(models.Model):
    """One thing in the index; written in the transaction that changes the thing.

    `marks` hold who may see it, its facets and its months; `words` the folded and the marked
    syllables with pairs of neighbours (`words.lexemes`). Both stand in one index, so that who may
    see is part of the search and not a filter after it. `digest` is of everything else.
    """

    way = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    moment = models.DateTimeField()
    dated_on = models.DateField(null=True)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=500)
    author = models.CharField(max_length=200)
    state = models.CharField(max_length=40)
    urgency = models.CharField(max_length=12)
    text = models.TextField()
    marks = ArrayField(models.CharField(max_length=40))
    words = SearchVectorField()
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint("way", "object_id", name="entry_once")]
        indexes = [GinIndex(fields=["words", "marks"], name="entry_words")]

    def __str__(self) -> str:
        return f"{self.way} {self.object_id}"


class SavedSearch(models.Model):
    """A search that somebody keeps under a name; `query` is the address's."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="saved_searches")
    name = models.CharField("Tên", max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("appointment", "name", name="saved_search_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def agency_id(self) -> int:
        return self.appointment.agency_id

    @property
    def label(self) -> str:
        return f"Tìm kiếm đã lưu “{self.name}”"


class Check(models.Model):
    """One comparison of the index with the data: how many were read, and mended."""

    at = models.DateTimeField("Lúc")
    seconds = models.FloatField()
    read = models.PositiveIntegerField("Đã đối chiếu")
    missing = models.PositiveIntegerField("Thiếu")
    stale = models.PositiveIntegerField("Sai khác")
    extra = models.PositiveIntegerField("Thừa")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at}: {self.read}"
