"""What the API shows of dissonance, assessments and crisis events."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from conversations.rows import NOT_ASSESSED
from resona.accounts.rows import PerformerRow
from resona.api.rows import JsonColumn, Unreadable
from resona.api.shapes import (
    COUNT,
    ID,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    NUMBER,
    NUMBERS,
    TEXT,
    TRUTH,
    list_of,
    open_object,
)
from risk.models import CrisisEvent, CrisisEventStep, Dissonance, Level, RiskAssessment
from risk.scoring import COLUMNS

CODES = list_of(NOT_ASSESSED)
SPANS = list_of(open_object({"message_id": ID, "start": COUNT, "end": COUNT}, required=("message_id", "start", "end")))
EVIDENCE = open_object(
    {
        "matches": {**SPANS, "description": "Of words: in which message, from which character to which"},
        "severity": {**COUNT, "description": "Of crisis language: 1 to 6"},
        "is_present_tense": TRUTH,
        "direction": TEXT,
        "z": {**NUMBERS, "description": "Signed personal deviations, by baseline type"},
        "p": NUMBER,
        "score": NUMBER,
        "confidence": MAYBE_NUMBER,
        "from_at": {**MAYBE_TEXT, "format": "date-time"},
        "to_at": {**MAYBE_TEXT, "format": "date-time"},
        "sessions": COUNT,
    }
)
VALENCES = open_object(
    {
        "stated_valence": {**MAYBE_NUMBER, "description": "Of the words, -1 to 1"},
        "voice_valence": {**MAYBE_NUMBER, "description": "Of the voice, -1 to 1"},
        "method": {**MAYBE_TEXT, "description": "What read the words"},
        "spans": {**SPANS, "description": "Where the words stand that decided; at most 5"},
    }
)
FACTORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "factor": {"type": "string"},
            "column": {"type": "string", "enum": list(COLUMNS)},
            "contribution": {"type": "number"},
            "evidence": {
                **EVIDENCE,
                "description": "Ids, places and numbers, never words; which of them, `factor` says",
            },
        },
        "required": ["factor", "contribution"],
    },
}


class DissonanceRow(serializers.ModelSerializer[Dissonance]):
    """Stated against actual emotion in one session."""

    evidence = JsonColumn(VALENCES, help_text="Valence and confidence of words and voice")

    class Meta:
        model = Dissonance
        fields = (
            "id",
            "user_id",
            "session_id",
            "stated_emotion",
            "actual_emotion",
            "dissonance_score",
            "interpretation",
            "risk_level",
            "confidence",
            "evidence",
            "detected_at",
            "analysis_run",
            "policy_version",
            "is_current",
        )
        read_only_fields = fields


class RiskAssessmentRow(serializers.ModelSerializer[RiskAssessment]):
    """What a session's findings amount to, each contribution with its evidence, and what was done about it."""

    risk_factors = JsonColumn(FACTORS, help_text="Every contribution with its evidence, which never quotes")
    not_assessed = JsonColumn(CODES, help_text="Codes of what could not be assessed")
    action_taken_by = serializers.UUIDField(source="action_taken_by_uuid", read_only=True, allow_null=True)

    class Meta:
        model = RiskAssessment
        fields = (
            "id",
            "user_id",
            "session_id",
            "risk_score",
            "risk_level",
            "risk_factors",
            "dissonance_contribution",
            "baseline_deviation_contribution",
            "pattern_contribution",
            "not_assessed",
            "needs_review",
            "review_due_at",
            "assessed_at",
            "action_taken",
            "action_taken_by",
            "action_taken_at",
            "analysis_run",
            "policy_version",
            "is_current",
        )
        read_only_fields = fields


class CrisisEventRow(serializers.ModelSerializer[CrisisEvent]):
    """What a person must act on, by a time, and who did."""

    acknowledged_by = serializers.UUIDField(source="acknowledged_by_uuid", read_only=True, allow_null=True)
    resolved_by = serializers.UUIDField(source="resolved_by_uuid", read_only=True, allow_null=True)
    source_id = serializers.UUIDField(source="source_uuid", read_only=True, help_text="Of a session its id")
    episode_id = serializers.UUIDField(
        source="episode_uuid", read_only=True, help_text="The same for events that belong together"
    )
    assessment_id = serializers.UUIDField(
        read_only=True, allow_null=True, help_text="The current assessment of its session; null: there is none"
    )

    class Meta:
        model = CrisisEvent
        fields = (
            "id",
            "user_id",
            "conversation_id",
            "source_kind",
            "source_id",
            "episode_id",
            "assessment_id",
            "risk_level",
            "detection_method",
            "escalation_required",
            "is_historical",
            "human_reviewed",
            "due_at",
            "acknowledged_by",
            "acknowledged_at",
            "resolved_by",
            "resolved_at",
            "resolution",
            "created_at",
        )
        read_only_fields = fields


class CrisisEventStepRow(serializers.ModelSerializer[CrisisEventStep]):
    """One thing that was done about a crisis event."""

    text = serializers.CharField(
        read_only=True, allow_null=True, help_text="What was written; null for systems, which read no notes"
    )
    actor_id = serializers.UUIDField(
        source="actor_id_uuid", read_only=True, allow_null=True, help_text="Null: it was done of itself"
    )
    performer = PerformerRow(read_only=True, allow_null=True)
    unreadable = Unreadable()

    class Meta:
        model = CrisisEventStep
        fields = ("id", "kind", "resolution", "text", "actor_id", "performer", "at", "unreadable")
        read_only_fields = fields


class CrisisEventStepDocument(CrisisEventStepRow):
    """The same, by itself."""

    class Meta:
        model = CrisisEventStep
        fields = ("user_id", "event_id", *CrisisEventStepRow.Meta.fields)
        read_only_fields = fields


class CrisisEventColumns(CrisisEventRow):
    """A crisis event, with that it was opened again."""

    reopened_by = serializers.UUIDField(source="reopened_by_uuid", read_only=True, allow_null=True)

    class Meta:
        model = CrisisEvent
        fields = (*CrisisEventRow.Meta.fields, "reopened_by", "reopened_at")
        read_only_fields = fields


class CrisisEventDocument(CrisisEventColumns):
    """A crisis event with what was done about it, the latest first."""

    steps = CrisisEventStepRow(many=True, read_only=True)

    class Meta:
        model = CrisisEvent
        fields = (*CrisisEventColumns.Meta.fields, "steps")
        read_only_fields = fields


class _Moment(serializers.Serializer[Any]):
    """One session of a course."""

    session_id = serializers.UUIDField()
    at = serializers.DateTimeField(help_text="When the session started")


class TimelinePoint(_Moment):
    """One value beside what was expected of this person; no band while there was nothing to compare with."""

    value = serializers.FloatField(allow_null=True)
    expected = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    z = serializers.FloatField(allow_null=True, help_text="Signed personal deviations")


class TimelineEmotions(_Moment):
    """Share of each emotion heard in one session."""

    shares = serializers.DictField(child=serializers.FloatField())


class TimelineDissonance(_Moment):
    """Words against voice in one session."""

    stated_emotion = serializers.CharField()
    actual_emotion = serializers.CharField()
    dissonance_score = serializers.FloatField()
    interpretation = serializers.ChoiceField(choices=Dissonance.Interpretation.choices)
    risk_level = serializers.ChoiceField(choices=Level.choices)


class TimelineRisk(_Moment):
    """What one session's findings amount to."""

    risk_score = serializers.FloatField()
    risk_level = serializers.ChoiceField(choices=Level.choices)
    needs_review = serializers.BooleanField()
    not_assessed = serializers.ListField(child=serializers.CharField())


# Made by a call because one of its members is called `from`.
TimelineDocument = inline_serializer(
    "Timeline",
    {
        "user_id": serializers.UUIDField(),
        "from": serializers.DateTimeField(allow_null=True),
        "to": serializers.DateTimeField(allow_null=True),
        "series": serializers.DictField(child=TimelinePoint(many=True), help_text="By baseline type"),
        "emotions": TimelineEmotions(many=True),
        "dissonance": TimelineDissonance(many=True),
        "risk": TimelineRisk(many=True),
    },
)
