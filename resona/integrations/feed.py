"""Reads the change feed for the endpoints that follow it, and queues what they are told, from each one's own position.

An endpoint that takes its messages slowly, or not at all, gets no more than so many at a time. What is left stays in
the feed, and its position says so.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from resona.audit.changes.news import with_news
from resona.audit.changes.places import Place, ReadAgainError
from resona.audit.changes.reading import Change, Follower, place_now, read_changes
from resona.integrations.kinds import LOST_KIND
from resona.integrations.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from resona.integrations.queueing import queue_sending
from resona.integrations.registry import feed_kinds
from resona.postgres.bulk import Insertion, write_together
from resona.postgres.models import new_id

MOST_WAITING: Final = 100  # messages of the feed that an endpoint has not settled; more stay in the feed
DIGEST_OF_ID: Final = 32  # hexadecimal digits of a digest of 64 that stand in the place of a record's id

logger = logging.getLogger(__name__)


def follow_feed(*, now: datetime) -> None:
    """Queues what there is for each endpoint, and the sending of it.

    Two statements, however many endpoints there are, and some more for each that has something to be told.
    """
    if sum(_follow(endpoint_id, now) for endpoint_id in _to_be_told(now)):
        queue_sending()


def position_of(kinds: Iterable[str], position: str) -> str:
    """Up to where of the feed an endpoint of these kinds has its messages: from now on, where it follows it anew."""
    if not any(kind in feed_kinds() for kind in kinds):
        return ""
    return position or place_now().write()


def _to_be_told(now: datetime) -> Iterator[UUID]:
    """Those that have room and something to read; those too whose position cannot be read."""
    waiting = WebhookAttempt.objects.filter(endpoint=OuterRef("pk"), next_at__isnull=False)
    has_room = ~Exists(waiting.order_by()[MOST_WAITING - 1 : MOST_WAITING])
    following = WebhookEndpoint.objects.filter(has_room, disabled_at__isnull=True).exclude(position="")
    readable: dict[UUID, tuple[Follower, Place]] = {}
    for endpoint_id, clinic_id, kinds, position in following.order_by("id").values_list(
        "id", "integration__clinic_id", "kinds", "position"
    ):
        try:
            readable[endpoint_id] = (_follower(clinic_id, kinds), Place.read(position))
        except ValueError:
            yield endpoint_id
    yield from with_news(readable, now=now)


def _follower(clinic_id: UUID, kinds: Iterable[str]) -> Follower:
    return Follower(clinic_id=clinic_id, kinds=frozenset(kinds) & feed_kinds().keys())


@transaction.atomic
def _follow(endpoint_id: UUID, now: datetime) -> int:
    """How many messages were queued; 0 too where another worker is at it."""
    locked = WebhookEndpoint.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    endpoint = locked.select_related("integration").filter(id=endpoint_id, disabled_at__isnull=True).first()
    if endpoint is None or not endpoint.position:
        return 0
    waiting = WebhookAttempt.objects.filter(endpoint=endpoint, next_at__isnull=False)[:MOST_WAITING].count()
    if waiting >= MOST_WAITING:
        return 0
    follower = _follower(endpoint.integration.clinic_id, endpoint.kinds)
    try:
        changes = read_changes(Place.read(endpoint.position), follower=follower, limit=MOST_WAITING - waiting)
    except (ReadAgainError, ValueError):
        logger.warning("webhook %s was away for too long: it is told to read everything again", endpoint.id)
        rows, position = [_row(endpoint, LOST_KIND.name, endpoint.id, None, now)], place_now()
    else:
        rows, position = [_message(endpoint, change) for change in changes.found], changes.after
    _write(rows, now)
    WebhookEndpoint.objects.filter(id=endpoint.id).update(position=position.write())
    return len(rows)


def _message(endpoint: WebhookEndpoint, change: Change) -> dict[str, Any]:
    if change.user_id_sha256 is not None:
        return _row(endpoint, change.kind, UUID(change.user_id_sha256[:DIGEST_OF_ID]), None, change.at)
    assert change.id is not None
    return _row(endpoint, f"{change.kind}.{change.operation}", change.id, change.user_id, change.at)


def _row(endpoint: WebhookEndpoint, kind: str, record_id: UUID, user_id: UUID | None, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "endpoint_id": endpoint.id,
        "clinic_id": endpoint.integration.clinic_id,
        "kind": kind,
        "record_id": record_id,
        "user_id": user_id,
        "created_at": at,
    }


def _write(messages: list[dict[str, Any]], now: datetime) -> None:
    tries = [
        {
            "id": new_id(),
            "clinic_id": message["clinic_id"],
            "endpoint_id": message["endpoint_id"],
            "message_id": message["id"],
            "attempt": 1,
            "next_at": now,
        }
        for message in messages
    ]
    write_together([Insertion(model=WebhookMessage, rows=messages), Insertion(model=WebhookAttempt, rows=tries)])
