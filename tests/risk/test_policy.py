"""The risk policy: pinned to its version, and consistent with itself."""

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.emotions import EMOTIONS
from risk.policy import POLICY, RiskLevel
from tests.declared import digest_of

# Digest of what each version that ever was declares. A changed number needs a new version and a new line here.
DIGESTS = {
    "risk-1": "4f823dc04ced9e1557ed68728678b2cfc871dfe9333c9e3fb090ea1d1ebd89df",
    "risk-2": "1d54c6c44ac16f331736dc4dd7f64ee81e42d302f1738f7b96c1b3d73bf12ca1",
    "risk-3": "4678280ec20f44cffff129aefb58c61b3645765252916b5b0b39b81805da6271",
    "risk-4": "0ff9cc63cb5b2097ac05e7ffc7216d2c846c5e77a5dcf2fa787eac223ac74bef",
    "risk-5": "64f4464f726ef0070afa62f859d6d4cc95be919cdc08619f085440140297d142",
}


def test_a_changed_number_needs_a_new_version() -> None:
    assert DIGESTS[POLICY.version] == digest_of(POLICY)


def test_any_other_value_is_another_policy_and_another_order_is_none() -> None:
    cuts = dict(reversed(list(POLICY.cuts.items())))
    assert digest_of(replace(POLICY, cuts=cuts)) == digest_of(POLICY)
    changed = (
        replace(POLICY, cuts={**cuts, "high": 0.61}),
        replace(POLICY, crisis=replace(POLICY.crisis, historical_after=timedelta(days=7, seconds=1))),
        replace(POLICY, dissonance=replace(POLICY.dissonance, recovery_sessions=4)),
    )
    assert len({digest_of(policy) for policy in (POLICY, *changed)}) == 4


def test_the_version_fits_the_column_it_is_stored_in() -> None:
    assert len(POLICY.version) <= 20


def test_the_policy_cannot_be_changed_while_running() -> None:
    with pytest.raises(AttributeError):
        POLICY.factor_cap = 1.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        POLICY.cuts["high"] = 0.9  # type: ignore[index]


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (0.0, "low"),
        (0.2999, "low"),
        (0.30, "medium"),
        (0.5999, "medium"),
        (0.60, "high"),
        (0.8499, "high"),
        (0.85, "critical"),
        (1.0, "critical"),
    ],
)
def test_levels_by_cut(score: float, level: str) -> None:
    assert POLICY.level_of(score) == level


@pytest.mark.parametrize(
    ("valence", "sentiment"),
    [
        (1.0, "positive"),
        (0.201, "positive"),
        (0.2, "neutral"),
        (0.0, "neutral"),
        (-0.2, "neutral"),
        (-0.201, "negative"),
    ],
)
def test_sentiment_of_a_valence(valence: float, sentiment: str) -> None:
    assert POLICY.dissonance.sentiment_of(valence) == sentiment


def test_every_emotion_has_a_valence() -> None:
    assert set(POLICY.dissonance.voice_valences) == set(EMOTIONS)


def test_only_high_and_critical_call_a_human_and_critical_sooner() -> None:
    due = POLICY.crisis.due_within
    assert set(due) == {"high", "critical"}
    assert due["critical"] == timedelta(hours=1)
    assert due["high"] == timedelta(hours=24)
    assert POLICY.crisis.historical_after == timedelta(days=7)


def test_neither_an_unusual_voice_nor_a_mismatch_is_high_alone() -> None:
    assert POLICY.baseline_weight < POLICY.cuts["high"]
    assert max(POLICY.dissonance_weights.values()) * 0.95 < POLICY.cuts["high"]  # no score of dissonance exceeds .95


def test_what_is_said_of_the_present_or_more_severely_never_weighs_less() -> None:
    language = POLICY.language
    for table in (language.strengths, language.past_strengths):
        assert list(table) == [1, 2, 3, 4, 5, 6]
        assert list(table.values()) == sorted(table.values())
    assert all(language.past_strengths[severity] <= language.strengths[severity] for severity in range(1, 7))


def test_no_pattern_is_high_alone_and_all_together_are_not_critical() -> None:
    patterns = POLICY.patterns
    weights = [
        patterns.decline_weight,
        patterns.concealment_weight,
        patterns.hopelessness_weight,
        patterns.calm_weight,
        patterns.silence_weight,
    ]
    assert max(weights) < POLICY.cuts["high"]
    assert 1 - math.prod(1 - weight for weight in weights) < POLICY.cuts["critical"]
    assert POLICY.level_of(patterns.calm_weight) == POLICY.level_of(patterns.silence_weight) == "low"


def test_calm_weighs_no_more_than_the_mildest_words() -> None:
    assert POLICY.patterns.calm_weight <= POLICY.language.strengths[1]


def test_parts_of_directions_are_full_half_and_none() -> None:
    assert (POLICY.decline_part, POLICY.other_direction_part, POLICY.positive_voice_part) == (1.0, 0.5, 0.0)


@pytest.mark.parametrize(
    ("level", "said", "hours"),
    [
        ("low", None, None),
        ("medium", None, 7 * 24),
        ("medium", "medium", 24),  # a passive wish to die
        ("high", None, 72),
        ("high", "medium", 24),
        ("critical", None, 24),
        ("critical", "critical", 24),
    ],
)
def test_a_review_is_the_more_urgent_the_higher_the_level_and_where_it_was_said(
    level: RiskLevel, said: RiskLevel | None, hours: int | None
) -> None:
    within = POLICY.review.within(level, said=said)
    assert within == (None if hours is None else timedelta(hours=hours))
