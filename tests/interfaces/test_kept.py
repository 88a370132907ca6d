"""A kept configuration yields to safety, and to nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import assume, given

from interfaces.builder import build
from interfaces.changes import aspects_of
from interfaces.config import InterfaceConfig, Prominence, Section, SectionName, read_config, write_config
from interfaces.kept import build_kept
from interfaces.pattern import PersonPattern
from interfaces.safety import PLACINGS, Stage, may_celebrate, stage_of
from interfaces.trajectory import Trajectory
from interfaces.wording.texts import CRISIS, SUPPORT, Wording
from tests.interfaces.patterns import STEADY, at_risk, going, line, patterns, wordings

PLAIN = Wording()
_RANK = tuple(Prominence)


def order_of(config: InterfaceConfig) -> list[str]:
    return [name for section in config.layout for name in section.components]


def test_what_is_kept_stays_the_same_while_nothing_asks_for_more() -> None:
    kept = build(STEADY, None, PLAIN).config
    night = replace(STEADY, usual_part="night", helps=("music",))
    assert build_kept(kept, night, kept, PLAIN).changes == ()


def test_a_kept_celebration_is_not_shown_to_who_declines() -> None:
    kept = build(going(Trajectory.IMPROVING), None, PLAIN).config
    assert kept.components.ProgressCelebration.visible
    built = build_kept(kept, going(Trajectory.DECLINING), kept, PLAIN)
    assert not built.config.components.ProgressCelebration.visible
    assert {change.what for change in built.changes} >= {"components.ProgressCelebration.prominence", "layout"}


def test_help_comes_near_and_goes_back_to_where_it_was_kept() -> None:
    kept = build(STEADY, None, PLAIN).config
    near = build_kept(kept, at_risk("high"), kept, PLAIN).config
    assert order_of(near)[:2] == ["SafetyCheck", "CrisisResources"]
    assert near.theme == kept.theme
    assert build_kept(kept, STEADY, near, PLAIN).config == kept


def test_crisis_lines_are_those_of_today() -> None:
    kept = build(STEADY, None, PLAIN).config
    built = build_kept(kept, STEADY, kept, Wording(lines=(line(CRISIS),)))
    assert [change.what for change in built.changes] == ["crisis_lines"]
    assert [each.title for each in built.config.crisis_lines] == ["crisis a"]


@given(patterns(), patterns(), patterns(), wordings(), wordings())
def test_safety_holds_for_everything_kept_and_every_difference_is_explained(
    earlier: PersonPattern, pattern: PersonPattern, between: PersonPattern, wording: Wording, then: Wording
) -> None:
    assume(stage_of(pattern) is not Stage.FIRST)
    kept = build(earlier, None, then).config
    previous = build(between, kept, wording).config
    built = build_kept(kept, pattern, previous, wording)
    config, order = built.config, order_of(built.config)
    assert read_config(json.dumps(write_config(config))) == config
    assert _RANK.index(config.components.CrisisResources.prominence) >= _RANK.index(
        PLACINGS[stage_of(pattern)].crisis_resources
    )
    if stage_of(pattern) is Stage.NEAR:
        assert order[:2] == ["SafetyCheck", "CrisisResources"]
    if stage_of(pattern) is Stage.WATCHFUL:
        assert set(order[: order.index("CrisisResources")]).isdisjoint({"EmotionTimeline", "PersonalizedResources"})
    if not may_celebrate(pattern):
        assert config.components.ProgressCelebration.prominence is Prominence.HIDDEN
        assert config.greeting.key != "greeting.lighter"
    offered = {line.key for line in wording.lines}
    assert {resource.key for resource in config.resources} <= offered
    told = {change.what: (change.before, change.after) for change in built.changes}
    before, after = aspects_of(previous), aspects_of(config)
    assert told == {what: (before[what], after[what]) for what in after if before[what] != after[what]}
    assert all(change.reason_for_person and change.reason_for_clinician for change in built.changes)
    assert build_kept(kept, pattern, config, wording).changes == ()


def test_words_of_help_are_those_of_today() -> None:
    kept = build(STEADY, None, PLAIN).config
    today = Wording(
        texts={("en", "CrisisResources.text"): "Call us day and night.", ("en", "VoiceRecorder.title"): "X"}
    )
    built = build_kept(kept, STEADY, kept, today)
    assert [(change.what, change.after) for change in built.changes] == [
        ("components.CrisisResources.text", "Call us day and night.")
    ]


def test_a_kept_question_has_the_answers_of_today() -> None:
    """Also where it was kept without any, as by the first contract, and where it was not kept at all."""
    asking = build(at_risk("high"), None, PLAIN).config
    without = asking.components.SafetyCheck.model_copy(update={"items": ()})
    kept = asking.model_copy(update={"components": asking.components.model_copy(update={"SafetyCheck": without})})
    today = Wording(texts={("en", "safety.help"): "Help me"})
    for base, pattern in ((kept, STEADY), (build(STEADY, None, PLAIN).config, at_risk("high"))):
        answers = build_kept(base, pattern, base, today).config.components.SafetyCheck.items
        assert [answer.text for answer in answers] == ["I am safe", "I am not sure", "Help me"]


def test_a_resource_that_the_clinic_withdrew_is_shown_in_no_kept_screen() -> None:
    one, other = line(SUPPORT), line(SUPPORT, name="b")
    kept = build(STEADY, None, Wording(lines=(one, other))).config
    left = build_kept(kept, STEADY, kept, Wording(lines=(replace(other, contact="0800 111 111"),)))
    assert [(each.title, each.contact) for each in left.config.resources] == [("support b", "0800 111 111")]
    assert [(each.what, each.reason_for_person) for each in left.changes] == [
        ("resources", "Your clinic has revised its texts.")
    ]
    none = build_kept(kept, STEADY, left.config, PLAIN)
    assert none.config.resources == ()
    assert "PersonalizedResources" not in order_of(none.config)
    assert {each.what: each.reason_for_clinician for each in none.changes}[
        "components.PersonalizedResources.prominence"
    ] == "The clinic withdrew every resource that was kept."


def test_a_kept_order_lets_help_stand_no_lower_than_it_must() -> None:
    kept = build(STEADY, None, PLAIN).config
    watchful = build_kept(kept, at_risk("medium"), kept, PLAIN)
    assert order_of(watchful.config) == ["Greeting", "VoiceRecorder", "CrisisResources", "EmotionTimeline"]
    assert build_kept(kept, STEADY, watchful.config, PLAIN).config == kept
    near = build(at_risk("high"), None, PLAIN).config
    assert order_of(build_kept(near, at_risk("medium"), near, PLAIN).config) == order_of(near)


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        (going(Trajectory.DECLINING), "greeting.gentle"),
        (at_risk("high", going(Trajectory.IMPROVING)), "greeting.safety"),
        (going(Trajectory.IMPROVING), "greeting.lighter"),
    ],
)
def test_who_declines_is_not_asked_what_goes_well(pattern: PersonPattern, key: str) -> None:
    kept = build(going(Trajectory.IMPROVING), None, PLAIN).config
    built = build_kept(kept, pattern, kept, PLAIN)
    assert built.config.greeting.key == key
    assert ("greeting" in {change.what for change in built.changes}) is (key != "greeting.lighter")


def test_a_layout_cut_otherwise_by_hand_is_put_right() -> None:
    """Valid for the schema, and no reason to fail when help must come near."""
    kept = build(STEADY, None, PLAIN).config
    everything = tuple(name for section in kept.layout for name in section.components)
    one = Section(section=SectionName.INSIGHT, priority=1, components=everything)
    halves = tuple(
        Section(section=SectionName.WELCOME, priority=number, components=part)
        for number, part in enumerate((everything[:2], everything[2:]), start=1)
    )
    for layout in ((one,), halves):
        by_hand = InterfaceConfig.model_validate({**dict(kept), "layout": layout})
        config = build_kept(by_hand, at_risk("high"), kept, PLAIN).config
        assert order_of(config)[:2] == ["SafetyCheck", "CrisisResources"]
        assert sorted(order_of(config)) == sorted([*everything, "SafetyCheck"])
