"""Messages sent by request: a test that says it is one, one message again, all since a time again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection, transaction

from resona.errors import Fault, InvalidInputError, ResonaError
from resona.integrations.kinds import TEST
from resona.integrations.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from resona.integrations.policy import WEBHOOKS
from resona.integrations.queueing import queue_sending
from resona.integrations.services import UnknownEndpointError, require_may_set_up
from resona.postgres.models import NEW_ID

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# A try of each of these messages now: what waits is made now, what is settled is tried anew, from the first pause.
_HURRY: Final = (
    "UPDATE webhook_attempts SET next_at = %(now)s WHERE message_id = ANY(%(ids)s) AND next_at > %(now)s AND at IS NULL"
)
_AGAIN: Final = """
INSERT INTO webhook_attempts (id, clinic_id, endpoint_id, message_id, attempt, next_at)
SELECT {new_id}, message.clinic_id, message.endpoint_id, message.id, 1, %(now)s
FROM webhook_messages AS message WHERE message.id = ANY(%(ids)s)
ON CONFLICT (message_id) WHERE next_at IS NOT NULL DO NOTHING
""".replace("{new_id}", NEW_ID)


class UnknownMessageError(ResonaError):
    """There is no such message, or none that you may see."""

    status = 404


class PausedEndpointError(ResonaError):
    """The webhook is paused: nothing is sent to it. Resume it first."""

    status = 409


@transaction.atomic
def send_test(*, endpoint_id: UUID, caller: Caller, now: datetime) -> WebhookMessage:
    """Queues a message that says it is a test.

    Raises NotYoursToSetUpError, UnknownEndpointError, PausedEndpointError.
    """
    endpoint = _endpoint(endpoint_id, caller)
    clinic_id = endpoint.integration.clinic_id
    message = WebhookMessage.objects.create(
        endpoint=endpoint, clinic_id=clinic_id, kind=TEST, record_uuid=endpoint.id, created_at=now
    )
    WebhookAttempt.objects.create(endpoint=endpoint, clinic_id=clinic_id, message=message, next_at=now)
    queue_sending()
    return message


@transaction.atomic
def send_again(*, message_id: UUID, caller: Caller, now: datetime) -> WebhookMessage:
    """Queues a message anew, under its own id.

    Raises NotYoursToSetUpError, UnknownMessageError, PausedEndpointError.
    """
    require_may_set_up(caller)
    seen = WebhookMessage.objects.visible_to(caller).select_related("endpoint")
    message = seen.filter(id=message_id).first()
    if message is None:
        raise UnknownMessageError
    if message.endpoint.disabled_at is not None:
        raise PausedEndpointError
    _queue([message.id], now)
    return message


@transaction.atomic
def send_all_again(*, endpoint_id: UUID, since: datetime, caller: Caller, now: datetime) -> int:
    """Queues an endpoint's messages of this time and later anew; how many.

    Raises NotYoursToSetUpError, UnknownEndpointError, PausedEndpointError, InvalidInputError.
    """
    endpoint = _endpoint(endpoint_id, caller)
    if since < now - WEBHOOKS.kept_for:
        detail = f"must be within the last {WEBHOOKS.kept_for.days} days, for which messages are kept"
        raise InvalidInputError([Fault(pointer="/since", detail=detail)])
    seen = WebhookMessage.objects.visible_to(caller).filter(endpoint=endpoint, created_at__gte=since)
    ids = list(seen.exclude(kind=TEST).values_list("id", flat=True))
    _queue(ids, now)
    return len(ids)


def _queue(ids: list[UUID], now: datetime) -> None:
    with connection.cursor() as cursor:
        for statement in (_HURRY, _AGAIN):
            cursor.execute(statement, {"ids": ids, "now": now})
    queue_sending()


def _endpoint(endpoint_id: UUID, caller: Caller) -> WebhookEndpoint:
    require_may_set_up(caller)
    seen = WebhookEndpoint.objects.visible_to(caller).kept().select_related("integration")
    endpoint = seen.filter(id=endpoint_id).first()
    if endpoint is None:
        raise UnknownEndpointError
    if endpoint.disabled_at is not None:
        raise PausedEndpointError
    return endpoint
