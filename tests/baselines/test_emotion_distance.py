"""The distance of a session's emotions from the person's own mix."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from baselines.emotion_distance import EmotionSufficient, expect_shares, measure_emotion_distance
from baselines.prior import DEFAULT_PRIOR, EMOTION
from baselines.statistics import compare_upper, predict
from conversations.emotions import EMOTIONS, EmotionShares, read_emotion_shares

CALM = read_emotion_shares({"calm": 0.6, "neutral": 0.4})
SAD = read_emotion_shares({"sad": 0.7, "hopeless": 0.3})


@st.composite
def any_shares(draw: st.DrawFn) -> EmotionShares:
    raw = draw(st.lists(st.floats(0.0, 1.0), min_size=13, max_size=13).filter(lambda values: sum(values) > 0.01))
    return tuple(value / math.fsum(raw) for value in raw)


def learn(*sessions: EmotionShares) -> EmotionSufficient:
    sufficient = EmotionSufficient()
    for shares in sessions:
        sufficient = sufficient.add(shares)
    return sufficient


def test_before_the_first_session_any_emotion_is_as_likely() -> None:
    assert expect_shares(EmotionSufficient()) == pytest.approx((1 / 13,) * 13)


def test_expected_shares_by_hand() -> None:
    # Half a session spread over 13 emotions beside one of calm .6, neutral .4: (.6 + .5/13)/1.5 and so on.
    expected = dict(zip(EMOTIONS, expect_shares(learn(CALM)), strict=True))
    assert expected["calm"] == pytest.approx(0.425641, abs=1e-6)
    assert expected["neutral"] == pytest.approx(0.292308, abs=1e-6)
    assert expected["sad"] == pytest.approx(0.025641, abs=1e-6)


def test_distance_by_hand() -> None:
    # All calm against the even mix: (1/13 log2(1/7) + log2(13/7) + 12/13)/2 = .800105 bits.
    all_calm = read_emotion_shares({"calm": 1.0})
    assert measure_emotion_distance(EmotionSufficient(), all_calm) == pytest.approx(math.log(0.800105 + 0.01), abs=1e-5)


@given(any_shares(), any_shares())
def test_the_divergence_agrees_with_the_reference_implementation(past: EmotionShares, now: EmotionShares) -> None:
    sufficient = learn(past)
    divergence = jensenshannon(expect_shares(sufficient), now, base=2.0) ** 2
    assert measure_emotion_distance(sufficient, now) == pytest.approx(math.log(divergence + 0.01), abs=1e-6)


def test_a_session_exactly_like_the_usual_mix_is_at_the_offset() -> None:
    sufficient = learn(CALM)
    assert measure_emotion_distance(sufficient, expect_shares(sufficient)) == pytest.approx(math.log(0.01), abs=1e-9)


@given(any_shares(), any_shares())
def test_it_is_finite_and_bounded(past: EmotionShares, now: EmotionShares) -> None:
    assert math.log(0.01) <= measure_emotion_distance(learn(past), now) <= math.log(1.01)


def test_the_first_session_adds_no_distance() -> None:
    assert learn(CALM).distances.k == 0
    assert learn(CALM, CALM, SAD).distances.k == 2


@given(any_shares(), any_shares(), any_shares())
def test_the_sums_do_not_depend_on_the_order(one: EmotionShares, two: EmotionShares, three: EmotionShares) -> None:
    forwards, backwards = learn(one, two, three), learn(three, two, one)
    assert forwards.k == backwards.k == 3
    assert forwards.summed_shares == pytest.approx(backwards.summed_shares, abs=1e-12)


def test_a_calm_person_who_sounds_hopeless_is_unusual_and_one_who_stays_calm_is_not() -> None:
    slightly = read_emotion_shares({"calm": 0.5, "neutral": 0.5})
    sufficient = learn(CALM, slightly, CALM, slightly, CALM)
    predictive = predict(DEFAULT_PRIOR.of(EMOTION), sufficient.distances)
    assert compare_upper(predictive, measure_emotion_distance(sufficient, SAD)).p < 0.05
    assert compare_upper(predictive, measure_emotion_distance(sufficient, slightly)).p > 0.5
