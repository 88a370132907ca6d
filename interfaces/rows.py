"""What the API shows of interfaces and of how they evolved."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from interfaces.config import InterfaceConfig
from interfaces.models import InterfaceEvolution, UserInterface
from interfaces.services import Outcome
from resona.api.rows import JsonColumn, Unreadable

CHANGES = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "what": {"type": "string", "description": "The aspect that differs, e.g. theme, components.Greeting.text"},
            "from": {"description": "What it was; null: there was none"},
            "to": {"description": "What it is since"},
            "why": {"type": "string", "description": "In the person's words"},
            "why_for_clinician": {"type": "string", "description": "Only for who may read findings, never the person"},
        },
        "required": ["what", "from", "to", "why"],
    },
}


class InterfaceRow(serializers.ModelSerializer[UserInterface]):
    """One version of what a person sees."""

    interface_config = JsonColumn(InterfaceConfig, help_text="As /api/v1/interface-schema/ describes it")
    decided_by = serializers.UUIDField(source="decided_by_uuid", read_only=True, allow_null=True)
    reason = serializers.CharField(
        read_only=True, allow_null=True, help_text="Why staff decided so; null for the person and without records:read"
    )
    unreadable = Unreadable()

    class Meta:
        model = UserInterface
        fields = (
            "id",
            "user_id",
            "version",
            "active",
            "generated_at",
            "origin",
            "kept_version",
            "decided_by",
            "reason",
            "unreadable",
            "interface_config",
        )
        read_only_fields = fields


class SmallStep(serializers.Serializer[Any]):
    """Something the person agreed on with staff, which their app ticks off at `POST /api/v1/tasks/{id}/complete/`."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    text = serializers.CharField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)


class InterfaceDocument(serializers.ModelSerializer[UserInterface]):
    """What a person sees now: the same for whoever reads it."""

    interface_config = JsonColumn(InterfaceConfig, help_text="As /api/v1/interface-schema/ describes it")

    class Meta:
        model = UserInterface
        fields = ("id", "user_id", "version", "generated_at", "interface_config")
        read_only_fields = fields


class ServedInterface(InterfaceDocument):
    """The same with what is theirs to do: stored with no interface, for it is in their and their team's own words."""

    small_steps = SmallStep(many=True, read_only=True)

    class Meta:
        model = UserInterface
        fields = (*InterfaceDocument.Meta.fields, "small_steps")
        read_only_fields = fields


class EvolutionRow(serializers.ModelSerializer[InterfaceEvolution]):
    """What changed with a version, from what to what, and why."""

    changes = JsonColumn(CHANGES)

    class Meta:
        model = InterfaceEvolution
        fields = ("id", "user_id", "version", "generated_at", "changes")
        read_only_fields = fields


class RebuildAnswer(serializers.Serializer[Any]):
    """What came of building an interface now."""

    user_id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=[str(Outcome.CHANGED), str(Outcome.UNCHANGED)])
    version = serializers.IntegerField(help_text="The version shown")
