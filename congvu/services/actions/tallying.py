"""Keeping the months' figures counted: a change leaves a mark, a job counts what is marked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from congvu.core import clock
from congvu.payments.types import Way
from congvu.services.models import Dossier, MonthTally, Uncounted
from congvu.services.types import ENDED

_MOST = 2000
_BY_HAND = [str(Way.CASH.label), str(Way.POST.label)]


def mark(dossier: Dossier) -> None:
    """In the running transaction: its month is to be counted. Marks of many wait for nobody."""
    if dossier.accepted_at is not None:
        month = clock.local(dossier.accepted_at).date().replace(day=1)
        Uncounted.objects.create(agency_id=dossier.agency_id, month=month)


def count_marked() -> int:
    """Count the months that are marked; how many there were. One at a time (the job's lock)."""
    with transaction.atomic():
        taken = Uncounted.objects.select_for_update(skip_locked=True).order_by("id")
        marks = list(taken.values_list("pk", "agency", "month")[:_MOST])
        Uncounted.objects.filter(pk__in=[pk for pk, _, _ in marks]).delete()
        months = sorted({(agency, month) for _, agency, month in marks})
        count(months)
    return len(months)


def count(months: Iterable[tuple[int, date]]) -> None:
    """Count these agencies' months anew; one statement."""
    wanted = list(months)
    if not wanted:
        return
    values: dict[str, Any] = {
        "agencies": [agency for agency, _ in wanted],
        "months": [month for _, month in wanted],
        "since": [clock.start_of(month) for _, month in wanted],
        "until": [clock.start_of(_next(month)) for _, month in wanted],
        "ended": [str(one) for one in ENDED],
        "by_hand": _BY_HAND,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


_FINISHED = "d.state IN ('done', 'returned')"
_PAID_ONLINE = "d.paid_at IS NOT NULL AND d.fees_total > 0 AND d.paid_how <> ALL(%(by_hand)s)"
_ON_TIME = "d.state = ANY(%(ended)s) AND d.finished_at <= d.due_at AND d.supplements_asked <= 1"
_COUNTED = {
    "accepted": "count(d.id)",
    "ended": "count(d.id) FILTER (WHERE d.state = ANY(%(ended)s))",
    # On time: done by the appointment, and never asked more than once (the index's own rule).
    "on_time": f"count(d.id) FILTER (WHERE {_ON_TIME})",
    "late": "count(d.id) FILTER (WHERE d.supplements_asked > 1"
    " OR (d.state = ANY(%(ended)s) AND d.finished_at > d.due_at))",
    "asked_twice": "count(d.id) FILTER (WHERE d.supplements_asked > 1)",
    "online": "count(d.id) FILTER (WHERE d.channel = 2)",
    "online_whole": "count(d.id) FILTER (WHERE d.channel = 2 AND f.given)",
    "finished": f"count(d.id) FILTER (WHERE {_FINISHED})",
    "days": "coalesce(sum(extract(epoch FROM d.finished_at - d.accepted_at) / 86400)"
    f" FILTER (WHERE {_FINISHED}), 0)",
    "with_result": f"count(d.id) FILTER (WHERE {_FINISHED} AND f.given)",
    "digitised": f"count(d.id) FILTER (WHERE {_FINISHED} AND f.given AND f.scanned)",
    "reused": "count(d.id) FILTER (WHERE f.reused)",
    "charged": "count(d.id) FILTER (WHERE d.fees_total > 0)",
    "paid_online": f"count(d.id) FILTER (WHERE {_PAID_ONLINE})",
    "synced": "count(d.id) FILTER (WHERE f.synced)",
    "ratings": "count(r.id)",
    "overall": "coalesce(sum(r.overall), 0)",
    "discontent": "count(r.id) FILTER (WHERE r.overall <= 2)",
    "filed_online_for": "coalesce(array_agg(DISTINCT d.procedure_id)"
    " FILTER (WHERE d.channel = 2), '{}')",
    "charged_for": "coalesce(array_agg(DISTINCT d.procedure_id)"
    " FILTER (WHERE d.fees_total > 0), '{}')",
    "paid_online_for": f"coalesce(array_agg(DISTINCT d.procedure_id)"
    f" FILTER (WHERE {_PAID_ONLINE}), '{{}}')",
}
_COUNT = f"""
INSERT INTO {MonthTally._meta.db_table} (agency_id, month, {", ".join(_COUNTED)})
SELECT p.agency_id, p.month, {", ".join(_COUNTED.values())}
FROM unnest(%(agencies)s::bigint[], %(months)s::date[], %(since)s::timestamptz[],
    %(until)s::timestamptz[]) AS p (agency_id, month, since, until)
LEFT JOIN services_dossier d ON d.agency_id = p.agency_id
    AND d.accepted_at >= p.since AND d.accepted_at < p.until
LEFT JOIN services_rating r ON r.dossier_id = d.id
LEFT JOIN LATERAL (SELECT
    EXISTS (SELECT 1 FROM services_result x
        WHERE x.dossier_id = d.id AND x.file_id IS NOT NULL) AS given,
    EXISTS (SELECT 1 FROM services_paper w WHERE w.dossier_id = d.id) AS scanned,
    EXISTS (SELECT 1 FROM services_paper w WHERE w.dossier_id = d.id
        AND EXISTS (SELECT 1 FROM services_result x
            WHERE x.file_id = w.file_id AND x.dossier_id <> d.id)) AS reused,
    EXISTS (SELECT 1 FROM services_syncmessage s WHERE s.dossier_id = d.id)
        AND NOT EXISTS (SELECT 1 FROM services_syncmessage s
            WHERE s.dossier_id = d.id AND s.state <> 'sent') AS synced
) f ON d.id IS NOT NULL
GROUP BY p.agency_id, p.month
ON CONFLICT (month, agency_id) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _COUNTED)}
"""  # noqa: S608 - constants of this file
