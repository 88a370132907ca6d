"""Bodies of small requests, read as strictly as the large ones."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Text(serializers.CharField):
    """Text and nothing else: a number is not silently made one."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Body(serializers.Serializer[Any]):
    """An object whose members are all known: a misspelt one must not pass for one left out."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise serializers.ValidationError({name: ["is not a member here"] for name in sorted(unknown)})
        return super().to_internal_value(data)


class NothingBody(Body):
    """Nothing, or an empty object."""
