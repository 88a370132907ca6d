"""Querysets of what was said and measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resona.accounts.querysets import PersonRecordQuerySet

if TYPE_CHECKING:
    from conversations.models import Conversation, EmotionReading, Message, Upload


class ConversationQuerySet(PersonRecordQuerySet["Conversation"]):
    """Sessions."""


class MessageQuerySet(PersonRecordQuerySet["Message"]):
    """Messages, whose person is their session's."""

    person_field = "conversation__user"


class EmotionReadingQuerySet(PersonRecordQuerySet["EmotionReading"]):
    """Emotional readings."""


class UploadQuerySet(PersonRecordQuerySet["Upload"]):
    """Uploads."""
