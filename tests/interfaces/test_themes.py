"""Colours: every text can be read on what it stands on."""

from __future__ import annotations

import pytest

from interfaces.themes import (
    MIN_CONTROL_CONTRAST,
    MIN_TEXT_CONTRAST,
    NIGHT_PALETTES,
    PALETTES,
    Palette,
    Theme,
    contrast_ratio,
)

ALL = [
    *((f"{theme}", palette) for theme, palette in PALETTES.items()),
    *((f"{theme} at night", palette) for theme, palette in NIGHT_PALETTES.items()),
]
each_palette = pytest.mark.parametrize("palette", [palette for _, palette in ALL], ids=[name for name, _ in ALL])


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#ffffff", "#000000", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey that just fails
        ("#767676", "#ffffff", 4.54),  # and the one that just passes
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast_ratio(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast_ratio(other, one) == contrast_ratio(one, other)


@each_palette
def test_every_text_can_be_read(palette: Palette) -> None:
    faint = [pair for pair in palette.text_pairs() if contrast_ratio(*pair) < MIN_TEXT_CONTRAST]
    assert len(palette.text_pairs()) == 7
    assert faint == []


@each_palette
def test_every_control_can_be_made_out(palette: Palette) -> None:
    assert [pair for pair in palette.control_pairs() if contrast_ratio(*pair) < MIN_CONTROL_CONTRAST] == []


def test_every_theme_has_colours_of_its_own() -> None:
    assert set(PALETTES) == set(Theme)
    assert len(set(PALETTES.values())) == len(Theme)
