"""Pictures of one session: parts of a score, a value in its band, words against voice, a mix of emotions."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.charts.bars import Part, draw_range, draw_score_bar, draw_shares, draw_valences
from resona.charts.course import Zone
from tests.charts.pictures import ZONES, of_class, places

HOSTILE = 'I am "fine" <b>& well</b>'


def middle_of(svg: str) -> float:
    [band] = places(svg, "band")
    return band[0] + band[1] / 2


def place_of_mark(svg: str) -> float:
    [mark] = of_class(svg, "mark")
    return float((mark.get("x") or "").removesuffix("%"))


def test_an_empty_score_shows_its_levels_and_no_part() -> None:
    svg = draw_score_bar([], ZONES, label="Score 0")

    assert of_class(svg, "part") == []
    assert [cut.get("x1") for cut in of_class(svg, "cut")] == ["0%", "30%", "85%"]
    assert [text.text for text in of_class(svg, "tick")] == ["low", "medium", "critical"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_parts_stand_end_to_end(shares: list[float]) -> None:
    whole = sum(shares) or 1.0
    parts = [Part(name="", share=share / whole, tone="pattern") for share in shares]
    drawn = places(draw_score_bar(parts, ZONES, label=""), "part")
    reached = 0.0

    for (left, width), part in zip(drawn, parts, strict=True):
        assert [left, width] == pytest.approx([reached, 100 * part.share], abs=0.01)
        reached += 100 * part.share


def test_a_part_tells_what_it_is_whatever_that_holds() -> None:
    svg = draw_score_bar([Part(name=HOSTILE, share=0.2, tone="rule")], [Zone(name=HOSTILE, starts_at=0)], label=HOSTILE)

    assert ET.XML(svg).get("aria-label") == HOSTILE
    assert [title.text for title in ET.XML(svg).iter("title")] == [HOSTILE]
    assert [text.text for text in of_class(svg, "tick")] == [HOSTILE]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (2.0, 100 * 0.08 / 1.16),  # at the low edge, which is the lowest: 8 % of room before it
        (3.0, 50),
        (4.0, 100 * 1.08 / 1.16),
    ],
)
def test_a_value_within_stands_at_its_place_in_the_band(value: float, place: float) -> None:
    svg = draw_range(value=value, low=2, high=4, expected=None, is_unusual=False, label="")

    assert place_of_mark(svg) == pytest.approx(place, abs=0.01)
    assert of_class(svg, "expected") == []


@given(st.floats(-1e4, 1e4), st.floats(0.01, 100), st.floats(-1e4, 1e4))
def test_mark_and_band_are_in_the_picture_however_far_apart(low: float, width: float, value: float) -> None:
    svg = draw_range(value=value, low=low, high=low + width, expected=low + width / 2, is_unusual=True, label="")
    [band] = places(svg, "band")

    assert 0 <= place_of_mark(svg) <= 100
    assert band[0] >= 0
    assert band[0] + band[1] <= 100.01
    assert of_class(svg, "expected")[0].get("x1") == of_class(svg, "expected")[0].get("x2")


@pytest.mark.parametrize(("value", "is_left"), [(-10.0, True), (20.0, False)])
def test_a_value_below_its_band_stands_left_of_it(value: float, is_left: bool) -> None:
    svg = draw_range(value=value, low=2, high=4, expected=3, is_unusual=True, label="")

    assert (place_of_mark(svg) < middle_of(svg)) is is_left


def test_a_band_without_width_is_still_a_picture() -> None:
    svg = draw_range(value=3, low=3, high=3, expected=3, is_unusual=False, label="")

    assert places(svg, "band") == [(50, 0)]
    assert place_of_mark(svg) == 50


@pytest.mark.parametrize(
    ("words", "voice", "places_", "sides"),
    [
        (-1.0, 1.0, ("0%", "100%"), ("at-start", "at-end")),
        (0.0, 0.0, ("50%", "50%"), ("at-middle", "at-middle")),
        (0.9, -0.9, ("95%", "5%"), ("at-end", "at-start")),
    ],
)
def test_labels_of_words_and_voice_stay_in_the_picture(
    words: float, voice: float, places_: tuple[str, str], sides: tuple[str, str]
) -> None:
    svg = draw_valences(words, voice, label="")
    labels = {text.text: (text.get("x"), (text.get("class") or "").split()[-1]) for text in of_class(svg, "tick")}

    assert labels == {"words": (places_[0], sides[0]), "voice": (places_[1], sides[1])}


def test_the_distance_between_words_and_voice_is_drawn() -> None:
    [distance] = of_class(draw_valences(0.8, -0.6, label=""), "distance")

    assert (distance.get("x1"), distance.get("x2")) == ("90%", "20%")


def test_shares_are_drawn_in_their_order_with_their_percent() -> None:
    svg = draw_shares({"sad": 0.625, "calm": 0.375, "numb": 0.0}, ["calm", "numb", "sad"], label="")

    assert places(svg, "share") == [(0, 37.5), (37.5, 62.5)]
    assert [title.text for title in ET.XML(svg).iter("title")] == ["calm: 38%", "sad: 62%"]


def test_shares_of_nothing_are_an_empty_picture() -> None:
    root = ET.XML(draw_shares({}, ["calm"], label="nothing heard"))

    assert (root.get("aria-label"), len(root)) == ("nothing heard", 0)
