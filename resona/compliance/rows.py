"""What the API shows of consent and of privacy settings."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from resona.api.rows import Unreadable
from resona.compliance.models import ConsentRecord, PrivacySettings, PurposeChoice


class CurrentConsent(serializers.Serializer[Any]):
    """What a person decided last about one purpose, and what they would agree to now."""

    purpose = serializers.ChoiceField(choices=PurposeChoice.choices)
    decision = serializers.ChoiceField(
        choices=ConsentRecord.Decision.choices, allow_null=True, help_text="Empty: never decided"
    )
    version = serializers.CharField(help_text="Of the text it is about; empty where none was ever given")
    decided_at = serializers.DateTimeField(allow_null=True)
    text_version = serializers.CharField(allow_null=True, help_text="The clinic's newest; empty: it keeps none here")
    text_language = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_null=True, help_text="Its words, in the person's language if there are such")


class ConsentRecordRow(serializers.ModelSerializer[ConsentRecord]):
    """One decision."""

    reason = serializers.CharField(
        read_only=True, allow_null=True, help_text="What staff noted, for the person and those who care for them"
    )
    unreadable = Unreadable()

    class Meta:
        model = ConsentRecord
        fields = (
            "id",
            "purpose",
            "decision",
            "version",
            "channel",
            "reason",
            "decided_at",
            "decided_by_uuid",
            "unreadable",
        )
        read_only_fields = fields


class ConsentsDocument(serializers.Serializer[Any]):
    """What a person agreed to: as it counts now, every purpose; and decision by decision, the newest first."""

    user_id = serializers.UUIDField()
    current = CurrentConsent(many=True)
    history = ConsentRecordRow(many=True, help_text="At most 200")


class PrivacySettingsDocument(serializers.ModelSerializer[PrivacySettings]):
    """What a person lets be shown to whom, and for how long."""

    user_id = serializers.UUIDField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Empty: these are the defaults")
    effective_retention_days = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="The person's or the clinic's, whichever is shorter; empty: no limit"
    )

    class Meta:
        model = PrivacySettings
        fields = ("user_id", "words_for_clinicians", "retention_days", "effective_retention_days", "updated_at")
        read_only_fields = fields
