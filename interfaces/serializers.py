"""What is sent in when staff decide about a person's interface."""

from __future__ import annotations

from typing import Final

from rest_framework import serializers

from interfaces.models import UserInterface
from resona.api.serializers import Body, Text

LARGEST_VERSION: Final = 2**31 - 1  # of the column


class Number(serializers.IntegerField):
    """A JSON integer and nothing else: neither a text nor a truth value is silently made one."""

    def to_internal_value(self, data: object) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class ReasonBody(Body):
    """Why."""

    reason = Text(max_length=UserInterface.reason.max_characters)


class GoBackBody(ReasonBody):
    """Which version to show again, and why."""

    version = Number(min_value=1, max_value=LARGEST_VERSION)
