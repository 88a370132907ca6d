"""The words that decided the mood stated, marked in what was said; and what a deviation was compared with."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.models import Conversation, EmotionReading
from risk.pages.highlights import cut_segments, find_spans
from risk.stated_wording import DEFLECTION_NOTE
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import words_of
from tests.admin.records import INTENDED, make_assessment, make_deviation, make_message, make_session
from tests.conftest import Cast

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
TEXT = "I'm fine, just tired. I want to end it."
HOSTILE = '"><script>alert(1)</script>'
CLAIM = {"start": 0, "end": 8, "kind": "claim", "group": None, "weight": 2.7}
TIRED = {"start": 10, "end": 20, "kind": "deflection", "group": "only_tired", "weight": 0.0}
INTENT = {"start": 22, "end": 38, "group": "intent", "severity": 5, "counts": True}


@pytest.fixture
def session(cast: Cast) -> Conversation:
    return make_session(cast.person, NOW)


def make_sentiment(session: Conversation, *spans: dict[str, Any], **fields: Any) -> None:
    sentiment = {
        "label": "positive",
        "valence": 0.4,
        "confidence": 0.52,
        "method": "m/1",
        "spans": list(spans),
        **fields,
    }
    EmotionReading.objects.create(
        user_id=session.user_id,
        conversation=session,
        emotion_type="positive",
        confidence_score=0.52,
        text_sentiment=sentiment,
    )


def page_of(cast: Cast, session: Conversation) -> str:
    return words_of(sign_in(cast.clinician), page_url(session))


def test_what_decided_is_marked_beside_crisis_language() -> None:
    segments = cut_segments(TEXT, [INTENT], [TIRED, CLAIM])

    assert [(segment.text, segment.mark) for segment in segments if segment.label] == [
        ("just tired", "deflection"),
        ("I want to end it", "crisis"),
    ]
    assert "".join(segment.text for segment in segments) == TEXT


def test_crisis_language_is_never_hidden_by_a_mood() -> None:
    around = {**CLAIM, "end": len(TEXT)}
    [*_, crisis, _] = cut_segments(TEXT, [INTENT], [around])

    assert (crisis.text, crisis.mark, crisis.label) == ("I want to end it", "crisis", "Suicidal intent")


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-2, 62), st.integers(-2, 62)), max_size=6),
    st.lists(st.tuples(st.integers(-2, 62), st.integers(-2, 62)), max_size=6),
)
def test_segments_always_give_back_the_text(
    text: str, crises: list[tuple[int, int]], moods: list[tuple[int, int]]
) -> None:
    segments = cut_segments(
        text,
        [{**INTENT, "start": start, "end": end} for start, end in crises],
        [{**CLAIM, "start": start, "end": end} for start, end in moods],
    )

    assert "".join(segment.text for segment in segments) == text


@pytest.mark.parametrize("spans", [None, "many", [None, 3, "x"], {}], ids=str)
def test_damaged_spans_mark_nothing(spans: object) -> None:
    assert find_spans({"spans": spans}) == {}


def test_the_page_tells_the_mood_and_names_each_deflection(cast: Cast, session: Conversation) -> None:
    said = make_message(session, TEXT)
    make_sentiment(session, *({**span, "message_id": str(said.id)} for span in (CLAIM, TIRED)))

    words = page_of(cast, session)

    for shown in (
        "Mood in the words Positive",
        "“just tired”: a way of making little of it",
        "“I'm fine”: said plainly of themself, counted as positive",
        DEFLECTION_NOTE,
    ):
        assert shown in words


def test_words_too_uncertain_are_never_a_mood(cast: Cast, session: Conversation) -> None:
    said = make_message(session, TEXT)
    make_sentiment(session, {**CLAIM, "message_id": str(said.id)}, label=None, valence=None, confidence=0.4)

    words = page_of(cast, session)

    assert "Mood in the words Too uncertain to tell a mood from" in words
    assert DEFLECTION_NOTE not in words


def test_without_a_reading_nothing_is_said_of_the_mood(cast: Cast, session: Conversation) -> None:
    make_message(session, TEXT)

    assert "Mood in the words" not in page_of(cast, session)


def test_hostile_words_and_groups_never_become_markup(cast: Cast, session: Conversation) -> None:
    said = make_message(session, f"{HOSTILE} just tired")
    spans = [
        {**TIRED, "message_id": str(said.id), "start": 0, "end": len(HOSTILE), "group": HOSTILE},
        {**TIRED, "message_id": HOSTILE},
    ]
    make_sentiment(session, *spans, label=HOSTILE, method=HOSTILE)
    make_deviation(session, baseline_value={"k": 3, "extractor": HOSTILE, "prior": HOSTILE, "reference_people": 1})

    html = sign_in(cast.clinician).get(page_url(session)).content.decode()

    assert "<script>alert" not in html
    assert unescape(html).count(HOSTILE) >= 2
    assert f"“{HOSTILE}”: a way of not saying how one is" in unescape(html)


def test_a_deviation_says_what_it_was_compared_with(cast: Cast, session: Conversation) -> None:
    known = {"expected": 4.2, "low": 3.6, "high": 4.8, "k": 12, "prior": "default-2", "reference_people": 0}
    make_deviation(session, baseline_value={**known, "extractor": "x/1"})
    make_deviation(session, "pitch", baseline_value={**known, "extractor": "x/1"})
    basis = "compared with 12 of this person's own sessions, and general figures"

    assert f"C{basis[1:]}, as too few people are known yet." in page_of(cast, session)
    make_deviation(session, "emotion", baseline_value={**known, "extractor": "", "k": 4})
    words = page_of(cast, session)
    assert f"Pitch, Speech rate: {basis}" in words
    assert "Mix of emotions: compared with 4 of this person's own sessions, and general figures" in words


def test_an_assessment_tells_no_rarity_beyond_the_sessions_known(cast: Cast, session: Conversation) -> None:
    evidence = {
        "z": {"rate": -4.0},
        "one_in": 5200,
        "k": 12,
        "reference_people": 30,
        "prior": "p-7",
        "reference_sessions": 840,
        "is_extrapolated": True,
    }
    make_assessment(
        session, "medium", risk_factors=[{"factor": "baseline_deviation", "contribution": 0.4, "evidence": evidence}]
    )

    words = page_of(cast, session)

    assert "more unusual than any of the 12 sessions known" in words
    assert "and what is known of 30 other people" in words
    assert not re.search(r"5,?200|p-7|840", words)


def test_crisis_language_and_mood_are_marked_in_one_message(cast: Cast, session: Conversation) -> None:
    said = make_message(session, TEXT)
    make_sentiment(session, {**TIRED, "message_id": str(said.id)})
    match = {**INTENT, "message_id": str(said.id)}
    factor = {**INTENDED, "contribution": 0.9, "evidence": {**INTENDED["evidence"], "matches": [match]}}
    make_assessment(session, "critical", risk_factors=[factor])

    html = sign_in(cast.clinician).get(page_url(session)).content.decode()

    assert '<mark class="is-deflection" title="a way of making little of it">just tired</mark>' in html
    assert '<mark class="is-crisis" title="Suicidal intent">I want to end it</mark>' in html
