"""Long messages are read a passage at a time, and what is found stands where it was said."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.language import read_crisis_language
from risk.passages import LONGEST, language_in, passages_of
from risk.stated import assess_stated_emotion

CRISIS = "I am going to kill myself tonight"
FILLERS = ["So it goes on. ", "word ", "x", " ", "\n", "\U0001f600", "no. No! "]


@given(st.lists(st.text(max_size=40).map(lambda text: text * 300), max_size=3))
def test_nothing_that_was_said_is_lost(said: list[str]) -> None:
    passages = passages_of(said)
    for index, text in enumerate(said):
        read_to = 0
        for passage in (one for one in passages if one.message_index == index):
            assert passage.start <= read_to
            assert text[passage.start : passage.start + len(passage.text)] == passage.text
            read_to = passage.start + len(passage.text)
        assert read_to == len(text)
    assert all(len(passage.text) <= LONGEST for passage in passages)


@pytest.mark.parametrize("filler", FILLERS)
@pytest.mark.parametrize("length", [4_960, 4_970, 4_980, 4_990, 5_000, 5_010, 17_000])
def test_words_are_found_where_they_stand_in_a_long_message(filler: str, length: int) -> None:
    before = (filler * length)[:length]
    said = ["Good evening.", f"{before} {CRISIS}. {filler * 50}"]
    passages = passages_of(said)
    found = language_in(read_crisis_language([passage.text for passage in passages]), passages)
    assert found.severity == 5
    spans = {(match.message_index, said[1][match.start : match.end]) for match in found.matches if match.severity == 5}
    assert len(spans) == len([match for match in found.matches if match.severity == 5]) == 1
    assert spans <= {(1, "going to kill myself"), (1, "am going to kill myself")}


def test_a_short_message_is_one_passage() -> None:
    assert [(one.message_index, one.start, one.text) for one in passages_of(["a", "", "b. c"])] == [
        (0, 0, "a"), (1, 0, ""), (2, 0, "b. c"),
    ]  # fmt: skip


@pytest.mark.parametrize("filler", FILLERS)
def test_a_long_message_takes_a_time_that_grows_with_its_length(filler: str) -> None:
    texts = [passage.text for passage in passages_of([(filler * 100_000)[:100_000]])]
    began = time.process_time()
    read_crisis_language(texts)
    assess_stated_emotion(texts, "en")
    assert time.process_time() - began < 10  # seconds; with what grew with the square of it, minutes
