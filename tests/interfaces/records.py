"""Stored sessions of a person, as the analysis leaves them; written row by row, so that tests say what each holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from conversations.models import Conversation, Message
from resona.accounts.models import User
from resona.postgres.models import new_id
from risk.models import CrisisEvent, Dissonance, RiskAssessment

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT_EASE = {"calm": 0.5, "neutral": 0.4, "happy": 0.1}
SAD = {"sad": 0.7, "hopeless": 0.2, "neutral": 0.1}
SCORES = {"low": 0.1, "medium": 0.4, "high": 0.7, "critical": 0.9}


def store_unreadable_session(person: User, *, at: datetime) -> Conversation:
    """A session that no build can read, as of a release that knew another emotion: the builds of this person fail."""
    return store_session(person, at=at, emotion={"elated": 1.0})


def store_session(
    person: User,
    *,
    at: datetime,
    emotion: Mapping[str, float] | None = AT_EASE,
    said: Sequence[str] = (),
    level: str | None = "low",
    interpretation: str | None = None,
    language: str = "en",
) -> Conversation:
    """One session with what was found in it."""
    session = Conversation.objects.create(
        user=person, started_at=at, language=language, emotion_summary=emotion, crisis_detected=level == "critical"
    )
    for position, text in enumerate(said):
        id_ = new_id()
        content = Message.content.seal(id_, text)
        Message.objects.create(id=id_, conversation=session, position=position, role="user", content=content)
    if level is not None:
        RiskAssessment.objects.create(
            user=person,
            session=session,
            risk_level=level,
            risk_score=SCORES[level],
            pattern_contribution=SCORES[level],
        )
    if interpretation is not None:
        Dissonance.objects.create(
            user=person,
            session=session,
            stated_emotion="positive",
            actual_emotion="negative",
            dissonance_score=0.6,
            interpretation=interpretation,
            risk_level="medium",
        )
    return session


def store_days(person: User, count: int, *, until: datetime = NOW, **given: object) -> list[Conversation]:
    """So many sessions, one a day, the last one a day before `until`."""
    days = range(count, 0, -1)
    return [store_session(person, at=until - timedelta(days=day), **given) for day in days]  # type: ignore[arg-type]


def raise_event(session: Conversation, level: str = "critical") -> CrisisEvent:
    return CrisisEvent.objects.create(
        user=session.user, conversation=session, risk_level=level, detection_method="words"
    )
