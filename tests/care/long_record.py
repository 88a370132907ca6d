"""A long record of one person, as three years leave it: sessions with findings, and what was written beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from baselines.models import Deviation
from conversations.models import Conversation
from resona.accounts.models import User
from resona.care.models import CareNote
from resona.postgres.models import new_id
from risk.models import Dissonance, RiskAssessment
from tests.admin.records import CONCEALED
from tests.care.made import make_decision, make_task

SESSIONS, ENTRIES = 1000, 500
USUAL = {"rate": 4.2, "pitch": 190.0, "pause": 0.3, "energy": 58.0}
BETWEEN_SESSIONS, BETWEEN_ENTRIES = timedelta(hours=26), timedelta(hours=52)


def make_long_record(person: User, by: User, *, now: datetime) -> None:
    """Every tenth session medium, with voice and words compared; notes, contacts, decisions and follow-ups."""
    sessions = [_session(person, now - number * BETWEEN_SESSIONS, number) for number in range(SESSIONS)]
    Conversation.objects.bulk_create(sessions)
    RiskAssessment.objects.bulk_create(_assessment(session, _is_medium(at)) for at, session in enumerate(sessions))
    Deviation.objects.bulk_create(each for at, session in enumerate(sessions) for each in _deviations(session, at))
    Dissonance.objects.bulk_create(_dissonance(session, _is_medium(at)) for at, session in enumerate(sessions))
    times = [now - number * BETWEEN_ENTRIES - timedelta(hours=2) for number in range(ENTRIES)]
    CareNote.objects.bulk_create(_note(person, by, at, number) for number, at in enumerate(times) if number % 10 < 8)
    for number, at in enumerate(times):
        if number % 10 == 8:
            make_decision(person, by, at)
        elif number % 10 == 9:
            make_task(person, by, now=at)


def _is_medium(number: int) -> bool:
    return number % 10 == 0


def _session(person: User, at: datetime, number: int) -> Conversation:
    return Conversation(
        id=new_id(),
        user=person,
        started_at=at - timedelta(hours=1),
        ended_at=at - timedelta(minutes=51),
        created_at=at,
        analysis_status="complete",
        emotion_summary={"neutral": 0.6, "sad": 0.25, "happy": 0.15},
        voice_features={"rate_sps": 3.5 + number % 5 / 10},
    )


def _assessment(session: Conversation, is_medium: bool) -> RiskAssessment:
    score = 0.4 if is_medium else 0.1
    return RiskAssessment(
        user_id=session.user_id,
        session=session,
        risk_level="medium" if is_medium else "low",
        risk_score=score,
        dissonance_contribution=score,
        risk_factors=[{**CONCEALED, "contribution": score}] if is_medium else [],
        action_taken_at=session.created_at,
        policy_version="risk-1",
    )


def _deviations(session: Conversation, number: int) -> Iterator[Deviation]:
    z = 2.4 if _is_medium(number) else (number % 7 - 3) * 0.3
    for measure, usual in USUAL.items():
        band = {"expected": usual, "low": usual * 0.86, "high": usual * 1.14}
        yield Deviation(
            user_id=session.user_id,
            session=session,
            deviation_type=measure,
            z=z,
            deviation_score=abs(z) / 3,
            baseline_value={**band, "k": 12, "prior": "default", "extractor": "x/1"},
            current_value={"value": usual * (1 + z / 10)},
            detected_at=session.created_at,
        )


def _dissonance(session: Conversation, is_medium: bool) -> Dissonance:
    return Dissonance(
        user_id=session.user_id,
        session=session,
        stated_emotion="positive" if is_medium else "neutral",
        actual_emotion="negative" if is_medium else "neutral",
        dissonance_score=0.74 if is_medium else 0.1,
        interpretation="defensive_concealment" if is_medium else "authentic",
        risk_level="medium" if is_medium else "low",
        confidence=0.8,
        evidence={"stated_valence": 0.8, "voice_valence": -0.68},
        detected_at=session.created_at,
    )


def _note(person: User, by: User, at: datetime, number: int) -> CareNote:
    key, text = new_id(), f"Note {number}: slept well, was at work, and will write on Monday."
    is_contact = number % 4 == 0
    return CareNote(
        id=key,
        user=person,
        author=by,
        content=CareNote.content.seal(key, text),
        kind=CareNote.Kind.CONTACT if is_contact else CareNote.Kind.NOTE,
        contact_outcome=CareNote.ContactOutcome.REACHED if is_contact else None,
        written_at=at,
    )
