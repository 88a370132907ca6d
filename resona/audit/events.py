"""Keeps security events."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from resona.audit.models import SecurityEvent


def record_event(
    kind: SecurityEvent.Kind,
    *,
    actor: str = "",
    clinic_id: UUID | None = None,
    address: str | None = None,
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Keeps one event; `detail` holds ids, names of routes and scopes, and counts, never anything personal.

    It is written in the transaction of the caller: what must stay although the work is taken back is recorded after.
    """
    SecurityEvent.objects.create(
        kind=kind, actor=actor, clinic_id=clinic_id, address=address, detail=dict(detail or {})
    )
