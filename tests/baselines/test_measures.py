"""Measured values in the units and digits a clinician reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.deviation_wording import reading_in_words
from baselines.features import FEATURES_BY_TYPE
from baselines.measures import (
    FURTHER_MEASURES,
    MAIN_MEASURES,
    Reading,
    band_in_words,
    to_display,
    unit_of,
    value_in_words,
)
from baselines.prior import EMOTION

SLOW = "Speech rate: 3.1 syllables a second, usually 3.6 to 4.8 syllables a second"
KNOWN = {"expected": 4.2, "low": 3.6, "high": 4.8, "k": 12}


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        ("rate", 3.1, "3.1 syllables a second"),
        ("pitch", 203.6, "204 Hz"),
        ("pause", 0.315, "32% of the time"),
        ("jitter", 0.0181, "1.81%"),
        ("shimmer", 0.093, "9.3%"),
        ("energy", 63.04, "63 dB"),
        ("emotion", 0.73, "73% away from the usual mix"),
        ("alpha_ratio", 1.2345, "1.23"),
    ],
)
def test_values_have_their_unit(measure: str, value: float, words: str) -> None:
    assert value_in_words(measure, value) == words


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (
            Reading(measure="rate", value=3.1, z=-2.31, **KNOWN),  # type: ignore[arg-type]
            f"{SLOW}: slower than usual.",
        ),
        (
            Reading(measure="rate", value=4.0, **KNOWN),  # type: ignore[arg-type]
            "Speech rate: 4.0 syllables a second, usually 3.6 to 4.8 syllables a second.",
        ),
        (
            Reading(measure="pitch", value=180.0),
            "Pitch: 180 Hz. What is usual was still being learned.",
        ),
    ],
    ids=["unusual", "without z", "learning"],
)
def test_a_reading_tells_what_was_measured_and_expected(reading: Reading, words: str) -> None:
    assert reading_in_words(reading) == words


@pytest.mark.parametrize(("value", "is_unusual"), [(3.6, False), (4.8, False), (3.59, True), (4.81, True)])
def test_the_edges_of_the_band_are_as_expected(value: float, is_unusual: bool) -> None:
    assert Reading(measure="rate", value=value, low=3.6, high=4.8).is_unusual is is_unusual


def test_without_a_band_nothing_is_unusual() -> None:
    reading = Reading(measure="rate", value=99.0, expected=4.0)

    assert (reading.is_learning, reading.is_unusual, band_in_words(reading)) == (True, False, "not known yet")


def test_every_feature_is_charted_once_and_has_a_unit() -> None:
    charted = [*MAIN_MEASURES, *FURTHER_MEASURES]

    assert sorted(charted) == sorted(FEATURES_BY_TYPE)
    assert all(unit_of(measure) for measure in (*charted, EMOTION))


@given(st.sampled_from(sorted(FEATURES_BY_TYPE)), st.floats(0, 1), st.floats(0, 1))
def test_what_is_shown_keeps_the_order_of_what_was_measured(measure: str, one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert to_display(measure, low) <= to_display(measure, high)
