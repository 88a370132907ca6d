"""Emotion shares: a closed set of labels, and numbers that are shares."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.emotions import EMOTIONS, EmotionSharesError, UnknownEmotionError, read_emotion_shares


def test_the_labels_are_those_of_the_interface() -> None:
    named = "neutral, happy, sad, angry, fear, surprise, disgust, anxious, calm, bored, hopeless, resigned, numb"
    assert ", ".join(EMOTIONS) == named


def test_shares_stand_in_the_order_of_the_labels_and_absent_ones_are_nothing() -> None:
    vector = read_emotion_shares({"sad": 0.7, "neutral": 0.2, "happy": 0.1})
    assert vector == pytest.approx((0.2, 0.1, 0.7) + (0.0,) * 10)
    assert read_emotion_shares({"sad": 0.7, "neutral": 0.2, "happy": 0.1, "numb": 0.0}) == vector


@pytest.mark.parametrize("total", [0.99, 1.0, 1.01])
def test_a_sender_may_round(total: float) -> None:
    assert math.fsum(read_emotion_shares({"calm": total - 0.4, "sad": 0.4})) == pytest.approx(1.0, abs=1e-15)


@pytest.mark.parametrize(
    "shares",
    [
        {},
        {"calm": 0.98},
        {"calm": 0.5, "sad": 0.52},
        {"calm": 1.2, "sad": -0.2},
        {"calm": math.nan},
        {"calm": math.inf},
    ],
)
def test_what_is_no_share_is_refused(shares: dict[str, float]) -> None:
    with pytest.raises(EmotionSharesError):
        read_emotion_shares(shares)


def test_an_unknown_emotion_is_an_error_and_is_named() -> None:
    with pytest.raises(UnknownEmotionError, match="joyful"):
        read_emotion_shares({"joyful": 1.0})


@given(st.dictionaries(st.sampled_from(EMOTIONS), st.floats(0.001, 1.0), min_size=1))
def test_any_shares_come_out_summing_to_one(raw: dict[str, float]) -> None:
    total = math.fsum(raw.values())
    vector = read_emotion_shares({label: share / total for label, share in raw.items()})
    assert math.fsum(vector) == pytest.approx(1.0, abs=1e-12)
    assert min(vector) >= 0.0
