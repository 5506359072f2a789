"""Keeping what one person's lists are read from the same as the documents."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

_INCOMING = """
UPDATE documents_incomingparticipant AS own SET moment = of.arrived_at,
       open = of.state NOT IN ('finished', 'returned', 'recalled')
  FROM documents_incoming AS of
 WHERE of.id = own.incoming_id AND of.id = ANY(%s)
   AND (own.moment, own.open) IS DISTINCT FROM
       (of.arrived_at, of.state NOT IN ('finished', 'returned', 'recalled'))
"""
_OUTGOING = """
UPDATE documents_outgoingparticipant AS own SET moment = of.updated_at, state = of.state
  FROM documents_outgoing AS of
 WHERE of.id = own.outgoing_id AND of.id = ANY(%s)
   AND (own.moment, own.state) IS DISTINCT FROM (of.updated_at, of.state)
"""


def refresh_incoming(ids: Collection[int]) -> None:
    """Those who take part in these see them where they are now."""
    _run(_INCOMING, ids)


def refresh_outgoing(ids: Collection[int]) -> None:
    """As `refresh_incoming`."""
    _run(_OUTGOING, ids)


def _run(statement: str, ids: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [sorted(ids)])
