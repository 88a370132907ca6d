"""Querysets of what was said and measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Func, TextField, Value

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

    def count_by_key(self) -> dict[str, int]:
        """How many have a digest of each key, by its id. No digest can be made anew: the bodies are not kept."""
        key_id = Func("body_digest", Value(":"), Value(1), function="split_part", output_field=TextField())
        counted = self.exclude(body_digest="").order_by().values(key_id=key_id).annotate(uploads=Count("*"))
        return dict(counted.order_by("key_id").values_list("key_id", "uploads"))
