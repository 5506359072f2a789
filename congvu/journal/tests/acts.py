"""Acts for tests."""

from __future__ import annotations

from congvu.core.acts import Act
from congvu.directory.models import Agency, Appointment


def act(agency: Agency, actor: Appointment | None = None, **changes: object) -> Act:
    """An act on draft 7 of the agency."""
    values: dict[str, object] = {
        "name": "draft.submit",
        "label": "Trình ký",
        "agency_id": agency.pk,
        "actor": actor,
        "subject_type": "documents.draft",
        "subject_id": 7,
        "subject_label": "V/v tăng cường ứng dụng CNTT",
        "state_before": "draft",
        "state_after": "submitted",
    }
    return Act(**{**values, **changes})  # type: ignore[arg-type]
