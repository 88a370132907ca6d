"""A person's sessions as lines of NDJSON, as other systems send them: they can be taken in again."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

import orjson
from django.db.models import Q

from conversations.models import Conversation, Message
from resona.encryption.sealing import SealedValueError

SESSIONS_AT_ONCE: Final = 100

logger = logging.getLogger(__name__)


def session_lines(user_id: UUID) -> Iterator[bytes]:
    """One session a line, in the order of time, also what they said with somebody else's device.

    A session of which nothing was kept has no line: none would take it.
    """
    in_time = Conversation.objects.order_by("started_at", "id")
    own = Q(user_id=user_id, wrong_person_at__isnull=True) | Q(spoken_by_id=user_id)
    waiting = iter(list(in_time.filter(own).values_list("id", flat=True)))
    while ids := list(islice(waiting, SESSIONS_AT_ONCE)):
        said = _messages_of(ids)
        for session in in_time.filter(id__in=ids).values(*_COLUMNS):
            body = _body({**session, "user_id": user_id}, said[session["id"]])
            if "messages" in body or "voice" in body:
                yield orjson.dumps(body)


_COLUMNS: Final = (
    "id", "started_at", "ended_at", "language", "emotion_summary", "voice_features", "stated_emotion",
    "is_historical",
)  # fmt: skip


def _body(session: dict[str, Any], messages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Members without a value are left out, as whoever sends a session leaves them out."""
    voice = {"features": session["voice_features"], "emotion": session["emotion_summary"]}
    heard = {name: value for name, value in voice.items() if value}
    body = {name: session[name] for name in ("id", "user_id", "started_at", "ended_at", "language", "stated_emotion")}
    body |= {"messages": messages or None, "voice": heard or None, "historical": session["is_historical"] or None}
    return {name: value for name, value in body.items() if value is not None}


def _messages_of(session_ids: Sequence[UUID]) -> defaultdict[UUID, list[dict[str, Any]]]:
    """By session. A message that no key opens is left out; the archive's own list of messages says so."""
    messages: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = Message.objects.filter(conversation_id__in=session_ids).order_by("conversation_id", "position")
    by_id: dict[UUID, dict[str, Any]] = {}
    for id_, first_id, session_id, role, content, created_at in rows.values_list(
        "id", "part_of", "conversation_id", "role", "content", "created_at"
    ):
        try:
            text = Message.content.open(id_, content)
        except SealedValueError:
            logger.warning("message %s cannot be opened", id_)
            continue
        if first_id in by_id:
            by_id[first_id]["content"] += text
        elif first_id is None:
            by_id[id_] = {"id": id_, "role": role, "content": text, "created_at": created_at}
            messages[session_id].append(by_id[id_])
    return messages
