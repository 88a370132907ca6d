"""Whose sessions are to be analysed again under today's policy, and doing so: a person a transaction.

What is noted as waiting stays noted until it is done, so an interrupted run loses nothing and goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import OperationalError, connection

from baselines.models import BaselineReplay
from resona.analysis.replay import replay_person
from resona.logs import log_unforeseen
from resona.postgres.retry import retry_transient

# From each person's first session on, or the first one from `since` on; an earlier note stays as it is.
NOTE_PEOPLE: Final = """
INSERT INTO baseline_replays (user_id, since)
SELECT user_id, min(started_at) FROM conversations
WHERE (%(people)s::uuid[] IS NULL OR user_id = ANY(%(people)s))
    AND started_at >= coalesce(%(since)s::timestamptz, '-infinity')
GROUP BY user_id ORDER BY user_id
ON CONFLICT (user_id) DO UPDATE SET since = least(baseline_replays.since, EXCLUDED.since)
RETURNING user_id
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reanalysed:
    """What became of a run."""

    people: int
    sessions: int
    failed: tuple[UUID, ...]  # people whose sessions stay as they were, and stay noted


def note_people(people: Iterable[UUID] | None, *, since: datetime | None) -> list[UUID]:
    """Notes that these people's sessions from `since` on are to be analysed again, and returns who has any.

    None: everybody; without `since`: from their first session on.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTE_PEOPLE, {"people": None if people is None else list(people), "since": since})
        return sorted(row[0] for row in cursor.fetchall())


def waiting_people() -> list[UUID]:
    """Everybody who is noted, in the order of their ids."""
    return list(BaselineReplay.objects.order_by("user_id").values_list("user_id", flat=True))


def reanalyse(people: Iterable[UUID], *, clock: Callable[[], datetime], done: Callable[[int], object]) -> Reanalysed:
    """Analyses the sessions of people who are noted; one person's failure stops nobody else's.

    `done` hears after each person how many are done.
    """
    sessions, failed, number = 0, list[UUID](), 0
    for number, user_id in enumerate(people, start=1):
        try:
            sessions += retry_transient(partial(replay_person, user_id, now=clock()))
        except OperationalError:
            raise  # the database is gone: everybody else would fail with this person
        except Exception as error:
            log_unforeseen(error)
            failed.append(user_id)
        done(number)
    return Reanalysed(people=number - len(failed), sessions=sessions, failed=tuple(failed))
