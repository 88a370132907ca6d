"""What is sent in about webhooks."""

from __future__ import annotations

from rest_framework import serializers

from resona.api.serializers import Body, Text
from resona.integrations.models import MAX_KIND_CHARACTERS, MAX_NAME_CHARACTERS
from resona.outgoing.urls import MAX_URL_CHARACTERS

KINDS_HELP = "Of what it is told; an empty list: of nothing"


class EndpointBody(Body):
    """A webhook to be made."""

    id = serializers.UUIDField(required=False, help_text="The sender's own: sent again, it makes no second webhook")
    name = Text(max_length=MAX_NAME_CHARACTERS, help_text="What staff call it")
    url = Text(max_length=MAX_URL_CHARACTERS, help_text="https, at a public address")
    kinds = serializers.ListField(child=Text(max_length=MAX_KIND_CHARACTERS), max_length=100, help_text=KINDS_HELP)


class EndpointChangeBody(Body):
    """What is to be changed of a webhook; what is left out stays."""

    name = Text(max_length=MAX_NAME_CHARACTERS, required=False)
    url = Text(max_length=MAX_URL_CHARACTERS, required=False)
    kinds = serializers.ListField(
        child=Text(max_length=MAX_KIND_CHARACTERS), max_length=100, required=False, help_text=KINDS_HELP
    )
    paused = serializers.BooleanField(required=False, help_text="Whether nothing is sent to it")


class ReplayBody(Body):
    """Which messages are sent again."""

    endpoint_id = serializers.UUIDField()
    since = serializers.DateTimeField(help_text="All of what happened at this time or later")
