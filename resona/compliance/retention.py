"""Retention: what is older than the clinic or the person keeps it goes, a few people at a time.

The shorter of the clinic's and the person's own days counts; after `users.data_retention_until` nothing is kept. Under
a legal hold, and while a restriction stands, nothing goes: whoever contests a record must find it. What was learned of
the sessions stays, baselines and charts: they are sums that hold no session, and are what later ones are compared with.
The claims of uploads stay too, so that a session that is sent again is answered with 410 and not brought back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from resona.compliance.person_tables import find_tables_below
from resona.postgres.collected import collect
from resona.postgres.retry import retry_transient

PEOPLE_AT_ONCE: Final = 50  # few enough that nobody waits long for the lock on their row
# So long after its time a record may still be there: one night was missed, and the next one is not over.
OVERDUE_AFTER: Final = timedelta(days=2)
FIRST_ID: Final = UUID(int=0)
MOST_DAYS: Final = 1_000_000  # what is longer is no limit: PostgreSQL's calendar begins in 4713 BC

# Until when whose records go. `greatest` and `least` pass over what is null. SQL about a row of a table (`only_where`)
# names columns by themselves: none is called as these are.
_LIMITS: Final = f"""
SELECT users.id AS limited_person, greatest(
    CASE WHEN least(clinics.retention_days, privacy_settings.retention_days) <= {MOST_DAYS}
         THEN %(now)s::timestamptz - least(clinics.retention_days, privacy_settings.retention_days) * interval '1 day'
         END,
    CASE WHEN users.data_retention_until <= %(now)s::timestamptz THEN %(now)s::timestamptz END
) AS limited_until
FROM users
LEFT JOIN clinics ON clinics.id = users.clinic_id
LEFT JOIN privacy_settings ON privacy_settings.user_id = users.id
WHERE users.role = 'person' AND (
    users.data_retention_until IS NOT NULL
    OR clinics.retention_days IS NOT NULL
    OR privacy_settings.retention_days IS NOT NULL
) AND NOT EXISTS (SELECT FROM privacy_holds WHERE user_id = users.id AND lifted_at IS NULL)
"""
_DUE: Final = """
SELECT limits.limited_person FROM ({limits}) AS limits WHERE limits.limited_person > %(after)s AND ({anything})
ORDER BY limits.limited_person LIMIT %(limit)s
"""
LOCK: Final = "SELECT id FROM users WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Purged:
    """What went, or would: rows by table, what cascades included."""

    people: int
    rows: Mapping[str, int]


def purge_expired(
    *, now: datetime, is_rehearsal: bool = False, on_people: Callable[[int], object] = lambda done: None
) -> Purged:
    """Deletes what has expired, and returns how much of each table; a rehearsal takes every batch back.

    A batch is one transaction, so whatever ends it, the next run goes on where this one was.
    """
    rows: Counter[str] = Counter()
    people, after = 0, FIRST_ID
    while due := _due(now=now, after=after, limit=PEOPLE_AT_ONCE):
        rows.update(retry_transient(partial(_purge, due, now=now, is_rehearsal=is_rehearsal)))
        people, after = people + len(due), due[-1]
        on_people(people)
    return Purged(people=people, rows=dict(rows))


def overdue_fault(*, now: datetime) -> str | None:
    """Why records are there that should be gone, for whoever watches the server; None: there are none."""
    if not _due(now=now - OVERDUE_AFTER, after=FIRST_ID, limit=1):
        return None
    return f"records are kept {OVERDUE_AFTER.days} days longer than they may be; is manage.py worker running?"


@transaction.atomic
def _purge(people: Sequence[UUID], *, now: datetime, is_rehearsal: bool) -> Counter[str]:
    """What went of each table. Limits and holds are read once the people are locked."""
    rows: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [list(people)])
        for table, condition in _expired():
            parameters: dict[str, Any] = {"now": now, "people": list(people)}
            for name, below in find_tables_below(cursor, {table: condition}).items():
                rows[name] += _count(cursor, name, below, parameters)
            cursor.execute(f'DELETE FROM "{table}" WHERE {condition}', parameters)
    transaction.set_rollback(is_rehearsal)
    return +rows


def _count(cursor: CursorWrapper, table: str, condition: str, parameters: Mapping[str, Any]) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {condition}', parameters)
    count: int = cursor.fetchone()[0]
    return count


def _due(*, now: datetime, after: UUID, limit: int) -> list[UUID]:
    anything = " OR ".join(f'EXISTS (SELECT FROM "{one.table}" WHERE {one.condition})' for one in _expiring())
    with connection.cursor() as cursor:
        statement = _DUE.format(limits=_LIMITS, anything=anything)
        cursor.execute(statement, {"now": now, "after": after, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def _expired() -> Iterator[tuple[str, str]]:
    """Each table, and the condition that finds what of it has expired of the people named."""
    for one in _expiring():
        named = "limits.limited_person = ANY(%(people)s)"
        yield one.table, f"EXISTS (SELECT FROM ({_LIMITS}) AS limits WHERE {named} AND {one.condition})"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Expiring:
    """A table as its model declares it, in SQL."""

    table: str
    condition: str  # on which a row goes, for a row of _LIMITS that is called limits


def _expiring() -> Iterator[_Expiring]:
    every = collect().values()
    keeping = [(table, why) for duties in every for table, why in duties.keeps_from_expiry.items()]
    for duties in every:
        if duties.expires is not None and duties.subject is not None:
            conditions = [
                f'"{duties.table}"."{duties.subject.column}" = limits.limited_person',
                f'"{duties.table}"."{duties.expires.dated_by}" < limits.limited_until',
                f"({duties.expires.only_where.replace('%(until)s', 'limits.limited_until')})",
                *(f"NOT ({why})" for table, why in keeping if table == duties.table),
            ]
            yield _Expiring(table=duties.table, condition=" AND ".join(conditions))
