"""What the API shows of baselines and deviations."""

from __future__ import annotations

from rest_framework import serializers

from baselines.models import Baseline, Deviation, UserDrift
from resona.api.rows import JsonColumn
from resona.api.shapes import COUNT, NUMBER, NUMBERS, TEXT, open_object

LEARNED = open_object(
    {
        "extractor": {**TEXT, "description": "What measured it, of which the statistics are"},
        "unit": {**TEXT, "description": "In which they are kept"},
        "k": {**COUNT, "description": "Sessions"},
        "mean": NUMBER,
        "sum_squares": {**NUMBER, "description": "Of the distances from the mean"},
        "summed_shares": {**NUMBERS, "description": "Of the baseline of emotions: by emotion"},
        "others": {
            "type": "object",
            "additionalProperties": open_object({"k": COUNT}),
            "description": "The same by what else measured it",
        },
    },
)
EXPECTED = open_object(
    {
        "expected": NUMBER,
        "low": {**NUMBER, "description": "Of the band that holds nine in ten of the person's sessions"},
        "high": NUMBER,
        "k": {**COUNT, "description": "Sessions of the person behind it"},
        "prior": {**TEXT, "description": "Version of the population prior behind it"},
        "reference_people": {**COUNT, "description": "People that prior was learned from; 0: the shipped constants"},
        "extractor": TEXT,
    }
)
MEASURED = open_object({"value": {**NUMBER, "description": "In the feature's own unit"}})


class BaselineRow(serializers.ModelSerializer[Baseline]):
    """What is normal for a person, of one thing measured."""

    baseline_value = JsonColumn(LEARNED, help_text="Sufficient statistics of the person's sessions so far")

    class Meta:
        model = Baseline
        fields = ("id", "user_id", "baseline_type", "baseline_value", "session_count", "established_at", "updated_at")
        read_only_fields = fields


class DeviationRow(serializers.ModelSerializer[Deviation]):
    """How far one thing measured in a session was from the person's own normal."""

    baseline_value = JsonColumn(EXPECTED, allow_null=True, help_text="What was expected of this person")
    current_value = JsonColumn(MEASURED, allow_null=True, help_text="What was measured")

    class Meta:
        model = Deviation
        fields = (
            "id",
            "user_id",
            "session_id",
            "deviation_type",
            "baseline_value",
            "current_value",
            "deviation_score",
            "z",
            "detected_at",
            "analysis_run",
            "policy_version",
            "is_current",
        )
        read_only_fields = fields


class DriftDocument(serializers.ModelSerializer[UserDrift]):
    """Whether a person's sessions drift away from their own normal."""

    user_id = serializers.UUIDField(read_only=True)
    updated_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="Empty: there was no session to chart yet"
    )

    class Meta:
        model = UserDrift
        fields = ("user_id", "status", "chart", "direction", "onset_at", "alarmed_at", "latched_at", "updated_at")
        read_only_fields = fields
