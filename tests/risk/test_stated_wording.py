"""The mood stated in the words, as a clinician reads it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from risk.stated_emotion.deflection import GROUPS
from risk.stated_wording import DEFLECTIONS, sentiment_in_words, span_in_words


def test_every_group_of_deflections_has_words() -> None:
    assert set(DEFLECTIONS) == set(GROUPS)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"kind": "deflection", "group": "only_tired", "weight": 0.0}, "a way of making little of it"),
        ({"kind": "deflection", "group": "of_later"}, "a way of not saying how one is"),
        ({"kind": "claim", "weight": 2.7}, "said plainly of themself, counted as positive"),
        ({"kind": "claim", "weight": -2.7}, "said plainly of themself, counted as negative"),
        ({"kind": "word", "weight": -0.2}, "counted as negative"),
        ({"kind": "word", "weight": 0.0}, ""),
        ({"kind": "word", "weight": True}, ""),
        ({"kind": "word", "weight": "much"}, ""),
        ({"kind": "guess", "weight": 1.0}, ""),
        ({}, ""),
    ],
)
def test_a_place_says_what_it_counted_for(span: Mapping[str, object], words: str) -> None:
    assert span_in_words(span) == words


@pytest.mark.parametrize(
    ("sentiment", "words"),
    [
        ({"label": "negative", "confidence": 0.63}, "Negative"),
        ({"label": "neutral", "confidence": 0.5}, "Neither positive nor negative"),
        ({"label": None, "confidence": 0.4}, "Too uncertain to tell a mood from"),
        ({"label": "positive"}, ""),
        ({}, ""),
    ],
)
def test_a_mood_is_told_with_how_sure_it_is(sentiment: Mapping[str, object], words: str) -> None:
    assert sentiment_in_words(sentiment) == words
