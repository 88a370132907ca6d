"""What words state, and that nothing known is never taken for neutral."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.stated import METHOD, assess_stated_emotion

LABELS = [
    ("I am really happy today, it was wonderful", "positive"),
    ("I'm fine", "positive"),
    ("I feel terrible and sad", "negative"),
    ("I am not happy", "negative"),
    ("this is awful, I hate it", "negative"),
]


@pytest.mark.parametrize(("text", "label"), LABELS)
def test_plain_words_are_read(text: str, label: str) -> None:
    assert assess_stated_emotion([text], "en").label == label


@pytest.mark.parametrize("language", ["en", "en-KE", "EN"])
def test_every_english_is_english(language: str) -> None:
    assert assess_stated_emotion(["I am very happy"], language).label == "positive"


def test_words_without_any_known_one_are_uncertain_not_neutral() -> None:
    stated = assess_stated_emotion(["The table stands in the room."], "en")
    assert (stated.label, stated.confidence, stated.gap) == (None, 0.0, "words_uncertain")


@pytest.mark.parametrize("texts", [[], [""], ["  ", "\n"]])
def test_nothing_said_is_missing(texts: list[str]) -> None:
    assert assess_stated_emotion(texts, "en").gap == "words_missing"


@pytest.mark.parametrize(
    ("language", "gap"),
    [
        ("sw", "words_uncertain"),
        ("sw-KE", "words_uncertain"),
        ("sheng", "words_uncertain"),
        ("fr", "language_unsupported"),
    ],
)
def test_language_that_is_not_read_is_never_guessed(language: str, gap: str) -> None:
    stated = assess_stated_emotion(["I am very happy"], language)
    assert (stated.label, stated.valence, stated.gap) == (None, 0.0, gap)


def test_messages_without_known_words_do_not_dilute_the_others() -> None:
    alone = assess_stated_emotion(["I am very happy"], "en")
    among = assess_stated_emotion(["The bus came.", "I am very happy", "It is Monday."], "en")
    assert among == alone


def test_longer_message_weighs_more() -> None:
    short_praise = "good"
    long_complaint = "it was terrible and horrible and I cried the whole evening because of it"
    assert assess_stated_emotion([short_praise, long_complaint], "en").label == "negative"


@given(st.lists(st.text(max_size=80), max_size=6), st.sampled_from(["en", "sw", "fr"]))
def test_whatever_is_said_the_result_is_bounded_and_consistent(texts: list[str], language: str) -> None:
    stated = assess_stated_emotion(texts, language)
    assert -1.0 <= stated.valence <= 1.0
    assert 0.0 <= stated.confidence <= 1.0
    assert (stated.label is None) == (stated.gap is not None)
    assert stated.method == METHOD
    if stated.label is not None:
        assert stated.confidence >= 0.45


@given(st.lists(st.sampled_from(["I am happy", "I am sad", "It rained"]), max_size=5).flatmap(st.permutations))
def test_order_of_the_messages_does_not_matter(texts: list[str]) -> None:
    forward, backward = assess_stated_emotion(texts, "en"), assess_stated_emotion(texts[::-1], "en")
    assert forward.label == backward.label
    assert forward.valence == pytest.approx(backward.valence)
