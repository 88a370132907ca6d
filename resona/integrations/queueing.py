"""Queues messages to endpoints in the transaction that makes them true, with the job that sends them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from resona.postgres.jobs import WEBHOOKS, Priority, job_named
from resona.postgres.models import NEW_ID
from risk.following import ChangedEvent

SEND_WEBHOOKS: Final = "send_webhooks"

# The planner takes JSON for a hundred rows, so for one crisis it would read all people of all clinics that have an
# endpoint (5,000 of them: 3 ms). OFFSET 0 keeps it from that, here and below: the person is found by their id.

# SQL about a row of crisis_events: whether the clinic of its person has an endpoint that may be told.
CRISIS_IS_WANTED: Final = """
EXISTS (
    SELECT FROM users AS followed
    JOIN integrations ON integrations.clinic_id = followed.clinic_id
    JOIN webhook_endpoints ON webhook_endpoints.integration_id = integrations.id
    WHERE followed.id = crisis_events.user_id AND webhook_endpoints.disabled_at IS NULL
    OFFSET 0
)
"""

# One statement, so that a crisis costs one more where anybody is told, and no endpoint is told of what it did not ask
# for. Of whom systems may not see anything at present, they are told nothing.
_QUEUE: Final = f"""
WITH message AS (
    INSERT INTO webhook_messages (id, endpoint_id, clinic_id, kind, record_id, user_id, created_at)
    SELECT {NEW_ID}, told.endpoint_id, told.clinic_id, given.kind, given.record_id, given.user_id, given.at
    FROM json_to_recordset(%s::json) AS given (kind varchar, record_id uuid, user_id uuid, at timestamptz)
    CROSS JOIN LATERAL (
        SELECT endpoint.id AS endpoint_id, person.clinic_id
        FROM users AS person
        JOIN integrations ON integrations.clinic_id = person.clinic_id
        JOIN webhook_endpoints AS endpoint ON endpoint.integration_id = integrations.id
        WHERE person.id = given.user_id AND NOT person.is_restricted
            AND endpoint.disabled_at IS NULL AND given.kind = ANY(endpoint.kinds)
        OFFSET 0
    ) AS told
    RETURNING id, endpoint_id, clinic_id, created_at
), attempt AS (
    INSERT INTO webhook_attempts (id, clinic_id, endpoint_id, message_id, attempt, next_at)
    SELECT {NEW_ID}, clinic_id, endpoint_id, id, 1, created_at FROM message
    RETURNING id
)
SELECT procrastinate_defer_jobs_v1(ARRAY[
    ROW('{WEBHOOKS}', '{SEND_WEBHOOKS}', {Priority.WEBHOOK:d}, NULL, NULL, '{{}}', NULL)
]::procrastinate_job_to_defer_v1[])
WHERE EXISTS (SELECT FROM attempt)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """What endpoints are told of: of which kind, to which record, of whom, when."""

    kind: str
    record_id: UUID
    user_id: UUID
    at: datetime


def queue_messages(happenings: Sequence[Happening]) -> None:
    """Queues a message to each endpoint of the person's clinic that is told of this kind."""
    if happenings:
        with connection.cursor() as cursor:
            cursor.execute(_QUEUE, [orjson.dumps([asdict(one) for one in happenings]).decode()])


def follow_crisis(changed: Sequence[ChangedEvent]) -> None:
    """Queues what became of crisis events."""
    queue_messages(
        [
            Happening(kind=f"crisis_event.{one.what}", record_id=one.event_id, user_id=one.user_id, at=one.at)
            for one in changed
        ]
    )


def queue_sending(*, at: datetime | None = None) -> None:
    """Queues the job that sends what is due, now or at a time; once, however often it is asked."""
    lock = f"{SEND_WEBHOOKS} {at.isoformat() if at else 'now'}"
    job = job_named(SEND_WEBHOOKS, queue=WEBHOOKS, priority=Priority.WEBHOOK, lock=lock, at=at)
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer()
