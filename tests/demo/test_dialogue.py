"""What people of the demo say: dealt without repeating before everything was said, with their own details."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resona.demo.dialogue import FEWEST_EXCHANGES, MOST_EXCHANGES, Mood, Talk, exchange

DETAILS = {"work": "the shop", "friend": "Juma", "family": "my sister"}
BANK = {
    Mood.GOOD: [exchange(f"good {number}", answers=("fine",)) for number in range(5)],
    Mood.LOW: [
        exchange(f"low {number} at {{work}}", f"low {number}!", answers=("oh", "{friend}?")) for number in range(7)
    ],
}
SEEDS = st.integers(0, 2**32 - 1)


def talk(seed: int) -> Talk:
    return Talk(BANK, DETAILS, np.random.default_rng(seed))


@given(SEEDS)
@settings(max_examples=30)
def test_sessions_have_a_few_exchanges_and_none_says_anything_twice(seed: int) -> None:
    teller = talk(seed)

    for _ in range(8):
        said = [one.said.rstrip("!").removesuffix(" at the shop") for one in teller.session({Mood.LOW: 1.0})]
        assert FEWEST_EXCHANGES <= len(said) <= MOST_EXCHANGES
        assert len(set(said)) == len(said)


@given(SEEDS)
@settings(max_examples=30)
def test_everything_of_a_mood_is_said_before_anything_comes_again(seed: int) -> None:
    teller = talk(seed)
    said = [
        one.said.rstrip("!").removesuffix(" at the shop") for _ in range(4) for one in teller.session({Mood.LOW: 1.0})
    ]
    times = Counter(said[: len(BANK[Mood.LOW])])

    assert len(times) >= len(BANK[Mood.LOW]) - 1  # a card waits for the next session rather than come twice in one


@given(SEEDS)
@settings(max_examples=30)
def test_details_stand_where_blanks_were(seed: int) -> None:
    for one in talk(seed).session({Mood.LOW: 1.0}):
        assert "{" not in one.said + one.answer
        assert one.answer in ("oh", "Juma?")


def test_a_mood_without_weight_is_never_heard() -> None:
    spoken = [one.said for seed in range(20) for one in talk(seed).session({Mood.GOOD: 1.0})]

    assert all(text.startswith("good") for text in spoken)


def test_the_same_seed_tells_the_same() -> None:
    assert talk(7).session({Mood.LOW: 1.0}) == talk(7).session({Mood.LOW: 1.0})


def test_a_detail_that_nobody_gave_is_an_error() -> None:
    teller = Talk(BANK, {}, np.random.default_rng(1))

    with pytest.raises(KeyError, match="work"):
        teller.speak(exchange("low at {work}", answers=("oh",)))
