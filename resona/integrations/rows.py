"""What the API shows of webhooks, their messages and the tries to deliver them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from resona.integrations.models import Integration, WebhookAttempt, WebhookEndpoint, WebhookMessage

STATES = (
    ("waiting", "to be sent, or to be tried again"),
    ("delivered", "the other system took it"),
    ("failed", "it was tried for three days, or given up"),
)


class WebhookEndpointRow(serializers.ModelSerializer[WebhookEndpoint]):
    """An address of another system that is told what changed."""

    name = serializers.CharField(source="integration__name", read_only=True, help_text="What staff call it")
    status = serializers.ChoiceField(choices=Integration.Status.choices, source="integration__status", read_only=True)
    failing_since = serializers.DateTimeField(
        source="integration__failing_since",
        read_only=True,
        allow_null=True,
        help_text="The first failure that no success has followed; null: there is none",
    )
    last_ok_at = serializers.DateTimeField(
        source="integration__last_ok_at", read_only=True, allow_null=True, help_text="To some minutes; null: never"
    )
    kinds = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Of what it is told: see the webhooks described here"
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("id", "name", "url", "kinds", "status", "failing_since", "last_ok_at", "disabled_at")
        read_only_fields = fields


class NewWebhookEndpoint(WebhookEndpointRow):
    """The same, with its secret."""

    secret = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="What messages are signed with (whsec_…). Shown this once; null where the webhook was there already",
    )

    class Meta:
        model = WebhookEndpoint
        fields = (*WebhookEndpointRow.Meta.fields, "secret")
        read_only_fields = fields


class WebhookMessageRow(serializers.ModelSerializer[WebhookMessage]):
    """What an endpoint is told of, by ids only."""

    webhook_id = serializers.CharField(read_only=True, help_text="The header webhook-id: the same for every try")
    record_id = serializers.UUIDField(source="record_uuid", read_only=True)
    user_id = serializers.UUIDField(source="user_uuid", read_only=True, allow_null=True)
    state = serializers.ChoiceField(choices=STATES, read_only=True)

    class Meta:
        model = WebhookMessage
        fields = ("id", "webhook_id", "endpoint_id", "kind", "record_id", "user_id", "state", "created_at")
        read_only_fields = fields


class WebhookAttemptRow(serializers.ModelSerializer[WebhookAttempt]):
    """One try to deliver a message: made, under way, or to come."""

    class Meta:
        model = WebhookAttempt
        fields = (
            "id",
            "message_id",
            "endpoint_id",
            "attempt",
            "status_code",
            "duration_ms",
            "error_code",
            "at",
            "next_at",
        )
        read_only_fields = fields


class ReplayedDocument(serializers.Serializer[Any]):
    """How many messages are sent again."""

    messages = serializers.IntegerField()
