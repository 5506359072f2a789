"""The gate at every action: whatever people type is read before anything is done with it."""

from __future__ import annotations

from typing import cast

from congvu.core.events import on
from congvu.core.offering import Offered
from congvu.directory.models import Appointment
from congvu.secrecy.actions import check_words


@on(Offered)
def read_words(offered: Offered) -> None:
    """Opinions, instructions, reports, reasons, names, fields of drafts and of paper documents."""
    check_words(offered.words, actor=cast("Appointment", offered.actor), door=offered.door)
