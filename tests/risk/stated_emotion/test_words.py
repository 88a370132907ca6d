"""Words with their places, and the buckets of their features."""

import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.stated_emotion.words import BUCKETS, LONGEST_RUN, SHORTEST_RUN, hash_features, read_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I DON'T know", ("i", "dont", "know")),
        ("don’t... stop!!", ("dont", "...", "stop", "!!")),
        ("ng'ombe wa_tatu", ("ngombe", "wa", "tatu")),
        ("' '", ()),
        ("", ()),
    ],
)
def test_words_by_hand(text: str, words: tuple[str, ...]) -> None:
    assert read_words(text).texts == words


PINNED_WORDS = [53126, 63418, 31088]
PINNED_RUNS = [40637, 16130, 11732, 18516, 62330, 36558, 1734, 8943, 1265, 32938, 25061, 8022, 39192, 40566]


@given(st.text(max_size=60))
def test_places_point_into_the_text_in_order(text: str) -> None:
    words = read_words(text)
    end_before = 0
    for start, end in words.spans:
        assert end_before <= start < end <= len(text)
        end_before = end


def test_features_by_hand() -> None:
    # "no" with its edges is "<no>": runs of 2 are <n, no, o>; of 3 <no, no>; of 4 <no>. "a" is "<a>": <a, a>; <a>.
    features = hash_features(("no", "!", "a"))
    assert len(features.words) == 3 + 4
    assert np.bincount(features.run_words).tolist() == [6, 0, 3]


def test_the_same_words_have_the_same_buckets_and_others_others() -> None:
    one, same, other = (hash_features(words) for words in (("good", "day"), ("good", "day"), ("bad", "day")))
    assert one.words == same.words
    assert one.runs.tolist() == same.runs.tolist()
    assert one.words[1] == other.words[1]
    assert one.words[0] != other.words[0]
    assert one.words[2] != other.words[2]


def test_buckets_do_not_change_between_processes_and_machines() -> None:
    # The models are worth nothing with other buckets: these are pinned.
    features = hash_features(("sawa",))
    assert features.words == PINNED_WORDS
    assert features.runs.tolist() == PINNED_RUNS


@given(st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=12), max_size=8))
def test_every_run_of_every_word_has_a_bucket(words: list[str]) -> None:
    features = hash_features(words)
    expected = sum(max(len(word) + 2 - size + 1, 0) for word in words for size in range(SHORTEST_RUN, LONGEST_RUN + 1))
    assert len(features.runs) == len(features.run_words) == expected
    assert all(0 <= bucket < BUCKETS for bucket in (*features.words, *features.runs.tolist()))
