"""What the API shows of baselines and deviations."""

from __future__ import annotations

from rest_framework import serializers

from baselines.models import Baseline, Deviation, UserDrift
from resona.api.rows import JsonColumn

OBJECT = {"type": "object", "additionalProperties": True}


class BaselineRow(serializers.ModelSerializer[Baseline]):
    """What is normal for a person, of one thing measured."""

    baseline_value = JsonColumn(OBJECT, help_text="Sufficient statistics of the person's sessions so far")

    class Meta:
        model = Baseline
        fields = ("id", "user_id", "baseline_type", "baseline_value", "session_count", "established_at", "updated_at")
        read_only_fields = fields


class DeviationRow(serializers.ModelSerializer[Deviation]):
    """How far one thing measured in a session was from the person's own normal."""

    baseline_value = JsonColumn(OBJECT, allow_null=True, help_text="What was expected: expected, low, high, k, …")
    current_value = JsonColumn(OBJECT, allow_null=True, help_text="What was measured: value")

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
