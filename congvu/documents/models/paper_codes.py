"""The code by which a paper print of an issued document is checked."""

from __future__ import annotations

import secrets

from django.db import models

from congvu.core.fields import MomentField
from congvu.directory.models import Appointment
from congvu.documents.models.outgoing import Outgoing


def new_token() -> str:
    """Twenty letters and figures that nobody guesses, easy to type from paper."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(20))


class PaperCode(models.Model):
    """Made with the first print; whoever holds the paper may ask by it."""

    outgoing = models.OneToOneField(Outgoing, models.PROTECT, related_name="paper_code")
    token = models.CharField(max_length=20, unique=True, default=new_token)
    made_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    made_at = MomentField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Mã đối chiếu của {self.outgoing}"

    @property
    def agency_id(self) -> int:
        return self.outgoing.agency_id

    @property
    def label(self) -> str:
        return str(self)
