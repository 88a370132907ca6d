"""Who is asking: a signed-in user, or another system with an API key."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyCaller:
    """Another system: sees the people of its clinic, within its scopes."""

    id: UUID  # of the key
    clinic_id: UUID
    scopes: frozenset[str]
    is_authenticated: bool = True
    is_active: bool = True
    is_staff: bool = False

    def __str__(self) -> str:
        return f"key {self.id}"


Anonymous = AnonymousUser
