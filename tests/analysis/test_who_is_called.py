"""Somebody is called for what a person said and for nothing else; everything else asks for a review, by a time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from risk.models import CrisisEvent
from risk.policy import POLICY
from tests.conftest import Cast
from tests.sessions import DISTRESSED, LATEST, make_body, record, record_course, usual_features


def record_one(cast: Cast, **given: Any) -> dict[str, Any]:
    (outcome,) = record(cast.superuser, make_body(cast.person, **given))
    assert outcome.body is not None
    found: dict[str, Any] = orjson.loads(outcome.body)
    return found


def test_voice_and_mismatch_however_grave_ask_for_a_review_by_a_time_and_call_nobody(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 8)
    slow = usual_features(random.Random(1), rate_sps=2.0, pause_ratio=0.6, pitch_sd_semitones=0.8)
    said = ("I am really happy, everything is wonderful and I love it.",)
    found = record_one(cast, said=said, features=slow, emotion=DISTRESSED)
    assert found["risk"]["risk_level"] == "high"
    assert found["crisis_event"] is None
    assert not CrisisEvent.objects.exists()
    assert found["risk"]["needs_review"]
    due_at = datetime.fromisoformat(found["risk"]["review_due_at"])
    assert due_at == LATEST + timedelta(hours=1) + POLICY.review.due_within["high"]


@pytest.mark.parametrize(
    ("said", "level", "reviewed_within"),
    [
        ("I want to die", "high", None),
        ("Everyone would be better off without me", None, POLICY.review.words_due_within),
    ],
)
def test_a_direct_wish_to_die_is_an_event_whatever_the_voice_says_and_an_indirect_one_a_review(
    cast: Cast, said: str, level: str | None, reviewed_within: timedelta | None
) -> None:
    found = record_one(cast, said=(said,), emotion=DISTRESSED)
    assert (found["crisis_event"] or {}).get("risk_level") == level
    if reviewed_within is not None:
        due_at = datetime.fromisoformat(found["risk"]["review_due_at"])
        assert due_at == LATEST + timedelta(hours=1) + reviewed_within
