"""Something damaged in the database stops no session, and hides no crisis in it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from conversations.models import Conversation
from resona.accounts.models import User
from resona.analysis.replay import replay_person
from risk.models import CrisisEvent
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, record

CRISIS = "I am going to kill myself tonight"
FIRST = LATEST - timedelta(days=20)
NOW = LATEST + timedelta(days=1)


def damage(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount


def six_days(person: User) -> list[dict[str, object]]:
    return [make_body(person, at=FIRST + timedelta(days=day)) for day in range(6)]


@pytest.mark.parametrize("at", [FIRST + timedelta(days=7), FIRST + timedelta(days=3, hours=1)], ids=["next", "late"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE emotion_history SET voice_emotion = '{}'",
        "UPDATE emotion_history SET voice_emotion = '[]'",
        """UPDATE emotion_history SET voice_emotion = '{"valence": 7, "confidence": 0.9}'""",
        """UPDATE emotion_history SET text_sentiment = '{"valence": "bad"}'""",
        """UPDATE emotion_history SET text_sentiment = '{"valence": 3}'""",
        """UPDATE conversations SET emotion_summary = '{"joyful": 1}'""",
        """UPDATE conversations SET emotion_summary = '{"sad": 0.2}'""",
        """UPDATE conversations SET emotion_summary = '[1]'""",
        """UPDATE conversations SET voice_features = '"x"'""",
        """UPDATE conversations SET voice_features = '{"pitch_hz": 1e400}'""",
        "UPDATE user_drifts SET state = '[]'",
        "UPDATE user_baselines SET baseline_value = '[]'",
    ],
)
def test_a_crisis_is_recorded_whatever_was_damaged_before(cast: Cast, statement: str, at: datetime) -> None:
    record(cast.superuser, *six_days(cast.person), now=NOW)
    damage(statement)
    (outcome,) = record(cast.superuser, make_body(cast.person, at=at, said=(CRISIS,)), now=NOW)
    assert outcome.status == 201
    assert CrisisEvent.objects.get(user=cast.person).risk_level == "critical"


def test_a_damaged_reading_is_said_and_mended_by_the_replay(cast: Cast) -> None:
    record(cast.superuser, *six_days(cast.person), now=NOW)
    damage("UPDATE emotion_history SET voice_emotion = '{}'")
    (outcome,) = record(cast.superuser, make_body(cast.person, at=FIRST + timedelta(days=7)), now=NOW)
    session = Conversation.objects.get(id=outcome.session_id)
    assert "detector_failed:baseline" in session.not_assessed
    replay_person(cast.person.id, now=NOW)
    session.refresh_from_db()
    assert session.not_assessed == []


def test_a_replay_passes_a_session_that_cannot_be_read_and_says_so(cast: Cast) -> None:
    record(cast.superuser, *six_days(cast.person), now=NOW)
    damaged = Conversation.objects.order_by("started_at")[4]
    Conversation.objects.filter(id=damaged.id).update(emotion_summary={"joyful": 1.0})
    record(cast.superuser, make_body(cast.person, at=FIRST - timedelta(days=1)), now=NOW)
    assert replay_person(cast.person.id, now=NOW) == 7
    damaged.refresh_from_db()
    assert "voice_unusable" in damaged.not_assessed
    assert damaged.analysis_status == "partial"
