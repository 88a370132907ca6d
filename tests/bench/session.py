"""The session that is measured: ten messages of twelve words, eight voice features and emotion shares."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from resona.postgres.models import new_id

FIXTURE: dict[str, Any] = orjson.loads(Path(__file__).with_name("session.json").read_bytes())
FIRST_SESSION_AT = datetime(2025, 1, 1, 18, tzinfo=UTC)
APART = timedelta(hours=1)
LASTS = timedelta(minutes=11)
# How much a feature varies from session to session, as a share of its value: about as much as in real people.
VARIATION = 0.05


def sessions_of(person_id: UUID, *, seed: int) -> Iterator[dict[str, Any]]:
    """Sessions of one person without end, an hour apart, each with its own ids and a slightly different voice."""
    rng = random.Random(seed)
    started_at = FIRST_SESSION_AT
    while True:
        yield {
            **FIXTURE,
            "id": str(new_id()),
            "user_id": str(person_id),
            "started_at": started_at.isoformat(),
            "ended_at": (started_at + LASTS).isoformat(),
            "messages": [
                {**message, "id": str(new_id()), "created_at": (started_at + timedelta(seconds=30 * place)).isoformat()}
                for place, message in enumerate(FIXTURE["messages"])
            ],
            "voice": {**FIXTURE["voice"], "features": _varied(FIXTURE["voice"]["features"], rng)},
        }
        started_at += APART


def _varied(features: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    return {
        name: value * rng.gauss(1.0, VARIATION) if isinstance(value, float) else value
        for name, value in features.items()
    }
