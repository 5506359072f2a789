"""Everything that can happen to the index and to kept searches."""

from __future__ import annotations

from congvu.core.actions import command
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.search.models import SavedSearch
from congvu.search.writing import indexed_at_the_end, reindex, write

__all__ = ["drop_search", "indexed_at_the_end", "keep_search", "reindex", "write"]
_KEPT = 30


@command("Lưu tìm kiếm", who=lambda actor, home: actor.pk == home.pk)
def keep_search(home: Appointment, *, actor: Appointment, name: str, query: str) -> SavedSearch:
    """Keep the search under a name; the same name again replaces it."""
    if not name.strip():
        raise Refused("Xin đặt tên cho tìm kiếm này.", field="name")
    kept = SavedSearch.objects.filter(appointment=home)
    if kept.exclude(name=name.strip()).count() >= _KEPT:
        raise Refused(f"Đã lưu {_KEPT} tìm kiếm; xin bỏ bớt trước khi lưu thêm.", field="name")
    found, _ = kept.update_or_create(
        appointment=home, name=name.strip(), defaults={"query": query[:1000]}
    )
    return found


@command("Bỏ tìm kiếm đã lưu", who=lambda actor, kept: actor.pk == kept.appointment_id)
def drop_search(kept: SavedSearch, *, actor: Appointment) -> None:
    kept.delete()
