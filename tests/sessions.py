"""Sessions for tests, as other systems send them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from conversations.reading import read_session
from conversations.values import Session
from resona.accounts.models import User
from resona.analysis.services import Outcome, record_sessions
from resona.api.lenient_json import Sent
from resona.api.preferences import Handling

# The person's own normal, and how much it varies from session to session.
USUAL = {
    "pitch_hz": (190.0, 6.0),
    "pitch_sd_semitones": (3.0, 0.3),
    "energy_db": (-22.0, 1.5),
    "energy_sd_db": (6.0, 0.5),
    "rate_sps": (4.3, 0.25),
    "pause_ratio": (0.2, 0.03),
    "jitter": (0.02, 0.002),
    "hnr_db": (14.0, 0.8),
}
AT_EASE = {"calm": 0.5, "neutral": 0.4, "happy": 0.1}
DISTRESSED = {"sad": 0.7, "hopeless": 0.2, "neutral": 0.1}
LATEST = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)


def make_body(
    person: User, *, at: datetime = LATEST, said: tuple[str, ...] = ("It was a good day.",), **given: Any
) -> dict[str, Any]:
    """A session of this person; `voice`, `emotion` and any other member may be given, None leaves it out."""
    rng = random.Random(given.pop("seed", at.timestamp()))
    features = given.pop("features", usual_features(rng))
    emotion: Mapping[str, float] | None = given.pop("emotion", AT_EASE)
    voice = {name: value for name, value in (("features", features), ("emotion", emotion)) if value}
    body: dict[str, Any] = {
        "id": str(uuid4()),
        "user_id": str(person.id),
        "started_at": at.isoformat(),
        "ended_at": (at + timedelta(minutes=10)).isoformat(),
        "language": "en",
        "messages": [{"id": str(uuid4()), "role": "user", "content": text} for text in said],
        "voice": voice or None,
        **given,
    }
    return {name: value for name, value in body.items() if value is not None}


def usual_features(rng: random.Random, **changed: float) -> dict[str, Any]:
    """Voice features as usual for the person, but for what is changed."""
    features: dict[str, Any] = {name: rng.gauss(mean, sd) for name, (mean, sd) in USUAL.items()}
    return {**features, "extractor": "test/1", **changed}


def read(body: Mapping[str, Any], *, now: datetime | None = None, handling: Handling = "lenient") -> Session:
    return read_session(Sent(value=body), now=now or timezone.now(), handling=handling)


def record(
    caller: User, *bodies: Mapping[str, Any], now: datetime | None = None, handling: Handling = "lenient"
) -> list[Outcome]:
    """Records sessions through the real service, an hour after the last of them unless said otherwise."""
    latest = max(datetime.fromisoformat(body["started_at"]) for body in bodies)
    now = now or latest + timedelta(hours=1)
    sessions = [read(body, now=now, handling=handling) for body in bodies]
    return record_sessions(sessions, caller=caller, now=now, handling=handling)


def record_course(caller: User, person: User, count: int, *, until: datetime = LATEST) -> list[UUID]:
    """So many ordinary sessions, one a day, the last one a day before `until`; returns their ids."""
    ids = []
    for days in range(count, 0, -1):
        (outcome,) = record(caller, make_body(person, at=until - timedelta(days=days)))
        assert outcome.status == 201
        ids.append(outcome.session_id)
    return ids
