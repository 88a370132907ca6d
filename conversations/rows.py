"""What the API shows of sessions and their messages."""

from __future__ import annotations

from rest_framework import serializers

from conversations.emotions import EMOTIONS
from conversations.models import Conversation, Message
from resona.api.rows import JsonColumn, Unreadable

CODES = {"type": "array", "items": {"type": "string"}}
SHARES = {"type": "object", "additionalProperties": {"type": "number"}, "example": {EMOTIONS[0]: 0.7, EMOTIONS[1]: 0.3}}
OBJECT = {"type": "object", "additionalProperties": True}


WITHHELD = "null for the person themselves"


class ConversationRow(serializers.ModelSerializer[Conversation]):
    """One session."""

    emotion_summary = JsonColumn(SHARES, allow_null=True, help_text="Share of each emotion heard, summing to 1")
    voice_features = JsonColumn(OBJECT, allow_null=True, help_text="What was measured of the voice")
    not_assessed = JsonColumn(CODES, allow_null=True, help_text=f"Codes of what could not be assessed; {WITHHELD}")
    crisis_detected = serializers.BooleanField(read_only=True, allow_null=True, help_text=WITHHELD)
    escalated_to_human = serializers.BooleanField(read_only=True, allow_null=True, help_text=WITHHELD)

    class Meta:
        model = Conversation
        fields = (
            "id",
            "user_id",
            "started_at",
            "claimed_started_at",
            "clock_doubtful",
            "is_untimed",
            "is_historical",
            "ended_at",
            "language",
            "emotion_summary",
            "voice_features",
            "stated_emotion",
            "crisis_detected",
            "escalated_to_human",
            "analysis_status",
            "not_assessed",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields


class MessageRow(serializers.ModelSerializer[Message]):
    """What one side said, opened for whoever may see the person."""

    content = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="In clear here, sealed in the database; null for staff whom the person does not let read it",
    )
    unreadable = Unreadable()
    emotion_data = JsonColumn(OBJECT, allow_null=True)

    class Meta:
        model = Message
        fields = ("id", "conversation_id", "position", "role", "content", "unreadable", "emotion_data", "created_at")
        read_only_fields = fields
