"""What public services do when others announce something, and what they name to apps below."""

from __future__ import annotations

from congvu.core.events import on
from congvu.documents.events import Issued
from congvu.notices.kinds import register_kind
from congvu.services.actions.results import document_issued

register_kind("services", "Hồ sơ dịch vụ công")


@on(Issued)
def take_result(event: Issued) -> None:
    """A document that was drafted as a dossier's result is its result."""
    document_issued(event.document)
