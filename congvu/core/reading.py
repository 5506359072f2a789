"""Personal data was read: told to the journal, once in each hour for each reader."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache

from congvu.core import clock
from congvu.core.acts import Act, tell, work

_HOUR = 3600
_MOST = 10_000
_known: set[str] = set()  # spares asking the shared cache again; each names its hour


def tell_reading(act: Act) -> None:
    """Tell it unless this reader's reading of this was told in this hour already."""
    reader = act.actor.pk if act.actor else 0
    hour = int(clock.now().timestamp()) // _HOUR
    what = act.subject_id if act.subject_id is not None else _short(act.subject_label)
    key = f"read:{hour}:{reader}:{act.name}:{what}"
    if key in _known:
        return
    with work():
        if cache.add(key, 1, _HOUR):
            tell(act)
    if len(_known) >= _MOST:
        _known.clear()
    _known.add(key)


def _short(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:32]
