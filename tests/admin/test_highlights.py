"""Crisis language marked in the opened message, by its spans."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.pages.highlights import cut_segments, find_matches

TEXT = "I am fine. I want to end it. Really."


def match(start: int, end: int, **fields: Any) -> dict[str, Any]:
    return {"message_id": "m1", "start": start, "end": end, "group": "intent", "severity": 5, "counts": True, **fields}


def test_the_words_found_are_marked_and_the_rest_is_left() -> None:
    segments = cut_segments(TEXT, [match(11, 27)])

    assert [(segment.text, segment.label) for segment in segments] == [
        ("I am fine. ", ""),
        ("I want to end it", "Suicidal intent"),
        (". Really.", ""),
    ]


def test_what_is_only_mentioned_is_marked_as_such() -> None:
    [_, mention, _] = cut_segments(TEXT, [match(11, 27, counts=False, negated=True)])

    assert (mention.counts, mention.label) == (False, "Suicidal intent, denied, shown, not counted")


@pytest.mark.parametrize("span", [(-1, 5), (5, 5), (7, 5), (0, len(TEXT) + 1), ("0", 5), (None, None)])
def test_a_span_that_is_none_marks_nothing(span: tuple[Any, Any]) -> None:
    assert [segment.label for segment in cut_segments(TEXT, [match(*span)])] == [""]


def test_an_empty_message_stays_empty() -> None:
    assert [segment.text for segment in cut_segments("", [])] == [""]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-2, 62), st.integers(-2, 62)), max_size=8))
def test_segments_always_give_back_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    segments = cut_segments(text, [match(*span) for span in spans])

    assert "".join(segment.text for segment in segments) == text


def test_each_match_is_shown_once_though_several_factors_cite_it() -> None:
    cited = {"evidence": {"matches": [match(0, 4), {**match(0, 4), "message_id": "m2"}]}}

    found = find_matches([{"factor": "crisis_language", **cited}, {"factor": "worry_about_other", **cited}, {}])

    assert {message: len(matches) for message, matches in found.items()} == {"m1": 1, "m2": 1}
