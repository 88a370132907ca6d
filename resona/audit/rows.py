"""What the API shows of accesses."""

from __future__ import annotations

from rest_framework import serializers

from resona.audit.models import DataAccess


class AccessRow(serializers.ModelSerializer[DataAccess]):
    """One request that read records of the person, and maybe of others: of whom, it does not say."""

    who = serializers.CharField(
        source="actor",
        read_only=True,
        help_text="`clinician S-1A2B3C`, `administrator S-1A2B3C`, `system <name>`, `the person themselves`, or `the "
        "person's app, code issued by …`",
    )

    class Meta:
        model = DataAccess
        fields = ("id", "created_at", "who", "source", "reason")
        read_only_fields = fields
