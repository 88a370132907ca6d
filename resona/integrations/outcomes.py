"""Keeps what became of tries: the message is settled or tried again, and the endpoint works, fails or is given up."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

import orjson
from django.db import connection, transaction

from resona.integrations.claims import DueAttempt, Receiver
from resona.integrations.codes import GONE, WITHHELD
from resona.integrations.delivery import Tried
from resona.integrations.models import Integration, WebhookEndpoint
from resona.integrations.policy import WEBHOOKS
from resona.integrations.queueing import queue_sending
from resona.integrations.telling import queue_telling
from resona.postgres.models import new_id

Made = tuple[DueAttempt, Tried]

# A try that somebody else has settled meanwhile, or whose message is gone, is left alone, and nothing follows it.
_SETTLE: Final = """
WITH given AS (
    SELECT * FROM json_to_recordset(%s::json)
        AS given (id uuid, status_code smallint, duration_ms integer, error_code varchar, next_id uuid, at timestamptz)
), settled AS (
    UPDATE webhook_attempts AS attempt
    SET status_code = given.status_code, duration_ms = given.duration_ms, error_code = given.error_code, next_at = NULL
    FROM given WHERE attempt.id = given.id AND attempt.next_at IS NOT NULL
    RETURNING attempt.*
)
INSERT INTO webhook_attempts (id, clinic_id, endpoint_id, message_id, attempt, next_at)
SELECT given.next_id, settled.clinic_id, settled.endpoint_id, settled.message_id, settled.attempt + 1, given.at
FROM settled JOIN given ON given.id = settled.id WHERE given.at IS NOT NULL
"""
_DRAW: Final = secrets.SystemRandom()
# Sooner than the minutely sweep finds them.
_SOON: Final = timedelta(minutes=1)
_SLOT_SECONDS: Final = 5  # tries that follow are queued together


@transaction.atomic
def keep_outcomes(made: Sequence[Made], *, now: datetime) -> None:
    """Settles these tries, plans those that follow, and notes how their endpoints do."""
    rows = [_row(due, tried, now) for due, tried in made]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [orjson.dumps(rows).decode()])
    for due, tried in made:
        if tried.error_code != WITHHELD:
            _note(due.receiver, tried, now)
    _queue_following([row["at"] for row in rows], now)


def _row(due: DueAttempt, tried: Tried, now: datetime) -> dict[str, object]:
    is_over = tried.is_taken or tried.error_code in (GONE, WITHHELD)
    pause = None if is_over else WEBHOOKS.pause_after(due.number, share=_DRAW.random())
    return {
        "id": due.id,
        "status_code": tried.status_code,
        "duration_ms": tried.duration_ms,
        "error_code": tried.error_code,
        "next_id": new_id(),
        "at": None if pause is None else now + pause,
    }


def _note(receiver: Receiver, tried: Tried, now: datetime) -> None:
    if tried.is_taken:
        _note_success(receiver, now)
    elif tried.error_code == GONE:
        _give_up(receiver, now)
    else:
        _note_failure(receiver, now)


def _note_success(receiver: Receiver, now: datetime) -> None:
    """Writes nothing where it is known to work, and was not long ago."""
    lately = receiver.last_ok_at is not None and now - receiver.last_ok_at < WEBHOOKS.ok_noted_every
    if lately and receiver.failing_since is None:
        return
    own = Integration.objects.filter(id=receiver.integration_id)
    own.update(failing_since=None, last_ok_at=now)
    own.filter(status=Integration.Status.FAILING).update(status=Integration.Status.ACTIVE)


def _note_failure(receiver: Receiver, now: datetime) -> None:
    own = Integration.objects.filter(id=receiver.integration_id)
    if receiver.failing_since is None:
        own.filter(failing_since__isnull=True).update(failing_since=now)
        return
    is_new = own.filter(status=Integration.Status.ACTIVE, failing_since__lte=now - WEBHOOKS.failing_after)
    if receiver.status == Integration.Status.ACTIVE and is_new.update(status=Integration.Status.FAILING):
        queue_telling(receiver.endpoint_id, now=now)


def _give_up(receiver: Receiver, now: datetime) -> None:
    """The other side says that the address is no more: nothing is sent until somebody looks."""
    paused = WebhookEndpoint.objects.filter(id=receiver.endpoint_id, disabled_at__isnull=True).update(disabled_at=now)
    if paused:
        own = Integration.objects.filter(id=receiver.integration_id).exclude(status=Integration.Status.DISCONNECTED)
        own.update(status=Integration.Status.PAUSED, failing_since=now)
        queue_telling(receiver.endpoint_id, now=now)


def _queue_following(times: Iterable[object], now: datetime) -> None:
    """Queues the sending of what is to be tried again soon; what is later, the sweep finds."""
    soon = [at for at in times if isinstance(at, datetime) and at < now + _SOON]
    for slot in sorted({int(at.timestamp()) // _SLOT_SECONDS + 1 for at in soon}):
        queue_sending(at=datetime.fromtimestamp(slot * _SLOT_SECONDS, tz=now.tzinfo))
