"""What payments name to the apps below."""

from __future__ import annotations

from congvu.notices.kinds import register_kind

register_kind("payments", "Thu phí, lệ phí")
