"""What words are about: groups in English and Swahili, and never a word itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.lexicon import ACTIVITIES, ACTIVITY_WORDS, STEMS, TOPIC_WORDS, TOPICS
from interfaces.speech import read_speech


@pytest.mark.parametrize(
    ("text", "topics", "activities"),
    [
        ("My boss changed the shift again.", {"work"}, set()),
        ("Sijalipa kodi ya nyumba, pesa imeisha.", {"money"}, set()),
        ("Nililala vibaya, usingizi haukuja.", {"sleep"}, set()),
        ("We WALKED to church together.", set(), {"movement", "faith", "people"}),
        ("Nimetembea na rafiki, tuliimba.", set(), {"movement", "people", "music"}),
        ("The bossy workshop was familiar.", set(), set()),  # parts of other words
        # No money, no rest and no prayer: words that mostly mean something else.
        ("We broke up, and the rest of the day was lost.", set(), set()),
        ("Naomba msaada.", set(), set()),
        ("", set(), set()),
    ],
)
def test_groups_are_found_in_both_languages(text: str, topics: set[str], activities: set[str]) -> None:
    speech = read_speech([text])
    assert (set(speech.topics), set(speech.activities)) == (topics, activities)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It’s nothing, never mind.", True),
        ("im fine, just tired", True),
        ("Hakuna kitu, usijali.", True),
        ("Niko sawa tu", True),
        ("Nothing worked out today.", False),
        ("I am finely balanced", False),
    ],
)
def test_brushing_aside_is_noticed(text: str, expected: bool) -> None:
    assert read_speech([text]).has_deflection is expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Leo nina stress but I just want to sleep"], True),
        (["Leo nina kazi nyingi sana"], False),
        (["I was at the market and it was fine"], False),
        (["Leo nina kazi nyingi", "I was at the market"], False),  # each message in one language
        (["Amina was here"], False),
    ],
)
def test_mixing_is_two_languages_in_one_message(texts: list[str], expected: bool) -> None:
    assert read_speech(texts).is_mixed is expected


def test_every_group_has_words() -> None:
    assert set(TOPIC_WORDS) == set(TOPICS)
    assert set(ACTIVITY_WORDS) == set(ACTIVITIES)
    assert set(STEMS.values()) <= {*TOPICS, *ACTIVITIES}


@given(st.lists(st.text(max_size=60), max_size=5))
def test_whatever_is_said_only_names_of_groups_come_out(texts: list[str]) -> None:
    speech = read_speech(texts)
    assert speech.topics <= set(TOPICS)
    assert speech.activities <= set(ACTIVITIES)
