"""What the work calendar names to the apps below."""

from __future__ import annotations

from congvu.notices.kinds import register_kind

register_kind("agenda", "Lịch công tác")
