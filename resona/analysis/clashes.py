"""Ids that something else has already: neither a session nor a message is lost for one."""

from __future__ import annotations

from dataclasses import replace

from conversations.models import Message
from conversations.values import Session
from resona.errors import InputWarning
from resona.postgres.models import new_id


def with_free_message_ids(session: Session) -> Session:
    """The session with new ids for the messages whose own are taken by another session; itself where none is."""
    taken = _taken_places(session)
    if not taken:
        return session
    return replace(
        session,
        messages=tuple(
            replace(message, id=new_id()) if place in taken else message
            for place, message in enumerate(session.messages)
        ),
        warnings=(*session.warnings, *map(_warning, sorted(taken))),
    )


def _taken_places(session: Session) -> frozenset[int]:
    ids = [message.id for message in session.messages]
    taken = set(Message.objects.filter(id__in=ids).values_list("id", flat=True))
    return frozenset(place for place, id_ in enumerate(ids) if id_ in taken)


def _warning(place: int) -> InputWarning:
    return InputWarning(
        pointer=f"/messages/{place}/id", code="message_id_replaced", detail="is the id of another message"
    )
