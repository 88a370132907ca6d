"""VADER's scores are the package's own, whatever the text, and take time by its length alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from risk.stated_emotion.vader import VaderScores, score, valences

PACKAGE = SentimentIntensityAnalyzer()
# Every kind of word its rules know, in both cases, and what stands between words.
WORDS = st.sampled_from(
    [
        *("good", "bad", "GREAT", "Horrible", "kind", "sad", "lol", ":)", ":D", "no", "No", "well"),
        *("but", "BUT", "of", "this", "THIS", "so", "or", "nor", "at", "very", "least", "doubt", "the", "to", "for"),
        *("table", "it", "i", "TV", "xn't", "XN'T", "n't", "😁", "💘", "don’t", "!", "??", "...", "a", "-", "İ"),
        *NEGATE,
        *BOOSTER_DICT,
        *SPECIAL_CASES,
    ]
)
GAPS = st.sampled_from([" ", " ", " ", "  ", ", ", "! ", "?? ", "\n", ""])
# Reading ten times the text takes ten times as long, give or take what the machine does besides; it was a hundred.
MOST_TIMES_AS_LONG = 30


def as_the_package_scores(text: str) -> VaderScores:
    scores = PACKAGE.polarity_scores(text)
    return VaderScores(compound=scores["compound"], positive=scores["pos"], negative=scores["neg"])


@given(st.lists(st.tuples(WORDS, GAPS), max_size=12))
def test_scores_are_those_of_the_package(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts)
    assert score(text) == as_the_package_scores(text)


@given(st.text(max_size=80))
def test_scores_are_those_of_the_package_for_any_text(text: str) -> None:
    assert score(text) == as_the_package_scores(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "it was so good, but THIS is the worst!!",
        "never so happy",
        "no good or bad day",
        "kind of sad",
        "the party was the bomb",
        "least liked",
        "tell me this good news",
        "I don't hate it 😁",
    ],
)
def test_rules_of_the_package_by_hand(text: str) -> None:
    assert score(text) == as_the_package_scores(text)


def test_words_are_worth_what_the_lexicon_says() -> None:
    assert valences()["good"] > 0.0 > valences()["bad"]


def test_a_long_message_of_feeling_words_takes_time_by_its_length() -> None:
    sentence = "it was not a good day but so bad and never great "
    assert seconds_for(sentence * 100) < MOST_TIMES_AS_LONG * seconds_for(sentence * 10)


def seconds_for(text: str) -> float:
    taken = []
    for _ in range(3):
        started = time.process_time()
        score(text)
        taken.append(time.process_time() - started)
    return min(taken)
