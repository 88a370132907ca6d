"""Marks: whatever differs between two screens is marked, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from interfaces.changes import aspects_of
from interfaces.config import COMPONENTS, InterfaceConfig
from interfaces.pages.marks import mark_differences
from interfaces.pattern import PersonPattern
from interfaces.trajectory import Trajectory
from tests.interfaces.configs import WORDING, config_for
from tests.interfaces.patterns import STEADY, at_risk, going, line, patterns


def shown(config: InterfaceConfig) -> list[str]:
    return [name for section in config.layout for name in section.components]


@given(pattern=patterns())
def test_the_same_screen_has_no_mark(pattern: PersonPattern) -> None:
    config = config_for(pattern)
    marks = mark_differences(config, config)
    assert marks.earlier == marks.later == {}


@given(earlier=patterns(), later=patterns())
def test_what_came_and_went_is_marked_on_the_side_where_it_stands(earlier: PersonPattern, later: PersonPattern) -> None:
    before, after = config_for(earlier), config_for(later)
    marks = mark_differences(before, after)
    assert set(marks.earlier) == set(shown(before)) - set(shown(after))
    assert {name for name, mark in marks.later.items() if mark == "new"} == set(shown(after)) - set(shown(before))
    assert set(marks.later) <= set(shown(after))


@given(earlier=patterns(), later=patterns())
def test_a_component_that_differs_and_stays_is_always_marked(earlier: PersonPattern, later: PersonPattern) -> None:
    before, after = config_for(earlier), config_for(later)
    marks = mark_differences(before, after)
    old, new = aspects_of(before), aspects_of(after)
    for name in COMPONENTS:
        differs = any(old[what] != new[what] for what in new if what.startswith(f"components.{name}."))
        if differs and name in shown(before) and name in shown(after):
            assert name in marks.later


def test_help_coming_first_grows_and_the_rest_shrinks_or_goes() -> None:
    marks = mark_differences(config_for(at_risk("high")), config_for(at_risk("critical")))
    assert marks.later == {
        "SafetyCheck": "larger",
        "CrisisResources": "larger",
        "Greeting": "smaller",
        "VoiceRecorder": "smaller",
    }
    assert set(marks.earlier.values()) == {"goes"}
    assert "EmotionTimeline" in marks.earlier


def test_a_component_that_changes_its_place_moved_and_those_it_passes_did_not() -> None:
    marks = mark_differences(config_for(), config_for(at_risk("medium")))
    assert marks.later["CrisisResources"] == "larger, moved"
    assert {"Greeting", "VoiceRecorder"}.isdisjoint(marks.later)


def test_new_words_are_marked_where_they_are_read() -> None:
    other = replace(WORDING, lines=(line("crisis", name="b"), line("support")))
    marks = mark_differences(config_for(), config_for(wording=other))
    assert marks.later["CrisisResources"] == "new words"
    gentle = mark_differences(config_for(), config_for(going(Trajectory.VOLATILE, STEADY)))
    assert gentle.later["Greeting"] == "new words"
