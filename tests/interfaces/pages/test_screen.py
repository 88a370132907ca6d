"""The screen says what the configuration says: order, prominence, words, colours; nothing more and nothing less."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.builder import build, dress
from interfaces.config import COMPONENTS, InterfaceConfig
from interfaces.daytime import PARTS
from interfaces.pages.screen import draw_screen, part_at, stylesheet_of
from interfaces.pattern import PersonPattern
from interfaces.themes import NIGHT_PALETTES, PALETTES, Palette, Theme
from interfaces.trajectory import Trajectory
from interfaces.wording.texts import Wording
from tests.interfaces.configs import config_for
from tests.interfaces.patterns import at_risk, going, patterns, wordings


@given(pattern=patterns(), wording=wordings(), part=st.sampled_from(PARTS))
def test_every_visible_component_is_drawn_once_in_the_order_of_the_layout(
    pattern: PersonPattern, wording: Wording, part: str
) -> None:
    config = build(pattern, None, wording).config
    screen = draw_screen(config, part)
    assert [part.name for part in screen.parts] == [name for each in config.layout for name in each.components]
    assert {part.name for part in screen.parts} == {name for name in COMPONENTS if config.components.get(name).visible}
    for drawn in screen.parts:
        component = config.components.get(drawn.name)
        assert (drawn.prominence, drawn.title, drawn.text) == (component.prominence, component.title, component.text)
        assert drawn.items == tuple(item.text for item in component.items)
    assert "CrisisResources" in {part.name for part in screen.parts}
    assert screen.crisis_lines == config.crisis_lines
    assert screen.greeting == getattr(config.greeting, part).text


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "night"), (4, "night"), (5, "morning"), (11, "morning"), (12, "afternoon"), (17, "evening"), (22, "night")],
)
def test_the_greeting_is_that_of_the_hour(hour: int, part: str) -> None:
    assert part_at(config_for(), hour) == part


def test_answers_are_told_to_be_kept_by_nobody_where_there_are_any() -> None:
    assert draw_screen(config_for(at_risk("high")), "morning").asks_whether_safe
    assert not draw_screen(config_for(), "morning").asks_whether_safe


def test_a_curve_that_is_nobodys_is_told_apart_from_a_screen_without_one() -> None:
    assert draw_screen(config_for(), "morning").has_curve
    assert not draw_screen(config_for(at_risk("critical")), "morning").has_curve


def test_something_stands_over_the_rest_in_a_crisis_only() -> None:
    assert not draw_screen(config_for(), "morning").has_modal
    in_crisis = draw_screen(config_for(at_risk("critical")), "morning")
    assert in_crisis.has_modal
    assert [part.name for part in in_crisis.parts] == ["SafetyCheck", "CrisisResources", "Greeting", "VoiceRecorder"]


@pytest.mark.parametrize("part", PARTS)
def test_only_a_theme_with_colours_of_the_night_wears_them_and_only_then(part: str) -> None:
    assert not draw_screen(_dressed(Theme.BALANCED), part).is_night
    assert draw_screen(_dressed(Theme.ADAPTIVE), part).is_night is (part in {"evening", "night"})


@pytest.mark.parametrize("theme", Theme)
def test_the_stylesheet_holds_every_colour_of_the_configuration_and_no_other(theme: Theme) -> None:
    config = _dressed(theme)
    sheet = stylesheet_of(config, ".screen")
    day, _, night = sheet.partition("\n")
    assert re.findall("#[0-9a-f]{6}", day) == list(_colours(PALETTES[theme]))
    assert day.startswith(".screen{--screen-background:")
    assert re.findall("#[0-9a-f]{6}", night) == list(_colours(NIGHT_PALETTES[theme]) if theme in NIGHT_PALETTES else ())
    assert night.startswith(".screen.is-night{") is (theme in NIGHT_PALETTES)


def test_an_announced_theme_is_told() -> None:
    steady = config_for()
    assert draw_screen(steady, "morning").next_theme is None
    assert draw_screen(config_for(going(Trajectory.DECLINING), steady), "morning").next_theme == "warm"


def _dressed(theme: Theme) -> InterfaceConfig:
    return config_for().model_copy(update={"theme": dress(theme)})


def _colours(palette: Palette) -> tuple[str, ...]:
    return tuple(asdict(palette).values())
