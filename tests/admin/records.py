"""Makers of analysed sessions: rows as the analysis leaves them, for pages that only read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from baselines.drift import Alarm, Chart, Drift
from baselines.drift_json import drift_columns
from baselines.models import Deviation, UserDrift
from conversations.models import Conversation, Message
from resona.accounts.models import User, UserProfile
from resona.postgres.models import new_id
from risk.models import CrisisEvent, Dissonance, RiskAssessment

SOME_TIME_AGO = datetime(2026, 3, 1, 18, 20, tzinfo=UTC)
CONCEALED: dict[str, Any] = {
    "factor": "dissonance",
    "column": "dissonance",
    "evidence": {"interpretation": "defensive_concealment", "score": 0.74, "confidence": 0.8},
}
INTENDED: dict[str, Any] = {
    "factor": "crisis_language",
    "column": "pattern",
    "evidence": {"severity": 5, "is_present_tense": True, "matches": []},
}


def make_session(person: User, started_at: datetime, **fields: Any) -> Conversation:
    """A session that arrived ten minutes after it began; complete unless gaps are given."""
    gaps = fields.get("not_assessed", [])
    values = {
        "created_at": started_at + timedelta(minutes=10),
        "ended_at": started_at + timedelta(minutes=9),
        "analysis_status": "partial" if gaps else "complete",
        **fields,
    }
    return Conversation.objects.create(user=person, started_at=started_at, **values)


def make_message(session: Conversation, text: str, *, role: str = "user", position: int = 0) -> Message:
    """A sealed message of a session."""
    key = new_id()
    return Message.objects.create(
        id=key,
        conversation=session,
        role=role,
        position=position,
        content=Message.content.seal(key, text),
        created_at=session.started_at,
    )


def make_assessment(session: Conversation, level: str = "medium", **fields: Any) -> RiskAssessment:
    """The session's assessment, all of it owed to dissonance unless factors are given."""
    score = {"low": 0.1, "medium": 0.4, "high": 0.7, "critical": 0.9}[level]
    values = {
        "risk_score": score,
        "dissonance_contribution": score,
        "risk_factors": [{**CONCEALED, "contribution": score}],
        "not_assessed": session.not_assessed,
        "needs_review": level != "low" or bool(session.not_assessed),
        "assessed_at": session.created_at,
        "policy_version": "risk-1",
        **fields,
    }
    return RiskAssessment.objects.create(user_id=session.user_id, session=session, risk_level=level, **values)


def make_event(session: Conversation, level: str = "critical", **fields: Any) -> CrisisEvent:
    """An open crisis event of a session, due within the hour."""
    values = {
        "detection_method": "crisis_language",
        "created_at": session.created_at,
        "due_at": session.created_at + timedelta(hours=1),
        **fields,
    }
    return CrisisEvent.objects.create(user_id=session.user_id, conversation=session, risk_level=level, **values)


def make_dissonance(session: Conversation, **fields: Any) -> Dissonance:
    """Positive words over a distressed voice."""
    values = {
        "stated_emotion": "positive",
        "actual_emotion": "negative",
        "dissonance_score": 0.74,
        "interpretation": "defensive_concealment",
        "risk_level": "high",
        "confidence": 0.8,
        "evidence": {"stated_valence": 0.8, "voice_valence": -0.68, "method": "vader"},
        "detected_at": session.created_at,
        **fields,
    }
    return Dissonance.objects.create(user_id=session.user_id, session=session, **values)


def make_deviation(session: Conversation, deviation_type: str = "rate", z: float = -2.3, **fields: Any) -> Deviation:
    """A slower session than expected."""
    values = {
        "baseline_value": {"expected": 4.2, "low": 3.6, "high": 4.8, "k": 12, "prior": "default", "extractor": "x/1"},
        "current_value": {"value": 3.1},
        "deviation_score": 0.98,
        "detected_at": session.created_at,
        **fields,
    }
    return Deviation.objects.create(
        user_id=session.user_id, session=session, deviation_type=deviation_type, z=z, **values
    )


def alarmed_drift(**fields: Any) -> Drift:
    """Charts with an alarm that is not confirmed yet."""
    alarm = Alarm(
        chart="voice",
        direction="decline",
        onset_at=SOME_TIME_AGO,
        alarmed_at=SOME_TIME_AGO + timedelta(days=20),
        **fields,
    )
    return Drift(
        voice=Chart(level=0.8, since=SOME_TIME_AGO),
        alarm=alarm,
        shadow=None if alarm.latched_at else {"pitch": {"k": 10}},
    )


def make_drift(person: User, drift: Drift | None = None) -> UserDrift:
    """A person's charts as the analysis leaves them."""
    return UserDrift.objects.create(user=person, **drift_columns(drift or alarmed_drift()))


def make_name(person: User, name: str) -> None:
    """The person's name, in their sealed profile."""
    UserProfile.objects.create(
        user=person,
        encrypted_data=UserProfile.encrypted_data.seal(person.id, orjson.dumps({"name": name})),
    )
