"""What the API shows of people."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from resona.accounts.models import User


class PersonRow(serializers.ModelSerializer[User]):
    """A person in care: neither name nor address, which other systems do not need."""

    code = serializers.CharField(
        source="person_code", read_only=True, help_text="Short name that tells nothing of the person"
    )
    clinic_id = serializers.UUIDField(read_only=True, allow_null=True)
    care_ended = serializers.CharField(
        read_only=True, help_text="discharged, moved, declined or deceased; empty: they are in care"
    )

    class Meta:
        model = User
        fields = (
            "id", "code", "language", "timezone", "clinic_id", "created_at", "updated_at", "last_active",
            "consent_version", "care_ended",
        )  # fmt: skip
        read_only_fields = fields


class PerformerRow(serializers.Serializer[Any]):
    """On whose behalf a system did something."""

    system = serializers.CharField()
    value = serializers.CharField()
    display = serializers.CharField()


class EnrolledRow(serializers.Serializer[Any]):
    """Who was enrolled."""

    id = serializers.UUIDField()
    is_new = serializers.BooleanField(help_text="False: they were enrolled before, and stay as they are")
