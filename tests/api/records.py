"""Rows of findings as the analysis leaves them, for tests that read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from baselines.models import Baseline, Deviation
from conversations.models import Conversation, Message
from resona.accounts.models import CarePeriod, User
from resona.postgres.models import new_id
from risk.models import CrisisEvent, Dissonance, RiskAssessment

START = datetime(2026, 3, 1, 18, 20, tzinfo=UTC)
FEATURES = {"pitch_hz": 180.5, "energy_db": 60.0, "duration_s": 600.0, "extractor": "praat/6"}


def make_session(person: User, *, days: float = 0, **columns: Any) -> Conversation:
    """A session that started so many days after START."""
    defaults: dict[str, Any] = {
        "started_at": START + timedelta(days=days),
        "voice_features": FEATURES,
        "emotion_summary": {"sad": 0.75, "neutral": 0.25},
    }
    return Conversation.objects.create(user=person, **(defaults | columns))


def make_message(session: Conversation, content: str, *, position: int = 0, **columns: Any) -> Message:
    message_id = new_id()
    defaults = {"role": "user", "created_at": session.started_at + timedelta(seconds=position)}
    return Message.objects.create(
        id=message_id,
        conversation=session,
        position=position,
        content=Message.content.seal(message_id, content),
        **(defaults | columns),
    )


def make_baseline(person: User, baseline_type: str = "pitch", **columns: Any) -> Baseline:
    defaults = {"baseline_value": {"k": 4, "mean": 10.25}, "session_count": 4, "established_at": START}
    return Baseline.objects.create(user=person, baseline_type=baseline_type, **(defaults | columns))


def make_deviation(session: Conversation, deviation_type: str = "pitch", **columns: Any) -> Deviation:
    defaults: dict[str, Any] = {
        "baseline_value": {"expected": 190.0, "low": 170.0, "high": 212.0, "k": 4},
        "current_value": {"value": 180.5},
        "deviation_score": 0.5,
        "z": -0.75,
        "detected_at": session.started_at + timedelta(hours=1),
        "policy_version": "test",
    }
    return Deviation.objects.create(
        user_id=session.user_id, session=session, deviation_type=deviation_type, **(defaults | columns)
    )


def make_dissonance(session: Conversation, **columns: Any) -> Dissonance:
    defaults: dict[str, Any] = {
        "stated_emotion": "positive",
        "actual_emotion": "negative",
        "dissonance_score": 0.75,
        "interpretation": "defensive_concealment",
        "risk_level": "high",
        "confidence": 0.5,
        "evidence": {"stated_valence": 0.5, "voice_valence": -1.0},
        "detected_at": session.started_at + timedelta(hours=1),
    }
    return Dissonance.objects.create(user_id=session.user_id, session=session, **(defaults | columns))


def make_assessment(session: Conversation, **columns: Any) -> RiskAssessment:
    defaults: dict[str, Any] = {
        "risk_score": 0.5,
        "risk_level": "medium",
        "risk_factors": [{"factor": "dissonance", "contribution": 0.5, "evidence": {"message_id": str(uuid4())}}],
        "dissonance_contribution": 0.5,
        "not_assessed": ["words_uncertain"],
        "needs_review": True,
        "assessed_at": session.started_at + timedelta(hours=1),
    }
    return RiskAssessment.objects.create(user_id=session.user_id, session=session, **(defaults | columns))


def make_event(session: Conversation, **columns: Any) -> CrisisEvent:
    defaults: dict[str, Any] = {
        "risk_level": "critical",
        "detection_method": "crisis_language",
        "due_at": session.started_at + timedelta(hours=2),
        "created_at": session.started_at + timedelta(hours=1),
    }
    return CrisisEvent.objects.create(user_id=session.user_id, conversation=session, **(defaults | columns))


def make_everything(person: User, *, days: float = 0) -> Conversation:
    """A session with something in every table that can be read."""
    session = make_session(person, days=days)
    make_message(session, "I'm fine, just tired")
    make_deviation(session)
    make_dissonance(session)
    make_assessment(session)
    make_event(session)
    return session


def begin_care_of(person: User) -> CarePeriod:
    """In care since before anything was recorded."""
    return CarePeriod.objects.create(user=person, started_at=START)
