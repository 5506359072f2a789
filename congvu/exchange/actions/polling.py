"""Axes are asked what waits for us, and who is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from congvu.core import clock
from congvu.core.acts import Act, tell, work
from congvu.core.outside import Unreachable
from congvu.directory.models import Agency
from congvu.exchange.actions.fetching import bring, in_groups
from congvu.exchange.actions.leasing import FOREVER, Turn
from congvu.exchange.edxml import new_form
from congvu.exchange.models import Line, Partner
from congvu.exchange.providers import provider_of
from congvu.exchange.providers.base import Provider, Rejected
from congvu.exchange.types import DirectoryEntry, LineKind, Waiting

LOOKED_BACK = timedelta(days=7)
_LOCK = 1_805  # the space of advisory locks that polling uses
PATIENCE = 6
"""Packets in a row that could not be fetched, after which the axis is left alone for now: on a line
that loses one answer in five a packet, fetched and confirmed, fails one time in three.
"""
_LISTS = 3


def poll(line: Line, *, turn: Turn = FOREVER) -> int:
    """Fetch what waits on the axis, or what its turn allows; how many came.

    One at a time asks an axis: two would fetch the same. It is asked again as long as something
    comes, for it does not name all at once.
    """
    if line.kind == LineKind.OWN or not line.active:
        return 0
    came = 0
    with _alone(line) as alone:
        while alone and (some := _fetch(line, turn)):
            came += some
            if turn.is_over():
                break
    return came


def _fetch(line: Line, turn: Turn) -> int:
    """One that cannot be fetched is left for the next time, and holds up none behind it."""
    provider, came, failed, error = provider_of(line), 0, 0, ""
    try:
        waiting = _named(provider, turn)
    except (Unreachable, Rejected) as silent:
        Line.objects.filter(pk=line.pk).update(error=silent.words[:300])
        return 0
    for group in in_groups(waiting):
        if turn.is_over() or failed >= PATIENCE:
            break
        for found in bring(line, provider, group):
            if isinstance(found, bool):
                came, failed = came + found, 0
            else:
                failed, error = failed + 1, found.words[:300]
    Line.objects.filter(pk=line.pk).update(polled_at=clock.now(), error=error)
    return came


def _named(provider: Provider, turn: Turn) -> Sequence[Waiting]:
    """What waits, by a list that is long: where it is lost it is asked for again, a few times."""
    for _ in range(_LISTS - 1):
        with suppress(Unreachable):
            return provider.waiting(clock.today() - LOOKED_BACK)
        if turn.is_over():
            break
    return provider.waiting(clock.today() - LOOKED_BACK)


@contextmanager
def _alone(line: Line) -> Iterator[bool]:
    """Whether nobody else asks the axis; the lock falls with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, line.pk])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, line.pk])


def sync_directory(line: Line) -> int:
    """Take over the axis's directory; who is no more is marked, never deleted. How many changed."""
    entries = provider_of(line).agencies()
    if entries is None:
        return 0
    inside = set(Agency.objects.values_list("code", flat=True))
    changed = 0
    with work():
        for entry in entries:
            code = new_form(entry.code)[:35]
            if code and code not in inside and entry.name:
                changed += _take_over(line, entry, code)
        Line.objects.filter(pk=line.pk).update(synced_at=clock.now())
        tell(
            Act(
                name="exchange.sync_directory",
                label="Đồng bộ danh bạ liên thông",
                agency_id=line.agency_id,
                actor=None,
                subject_type=Line._meta.label_lower,
                subject_id=line.pk,
                subject_label=line.label,
                detail={"agencies": len(entries), "changed": changed},
            )
        )
    return changed


def _take_over(line: Line, entry: DirectoryEntry, code: str) -> bool:
    """Whether anything of the agency is new."""
    old = (entry.old_code or (entry.code if entry.code != code else ""))[:35]
    same = Q(code=code) | (Q(old_code=old) & ~Q(old_code="") if old else Q(pk=None))
    found = Partner.objects.filter(same).order_by("pk").first() or Partner(line=line)
    if found.pk and found.line_id != line.pk:
        return False
    old = old or found.old_code
    before = (found.code, found.old_code, found.name, found.email, found.deleted_at is not None)
    after = (code, old, entry.name[:200], entry.email[:254], entry.deleted)
    if found.pk and before == after:
        return False
    found.code, found.old_code, found.name, found.email = after[:4]
    found.deleted_at = clock.now() if entry.deleted else None
    found.synced_at = clock.now()
    found.save()
    return True
