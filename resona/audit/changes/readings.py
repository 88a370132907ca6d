"""How far the feed of changes is behind, for whoever watches the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection

from resona.metrics.readings import Reading

# Of each clinic the first change that is there and not told yet, as a transaction that began before it is under way.
HELD_BACK: Final = """
SELECT extract(epoch FROM now() - min(held.at))::float
  FROM clinics CROSS JOIN LATERAL (
       SELECT entry.at FROM audit_logs AS entry
        WHERE entry.clinic_uuid = clinics.id AND entry.xid >= pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY entry.xid, entry.id LIMIT 1) AS held
"""


def feed_readings() -> Iterator[Reading]:
    """How long the oldest change that is committed has waited to be told; 0: none waits."""
    with connection.cursor() as cursor:
        cursor.execute(HELD_BACK)
        ((seconds,),) = cursor.fetchall()
    text = "How long a change that is there has not been told, for an earlier transaction is under way."
    yield Reading(name="resona_changes_held_back_seconds", help=text, value=max(seconds or 0.0, 0.0))
