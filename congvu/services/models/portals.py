"""Other portals that file dossiers by program."""

from __future__ import annotations

from django.db import models

from congvu.core.fields import MomentField


class Portal(models.Model):
    """A portal that may file: known by a token, of which only the hash is kept."""

    name = models.CharField("Tên cổng", max_length=120)
    hash = models.CharField(max_length=64, unique=True)
    active = models.BooleanField("Được nộp hồ sơ", default=True)
    made_at = MomentField(auto_now_add=True)
    used_at = models.DateTimeField("Dùng gần nhất", null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def agency_id(self) -> int:
        """The province's journal keeps what is done to it."""
        return 0

    @property
    def label(self) -> str:
        return f"Cổng “{self.name}”"
