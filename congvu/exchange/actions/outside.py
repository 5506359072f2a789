"""What the exchange offers to documents: receivers beyond the installation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from congvu.directory.models import Appointment
from congvu.documents.actions.beyond import Beyond, BeyondRow
from congvu.documents.models import Outgoing
from congvu.exchange.actions import changing_receivers, recipients
from congvu.exchange.fields import PartnersField
from congvu.exchange.models import Partner
from congvu.exchange.queries.parties import reachable, receivers_of_earlier, standing_receivers

_HELP = "Gửi liên thông: trục văn bản quốc gia hoặc hệ thống khác."
_MANY = "Gửi liên thông mọi văn bản của lô; nơi nhận đã chọn ở từng văn bản được giữ nguyên."
_ALWAYS = "Nơi đã nhận văn bản được thay thế, đính chính luôn nhận văn bản này qua liên thông."
_NOW = "Các nơi đang có văn bản; gõ tên để thêm, bỏ tên để bớt."


class Outside(Beyond):
    """What the exchange does for documents."""

    def field(self, document: Outgoing | None) -> forms.Field | None:
        """See the base: a picker over the agencies that can be reached."""
        if not reachable().exists():
            return None
        chosen: set[int] = set()
        words = _MANY
        if document is not None and document.issued_at is not None:
            chosen, words = {one.partner_id for one in standing_receivers(document)}, _NOW
        elif document is not None:
            had = {one.partner_id for one in receivers_of_earlier(document)}
            chosen = had | {*document.recipients_outside.values_list("partner_id", flat=True)}
            words = _ALWAYS if had else _HELP
        return PartnersField(
            label="Nơi nhận ngoài hệ thống",
            required=False,
            initial=sorted(chosen),
            help_text=words,
            also=chosen,
        )

    def keys(self, chosen: Any) -> list[int]:
        """See the base."""
        return [one.pk for one in chosen]

    def add(self, document: Outgoing, keys: Sequence[int], *, actor: Appointment) -> None:  # noqa: ARG002
        """See the base."""
        before = document.recipients_outside.values_list("partner_id", flat=True)
        rows = Partner.objects.filter(pk__in={*keys, *before})
        recipients.choose(document, list(rows.select_related("line").order_by("pk")))

    def choose(self, document: Outgoing, chosen: Any, *, actor: Appointment) -> None:  # noqa: ARG002
        """See the base."""
        recipients.choose(document, list(chosen))

    def change(self, document: Outgoing, chosen: Any, *, words: str) -> str:
        """See the base."""
        return changing_receivers.change(document, list(chosen), words=words)

    def board(self, document: Outgoing) -> Sequence[BeyondRow]:
        """See the base."""
        return recipients.board(document)
