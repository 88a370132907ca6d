"""The nightly build: who is due, and building them, a chunk of people a transaction, by whichever worker is free.

Nobody is named in a job. A worker takes the first who are due, locks them and leaves out whom another worker has
locked; that they are built is noted in the same transaction. So nobody is built twice, and whom a worker that died had
taken is due again at once. Who was missed, for one night or many, is due until built: once, for the latest night.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from interfaces.consent import COVERING
from interfaces.nights import MOST_AHEAD, due_at, latest_night
from interfaces.pattern import EVENT_WINDOW
from interfaces.queueing import FIND_DUE, queue_builds
from interfaces.services import CHUNK, BuildResult, Outcome, build_interfaces
from resona.postgres.retry import retry_transient
from resona.time_zones import read_zone

# Jobs that wait at a time, each for a chunk of people, and topped up as they are done: enough for many workers, and so
# few that what else is queued in the night, such as the announcement of a crisis, soon has its turn.
LANES: Final = 8
# So long after it was due: a worker's restart or an upgrade in the night is outlasted, and it is not yet morning.
OVERDUE_AFTER: Final = timedelta(hours=3)
# Whoever consents by day is found by the clock within five minutes, unless it has been silent for two rounds.
CLOCK_SILENCE: Final = timedelta(minutes=11)

ZONES: Final = "SELECT DISTINCT timezone FROM users WHERE role = 'person' AND %s = ANY(consents_given)"

_PEOPLE: Final = """
FROM users
JOIN unnest(%(timezones)s::text[], %(nights)s::date[], %(instants)s::timestamptz[])
    AS zone (timezone, night, due_at) USING (timezone)
LEFT JOIN interface_builds AS build ON build.user_id = users.id
WHERE users.role = 'person' AND %(covering)s = ANY(users.consents_given)
"""

# Whose latest night is not built. What was noted by a clock that was far ahead does not count.
_NOT_BUILT: Final = """
(build.built_for IS NULL OR build.built_for NOT BETWEEN zone.night AND zone.night + %(most_ahead)s::interval)
"""

# Nor tried: what failed is tried again the next night.
_NOT_TRIED: Final = """
(build.failed_at IS NULL OR build.failed_at NOT BETWEEN zone.due_at AND zone.due_at + %(most_ahead)s::interval)
"""

# Who has a recent open event while help does not stand as every build would place it then (interfaces.safety): that
# must not wait for the night. Once built it does, so nobody is due again for the same.
_WITHOUT_HELP: Final = """
users.id IN (
    SELECT event.user_id FROM crisis_events AS event
    JOIN user_interfaces AS shown ON shown.user_id = event.user_id AND shown.active
    LEFT JOIN conversations AS session ON session.id = event.conversation_id
    WHERE event.resolved_at IS NULL AND coalesce(session.started_at, event.created_at) > %(events_since)s AND CASE
        WHEN event.risk_level = 'critical' AND event.escalation_required
        THEN shown.interface_config #>> '{theme,name}' IS DISTINCT FROM 'crisis'
        ELSE shown.interface_config #>> '{layout,0,section}' IS DISTINCT FROM 'safety' END
)
"""

_DUE: Final = f"{_PEOPLE} AND ({_NOT_BUILT} OR {_WITHOUT_HELP}) AND {_NOT_TRIED}"

SOME_DUE: Final = f"SELECT users.id {_DUE} LIMIT %(limit)s"

# NO KEY UPDATE: a plain FOR UPDATE would fight every insert that refers to the person.
LOCK_DUE: Final = f"SELECT users.id {_DUE} ORDER BY users.id LIMIT %(limit)s FOR NO KEY UPDATE OF users SKIP LOCKED"

# Asked anew once they are locked: who was built between the look and the lock is not due any more.
STILL_DUE: Final = f"SELECT users.id {_DUE} AND users.id = ANY(%(locked)s) ORDER BY users.id"

# Who was never built counts once registered for long enough, and only while the clock is silent: it finds whoever gives
# their consent later, and nobody wrote down when that was.
_LONG_ENOUGH: Final = """
AND (build.user_id IS NOT NULL OR users.created_at < %(registered_before)s AND NOT EXISTS (
    SELECT FROM procrastinate_periodic_defers WHERE task_name = %(clock)s AND defer_timestamp > %(heard_since)s))
"""
OVERDUE_COUNT: Final = f"SELECT count(*) {_PEOPLE} AND {_NOT_BUILT} AND {_NOT_TRIED} {_LONG_ENOUGH}"

# Outcomes that leave a note of the night. Without any, going on would turn in a circle: the clock looks again.
_SETTLED: Final = frozenset({Outcome.CHANGED, Outcome.UNCHANGED, Outcome.FAILED})

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Night:
    """A time zone, and since when its latest night is due."""

    timezone: str
    night: date
    due_at: datetime


def queue_due(*, now: datetime) -> int:
    """Queues builds if anyone is due; returns how many jobs it took. Again while they wait: nothing."""
    due = _ask(SOME_DUE, _nights(now), limit=LANES * CHUNK, events_since=now - EVENT_WINDOW)
    return queue_builds(-(-len(due) // CHUNK))


def build_due(*, now: datetime) -> list[BuildResult]:
    """Builds a chunk of those who are due, and queues builds for the others.

    Raises OperationalError where the database ends it: nothing of the chunk is stored, and they are due again.
    """
    results = retry_transient(partial(_build_chunk, _nights(now), now=now))
    for result in results:
        if result.outcome is Outcome.FAILED:
            logger.error("interface of %s not built: %s", result.user_id, result.failure)
    if any(result.outcome in _SETTLED for result in results):
        queue_due(now=now)
    return results


def overdue_fault(*, now: datetime) -> str | None:
    """Why the nightly build is not as it should be, for whoever watches the server; None: it is."""
    nights = _nights(now - OVERDUE_AFTER)
    people = _ask(
        OVERDUE_COUNT,
        nights,
        registered_before=now - OVERDUE_AFTER,
        clock=FIND_DUE,
        heard_since=int((now - CLOCK_SILENCE).timestamp()),
    )[0][0]
    if not people:
        return None
    hours = OVERDUE_AFTER // timedelta(hours=1)
    return f"the nightly build has been due for more than {hours} h, people: {people}; is manage.py worker running?"


@transaction.atomic
def _build_chunk(nights: Sequence[_Night], *, now: datetime) -> list[BuildResult]:
    since = now - EVENT_WINDOW
    locked = [row[0] for row in _ask(LOCK_DUE, nights, limit=CHUNK, events_since=since)]
    due: list[UUID] = [row[0] for row in _ask(STILL_DUE, nights, locked=locked, events_since=since)]
    return build_interfaces(due, now=now)


def _nights(now: datetime) -> list[_Night]:
    """The latest night of every zone that anyone lives in whose consent covers builds."""
    with connection.cursor() as cursor:
        cursor.execute(ZONES, [COVERING])
        found: list[tuple[str]] = cursor.fetchall()
    return [_night(timezone, now) for (timezone,) in found]


def _night(timezone: str, now: datetime) -> _Night:
    zone = read_zone(timezone)
    night = latest_night(now, zone)
    return _Night(timezone=timezone, night=night, due_at=due_at(night, zone))


def _ask(statement: str, nights: Sequence[_Night], **parameters: Any) -> list[tuple[Any, ...]]:
    by_zone: dict[str, Any] = {
        "timezones": [one.timezone for one in nights],
        "nights": [one.night for one in nights],
        "instants": [one.due_at for one in nights],
        "most_ahead": MOST_AHEAD,
        "covering": COVERING,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, by_zone | parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
