"""Help as it is today, in whatever was stored: for every configuration, and nothing else of it changes."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given

from interfaces.builder import build
from interfaces.changes import aspects_of
from interfaces.config import read_config, write_config
from interfaces.pattern import PersonPattern
from interfaces.todays_help import with_todays_help
from interfaces.wording.texts import CRISIS, Wording
from tests.interfaces.patterns import STEADY, at_risk, line, patterns, wordings

OF_HELP = {
    "crisis_lines",
    "resources",
    "layout",
    "components.PersonalizedResources.prominence",
    *(
        f"components.{name}.{part}"
        for name in ("SafetyCheck", "CrisisResources")
        for part in ("title", "text", "items")
    ),
}


@given(patterns(), wordings(), wordings())
def test_help_is_todays_and_nothing_else_changes(pattern: PersonPattern, then: Wording, now: Wording) -> None:
    stored = build(pattern, None, then).config
    today = with_todays_help(stored, now)
    assert read_config(json.dumps(write_config(today))) == today
    before, after = aspects_of(stored), aspects_of(today)
    assert {what for what in after if before[what] != after[what]} <= OF_HELP
    offered = {each.key for each in now.lines}
    assert {each.key for each in today.resources} <= offered
    assert {each.key for each in today.crisis_lines} <= offered | {"crisis.placeholder"}
    assert with_todays_help(today, now) == today


@given(patterns(), wordings())
def test_where_nothing_was_revised_nothing_changes(pattern: PersonPattern, wording: Wording) -> None:
    stored = build(pattern, None, wording).config
    assert with_todays_help(stored, wording) == stored


def test_who_was_shown_lines_in_both_languages_is_shown_todays_in_both() -> None:
    lines = (line(CRISIS), line(CRISIS, "sw"))
    stored = build(replace(STEADY, code_switching=0.5), None, Wording(lines=lines)).config
    revised = tuple(replace(each, contact="0800 222 222") for each in lines)
    today = with_todays_help(stored, Wording(lines=revised))
    assert [each.contact for each in today.crisis_lines] == ["0800 222 222"] * 2


def test_words_of_help_and_answers_are_todays() -> None:
    stored = build(at_risk("high"), None, Wording()).config
    texts = {("en", "CrisisResources.text"): "Call us.", ("en", "safety.safe"): "Yes", ("en", "Greeting.text"): "X"}
    today = with_todays_help(stored, Wording(texts=texts)).components
    assert (today.CrisisResources.text, today.SafetyCheck.items[0].text) == ("Call us.", "Yes")
    assert today.Greeting == stored.components.Greeting
