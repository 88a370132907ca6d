"""What the API shows of sessions and their messages."""

from __future__ import annotations

from rest_framework import serializers

from conversations.emotions import EMOTIONS
from conversations.models import Conversation, Message
from conversations.serializers import VoiceFeatures
from resona.api.rows import JsonColumn, Unreadable
from resona.api.shapes import ANY_VALUE, MAYBE_NUMBER, MAYBE_TEXT, TEXT, list_of, open_codes, open_object

NOT_ASSESSED = open_codes(
    (
        "voice_missing", "voice_unusable", "voice_waiting", "voice_insufficient_baseline", "words_missing",
        "words_uncertain", "words_unread", "language_unsupported",
    ),
    "What could not be assessed; `detector_failed:` with a name is a fault of ours",
)  # fmt: skip
CODES = list_of(NOT_ASSESSED)
SHARES = {"type": "object", "additionalProperties": {"type": "number"}, "example": {EMOTIONS[0]: 0.7, EMOTIONS[1]: 0.3}}
VOICE = open_object(
    {
        **dict.fromkeys(set(VoiceFeatures.model_fields) - {"extractor"}, MAYBE_NUMBER),
        "extractor": {**MAYBE_TEXT, "description": "What measured them"},
        "problems": {**list_of(TEXT), "description": "Why a voice could not be measured"},
    }
)
EMOTION_DATA = open_object({}, rest=ANY_VALUE)


WITHHELD = "null for the person themselves"


class ConversationRow(serializers.ModelSerializer[Conversation]):
    """One session."""

    emotion_summary = JsonColumn(SHARES, allow_null=True, help_text="Share of each emotion heard, summing to 1")
    voice_features = JsonColumn(VOICE, allow_null=True, help_text="What was measured of the voice")
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
    emotion_data = JsonColumn(EMOTION_DATA, allow_null=True)

    class Meta:
        model = Message
        fields = ("id", "conversation_id", "position", "role", "content", "unreadable", "emotion_data", "created_at")
        read_only_fields = fields
