"""Markup: escaped whatever is put into it, and exact enough to draw."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.charts.svg import element, number, percent, text_of

# What XML can hold at all; control characters are refused long before anything is drawn.
WORDS = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Co", "Cn")))


@given(WORDS)
def test_any_words_come_back_out_of_an_element(words: str) -> None:
    read = ET.XML(element("title", text_of(words)))

    assert (read.text or "") == words
    assert list(read) == []


@given(WORDS)
def test_any_words_come_back_out_of_an_attribute(words: str) -> None:
    read = ET.XML(element("g", aria_label=words))

    assert read.attrib == {"aria-label": words}


@pytest.mark.parametrize(
    ("given_as", "written"),
    [
        ("class_", "class"),
        ("aria_label", "aria-label"),
        ("viewBox", "viewBox"),
        ("preserveAspectRatio", "preserveAspectRatio"),
        ("x1", "x1"),
    ],
)
def test_attributes_have_the_names_of_svg(given_as: str, written: str) -> None:
    assert element("g", **{given_as: "1"}) == f'<g {written}="1"/>'


def test_an_attribute_that_is_none_is_left_out_and_one_that_is_zero_is_not() -> None:
    assert element("a", "x", href=None, y=0) == '<a y="0">x</a>'


def test_children_are_markup_in_their_order() -> None:
    assert element("g", element("circle", r=3), element("title", "t")) == '<g><circle r="3"/><title>t</title></g>'


@given(st.floats(-1e6, 1e6))
def test_a_number_is_exact_to_a_hundredth_and_never_longer_than_needed(value: float) -> None:
    written = number(value)

    assert float(written) == pytest.approx(value, abs=0.005 + 1e-9)
    assert "e" not in written
    assert not (written.endswith(".") or ("." in written and written.endswith("0")))


def test_a_share_of_the_width_has_its_sign() -> None:
    assert [percent(share) for share in (0, 12.5, 100, -0.4)] == ["0%", "12.5%", "100%", "-0.4%"]
