"""Paths of webhooks."""

from django.urls import path

from resona.integrations.views import (
    ReplayMessage,
    ReplayMessages,
    RotateWebhookSecret,
    SendTestMessage,
    WebhookAttemptList,
    WebhookEndpointDetail,
    WebhookEndpointList,
    WebhookMessageDetail,
    WebhookMessageList,
)

urlpatterns = [
    path("webhook-endpoints/", WebhookEndpointList.as_view(), name="webhook-endpoints"),
    path("webhook-endpoints/<uuid:id>/", WebhookEndpointDetail.as_view(), name="webhook-endpoint"),
    path("webhook-endpoints/<uuid:id>/rotate-secret/", RotateWebhookSecret.as_view(), name="rotate-webhook-secret"),
    path("webhook-endpoints/<uuid:id>/test/", SendTestMessage.as_view(), name="test-webhook"),
    path("webhook-messages/", WebhookMessageList.as_view(), name="webhook-messages"),
    path("webhook-messages/replay/", ReplayMessages.as_view(), name="replay-webhook-messages"),
    path("webhook-messages/<uuid:id>/", WebhookMessageDetail.as_view(), name="webhook-message"),
    path("webhook-messages/<uuid:id>/replay/", ReplayMessage.as_view(), name="replay-webhook-message"),
    path("webhook-attempts/", WebhookAttemptList.as_view(), name="webhook-attempts"),
]
