"""Which tries are due: claimed by whoever makes them, a few of each endpoint, so that none keeps the others waiting."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection

from resona.encryption.sealing import SealedValueError
from resona.integrations.kinds import ERASED, URGENT
from resona.integrations.models import Integration, WebhookAttempt, WebhookEndpoint
from resona.integrations.policy import WEBHOOKS
from resona.integrations.signatures import SigningSecret, read_secrets

logger = logging.getLogger(__name__)

# Of every endpoint that is sent to, as many as it has room for; of those the ones that have waited longest.
_CLAIM: Final = """
WITH busy AS (
    SELECT * FROM json_to_recordset(%(busy)s::json) AS busy (endpoint_id uuid, tries integer)
), due AS (
    SELECT waiting.id
    FROM webhook_endpoints AS endpoint
    JOIN integrations AS integration ON integration.id = endpoint.integration_id
    LEFT JOIN busy ON busy.endpoint_id = endpoint.id
    CROSS JOIN LATERAL (
        SELECT attempt.id, attempt.next_at
        FROM webhook_attempts AS attempt
        JOIN webhook_messages AS message ON message.id = attempt.message_id
        WHERE attempt.endpoint_id = endpoint.id AND attempt.next_at <= %(now)s
            AND (message.kind ^@ ANY(%(urgent)s)) = %(is_urgent)s
        ORDER BY attempt.next_at, attempt.id
        LIMIT greatest(0, %(most_of_endpoint)s - coalesce(busy.tries, 0))
        FOR UPDATE OF attempt SKIP LOCKED
    ) AS waiting
    WHERE endpoint.disabled_at IS NULL AND (integration.status = 'failing') = %(is_failing)s
    ORDER BY waiting.next_at
    LIMIT %(room)s
), claimed AS (
    UPDATE webhook_attempts SET at = %(now)s, next_at = %(lost_at)s
    FROM due WHERE webhook_attempts.id = due.id
    RETURNING webhook_attempts.*
)
SELECT claimed.id, claimed.attempt, message.id, message.kind, message.record_id, message.user_id, message.created_at,
    endpoint.id, endpoint.url, endpoint.secrets, integration.id, integration.status, integration.failing_since,
    integration.last_ok_at, coalesce(person.is_restricted, false), notice.id_sha256
FROM claimed
JOIN webhook_messages AS message ON message.id = claimed.message_id
JOIN webhook_endpoints AS endpoint ON endpoint.id = claimed.endpoint_id
JOIN integrations AS integration ON integration.id = endpoint.integration_id
LEFT JOIN users AS person ON person.id = message.user_id
LEFT JOIN erasure_notices AS notice ON message.kind = %(erased)s AND notice.clinic_uuid = message.clinic_id
    AND left(notice.id_sha256, 32) = replace(message.record_id::text, '-', '')
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class DueMessage:
    """What a message says: ids, and no more."""

    id: UUID
    kind: str
    record_id: UUID
    user_id: UUID | None
    at: datetime
    digest: str | None = None  # of who was erased: SHA-256 of their id


@dataclass(frozen=True, kw_only=True, slots=True)
class Receiver:
    """The endpoint a message goes to, and how it has done so far."""

    endpoint_id: UUID
    url: str
    secrets: tuple[SigningSecret, ...]  # empty: they could not be opened
    integration_id: UUID
    status: str
    failing_since: datetime | None
    last_ok_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DueAttempt:
    """One try that is to be made now, and that nobody else makes."""

    id: UUID
    number: int
    message: DueMessage
    receiver: Receiver
    is_withheld: bool  # systems may see nothing of the person since
    is_urgent: bool


def claim_due(
    *, now: datetime, is_urgent: bool, is_failing: bool, busy: Mapping[UUID, int], room: int
) -> list[DueAttempt]:
    """At most `room` tries that are due; `busy` says how many of this urgency are under way, by endpoint."""
    if room <= 0:
        return []
    most = WEBHOOKS.most_urgent_of_endpoint if is_urgent else WEBHOOKS.most_of_endpoint
    parameters: dict[str, Any] = {
        "busy": orjson.dumps([{"endpoint_id": one, "tries": tries} for one, tries in busy.items()]).decode(),
        "now": now,
        "lost_at": now + WEBHOOKS.lost_after,
        "urgent": list(URGENT),
        "erased": ERASED,
        "is_urgent": is_urgent,
        "is_failing": is_failing,
        "most_of_endpoint": most,
        "room": room,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, parameters)
        return [_due(row, is_urgent=is_urgent) for row in cursor.fetchall()]


def is_anything_due(now: datetime) -> bool:
    """Whether a try is due at an endpoint that is sent to."""
    return WebhookAttempt.objects.filter(next_at__lte=now, endpoint__disabled_at__isnull=True).exists()


def is_failing(receiver: Receiver) -> bool:
    """Whether the endpoint counts as failing."""
    return receiver.status == Integration.Status.FAILING


def _due(row: tuple, *, is_urgent: bool) -> DueAttempt:  # type: ignore[type-arg]  # of a cursor
    attempt_id, number, message_id, kind, record_id, user_id, at, endpoint_id, url, secrets, *integration = row
    integration_id, status, failing_since, last_ok_at, is_withheld, digest = integration
    return DueAttempt(
        id=attempt_id,
        number=number,
        message=DueMessage(id=message_id, kind=kind, record_id=record_id, user_id=user_id, at=at, digest=digest),
        receiver=Receiver(
            endpoint_id=endpoint_id,
            url=url,
            secrets=_opened(endpoint_id, secrets),
            integration_id=integration_id,
            status=status,
            failing_since=failing_since,
            last_ok_at=last_ok_at,
        ),
        is_withheld=is_withheld,
        is_urgent=is_urgent,
    )


def _opened(endpoint_id: UUID, sealed: str) -> tuple[SigningSecret, ...]:
    try:
        return read_secrets(WebhookEndpoint.secrets.open(endpoint_id, sealed))
    except SealedValueError:
        logger.error("the secrets of webhook %s cannot be opened", endpoint_id)
        return ()
