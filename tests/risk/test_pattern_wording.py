"""Patterns in words: every pattern the search can find has words, with its window, and none that diagnose."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.pattern_wording import pattern_in_words, silence_in_words
from risk.patterns import PatternName
from risk.rhythm import measure_silence

NAMES = get_args(PatternName)
MARCH = {"from_at": "2026-03-03T18:00:00Z", "to_at": "2026-03-17T18:00:00Z"}
# Of the evidence, what may be anything after years of policies; whatever it is, there must be words.
EVIDENCE = st.dictionaries(
    st.sampled_from(
        [
            "sessions",
            "hopeless_sessions",
            "from_at",
            "to_at",
            "onset_at",
            "chart",
            "gap_days",
            "usual_days",
            "is_confirmed",
        ]
    ),
    st.none() | st.booleans() | st.integers(0, 40) | st.floats(0.0, 400.0) | st.sampled_from(["voice", "2026-03-03"]),
)


@pytest.mark.parametrize(
    ("name", "evidence", "words"),
    [
        (
            "gradual_decline",
            {"chart": "voice", "direction": "decline", "onset_at": "2026-03-03T09:30:00Z", "is_confirmed": True},
            "Voice drifting towards decline since about 3 Mar 2026, confirmed",
        ),
        (
            "gradual_decline",
            {"chart": "valence", "direction": "decline", "onset_at": "2026-03-03T09:30:00Z", "is_confirmed": False},
            "Emotions in the voice growing more unpleasant since about 3 Mar 2026, not yet confirmed",
        ),
        (
            "gradual_decline",
            {"chart": "voice", "direction": "other", "is_confirmed": True},
            "Voice drifting away from its usual, confirmed",
        ),
        (
            "rising_concealment",
            {"sessions": 7, **MARCH},
            "Words more and more positive than the voice over 7 sessions, 3 to 17 Mar 2026",
        ),
        (
            "repeated_hopelessness",
            {"sessions": 5, "hopeless_sessions": 3, **MARCH},
            "Hopeless or graver words in 3 of the last 5 sessions, 3 to 17 Mar 2026",
        ),
        (
            "calm_after_long_distress",
            {"sessions": 6, "crisis_words": True, **MARCH},
            "Positive after 6 sessions of distress with words of crisis, 3 to 17 Mar 2026: ask what changed",
        ),
        (
            "calm_after_long_distress",
            {"sessions": 4, "crisis_words": False, "from_at": "2026-02-26T18:00:00Z", "to_at": "2026-03-05T18:00:00Z"},
            "Positive after 4 sessions of distress, 26 Feb to 5 Mar 2026: ask what changed",
        ),
        (
            "fading_contact",
            {"gap_days": 30.6, "usual_days": 3.4, "from_at": "2025-12-20T18:00:00Z", "to_at": "2026-01-20T08:00:00Z"},
            "Back after 31 days without contact, where 3 days are usual, 20 Dec 2025 to 20 Jan 2026",
        ),
        ("baseline_deviation", {}, None),
    ],
)
def test_a_pattern_is_an_observation_with_its_window(
    name: str, evidence: Mapping[str, object], words: str | None
) -> None:
    assert pattern_in_words(name, evidence) == words


@given(st.sampled_from(NAMES), EVIDENCE)
def test_every_pattern_has_words_whatever_its_evidence(name: str, evidence: Mapping[str, object]) -> None:
    words = pattern_in_words(name, evidence)
    assert words
    assert words[0].isupper()
    assert "None" not in words
    assert not words.endswith(",")


def test_a_silence_is_told_with_what_is_usual() -> None:
    now = datetime(2026, 3, 30, 18, tzinfo=UTC)
    for days_apart, usual in ((4.0, "4 days are"), (1.0, "1 day is")):
        contacts = [now - timedelta(days=31 + back * days_apart) for back in range(6)]
        silence = measure_silence(contacts, now)
        assert silence is not None
        assert silence_in_words(silence) == f"No contact for 31 days, where {usual} usual"
