"""Which of many followers have something to read: one statement for all of them, however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection

from resona.audit.changes.kinds import followed_tables, no_news
from resona.audit.changes.places import Place
from resona.audit.changes.reading import IS_NEWS, RESTRICTION, SERVER, Follower

# Entries that are no news to a follower and are looked at again by every sweep, before its place moves past them. Each
# move is a row that is written, and an entry of the log itself.
PASSED_OVER: Final = 500
# A place is renewed long before it counts as lost, where nothing happens for that long.
RENEWED_AFTER: Final = timedelta(days=7)

# A place that is lost is worth reading too: whoever has it is told that it is.
WITH_NEWS: Final = """
WITH server AS MATERIALIZED (
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin, pg_snapshot_xmax(pg_current_snapshot()) AS xmax,
           {server} AS name
    FROM pg_control_system()
)
SELECT follower.key
FROM server, json_to_recordset(%(followers)s::json) AS follower
    (key uuid, clinic uuid, tables text[], xid xid8, entry bigint, ordinal bigint, at timestamptz, server text)
WHERE follower.server <> server.name OR follower.xid > server.xmax OR follower.at < %(renewed_before)s
    OR EXISTS (
        SELECT FROM erasure_notices AS notice
        WHERE notice.clinic_uuid = follower.clinic AND notice.xid < server.xmin
            AND (notice.xid, notice.id) >= (follower.xid, follower.entry)
            AND (notice.xid, notice.id, 1) > (follower.xid, follower.entry, follower.ordinal))
    OR (
        SELECT bool_or(seen.is_news) OR count(*) > %(passed_over)s
        FROM (
            SELECT {is_news} AS is_news FROM audit_logs AS entry
            WHERE entry.clinic_uuid = follower.clinic AND entry.xid < server.xmin
                AND (entry.xid, entry.id) >= (follower.xid, follower.entry)
                AND (entry.xid, entry.id, cardinality(entry.row_ids)) > (follower.xid, follower.entry, follower.ordinal)
            ORDER BY entry.xid, entry.id LIMIT %(passed_over)s + 1
        ) AS seen)
""".replace("{server}", SERVER).replace("{is_news}", IS_NEWS.replace("{tables}", "follower.tables"))


def with_news(followers: Mapping[UUID, tuple[Follower, Place]], *, now: datetime) -> list[UUID]:
    """The keys of those that have something to read after their place, or whose place is to be moved on."""
    values: dict[str, Any] = {
        "followers": orjson.dumps([_row(key, *follower) for key, follower in followers.items()]).decode(),
        "renewed_before": now - RENEWED_AFTER,
        "passed_over": PASSED_OVER,
        "restriction": RESTRICTION,
        "no_news": list(no_news()),
    }
    with connection.cursor() as cursor:
        cursor.execute(WITH_NEWS, values)
        return [key for (key,) in cursor.fetchall()]


def _row(key: UUID, follower: Follower, after: Place) -> dict[str, Any]:
    return {
        "key": key,
        "clinic": follower.clinic_id,
        "tables": [each.table for kind, each in followed_tables().items() if kind in follower.kinds],
        "xid": str(after.xid),
        "entry": after.number,
        "ordinal": after.ordinal,
        "at": after.at,
        "server": after.server,
    }
