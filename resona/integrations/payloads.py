"""What a message says: its kind, when it happened, and where the record is. Ids and addresses, never content."""

from __future__ import annotations

import orjson
from django.conf import settings

from resona.integrations.claims import DueMessage
from resona.integrations.kinds import ERASED, TEST
from resona.integrations.registry import path_of_type

SAYS_TEST = "This is a test: nothing happened."


def payload_of(message: DueMessage) -> bytes:
    """JSON as Standard Webhooks has it: type, timestamp, data. The same for every try."""
    if message.kind == ERASED:  # the id itself is nowhere any more
        data: dict[str, object] = {"user_id_sha256": message.digest}
        return orjson.dumps({"type": message.kind, "timestamp": message.at, "data": data})
    data = {"id": message.record_id}
    if message.user_id is not None:
        data["user_id"] = message.user_id
    path = path_of_type(message.kind)
    if path:
        data["url"] = settings.SITE_URL + path.format(id=message.record_id, user_id=message.user_id)
    if message.kind == TEST:
        data["test"] = True
        data["says"] = SAYS_TEST
    return orjson.dumps({"type": message.kind, "timestamp": message.at, "data": data})
