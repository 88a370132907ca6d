"""Building: always valid, deterministic, safe for every pattern, and every difference explained."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.builder import Built, build
from interfaces.changes import WHOLE
from interfaces.config import COMPONENTS, InterfaceConfig, InvalidConfigError, Prominence, read_config, write_config
from interfaces.pattern import PersonPattern
from interfaces.schema import interface_schema
from interfaces.themes import Theme
from interfaces.trajectory import Trajectory
from interfaces.wording.texts import CRISIS, SUPPORT, SupportLine, Wording
from tests.interfaces.patterns import STEADY, at_risk, going, line, patterns, wordings

SCHEMA = jsonschema.Draft202012Validator(interface_schema())
PLAIN = Wording()


def after(*course: PersonPattern, wording: Wording = PLAIN) -> Built:
    """What comes of builds for these patterns, one a day."""
    built = build(course[0], None, wording)
    for day, pattern in enumerate(course[1:], start=1):
        built = build(replace(pattern, on=STEADY.on + timedelta(days=day)), built.config, wording)
    return built


def order_of(config: InterfaceConfig) -> list[str]:
    return [name for section in config.layout for name in section.components]


def test_the_first_interface_with_little_known_is_the_balanced_start() -> None:
    built = build(replace(going(Trajectory.INSUFFICIENT, at_risk(None)), session_count=1), None, PLAIN)
    assert built.config.theme.name is Theme.BALANCED
    assert built.config.greeting.key == "greeting.start"
    assert order_of(built.config) == ["Greeting", "VoiceRecorder", "CrisisResources"]
    assert [change.what for change in built.changes] == [WHOLE]


@pytest.mark.parametrize(
    ("pattern", "theme", "greeting", "order"),
    [
        (
            STEADY,
            Theme.BALANCED,
            "greeting.steady",
            "Greeting VoiceRecorder EmotionTimeline PersonalizedResources CrisisResources",
        ),
        (
            going(Trajectory.IMPROVING),
            Theme.BALANCED,
            "greeting.lighter",
            "Greeting ProgressCelebration VoiceRecorder EmotionTimeline PersonalizedResources CrisisResources",
        ),
        (
            replace(going(Trajectory.DECLINING), helps=("movement",), strain_topics=("work",)),
            Theme.WARM,
            "greeting.gentle",
            (
                "Greeting VoiceRecorder CrisisResources WhatsWorking PersonalizedResources "
                "GentleObservations EmotionTimeline"
            ),
        ),
        (
            replace(going(Trajectory.VOLATILE), concealment=0.5),
            Theme.CALM,
            "greeting.gentle",
            "Greeting VoiceRecorder DissonanceIndicator PersonalizedResources EmotionTimeline CrisisResources",
        ),
        (
            replace(STEADY, usual_part="night"),
            Theme.ADAPTIVE,
            "greeting.steady",
            "Greeting VoiceRecorder GentleObservations EmotionTimeline PersonalizedResources CrisisResources",
        ),
        (
            at_risk("high"),
            Theme.CALM,
            "greeting.safety",
            "SafetyCheck CrisisResources Greeting VoiceRecorder PersonalizedResources EmotionTimeline",
        ),
        (
            at_risk("critical", going(Trajectory.IMPROVING)),
            Theme.CRISIS,
            "greeting.safety",
            "SafetyCheck CrisisResources Greeting VoiceRecorder",
        ),
    ],
)
def test_each_kind_of_course_has_its_own_interface(
    pattern: PersonPattern, theme: Theme, greeting: str, order: str
) -> None:
    config = build(pattern, None, Wording(lines=(line(SUPPORT),))).config
    assert (config.theme.name, config.greeting.key) == (theme, greeting)
    assert order_of(config) == order.split()


def test_a_theme_changes_only_when_its_cause_held_for_two_builds() -> None:
    declining = going(Trajectory.DECLINING)
    announced = after(STEADY, declining)
    assert announced.config.theme.name is Theme.BALANCED
    assert announced.config.next_theme is not None
    assert announced.config.next_theme.name is Theme.WARM
    worn = after(STEADY, declining, declining)
    assert (worn.config.theme.name, worn.config.next_theme) == (Theme.WARM, None)


def test_a_cause_that_passes_leaves_the_theme_alone() -> None:
    built = after(STEADY, going(Trajectory.DECLINING), STEADY)
    assert (built.config.theme.name, built.config.next_theme) == (Theme.BALANCED, None)


def test_two_builds_of_one_day_are_one() -> None:
    announced = after(STEADY, going(Trajectory.DECLINING)).config
    again = build(replace(going(Trajectory.DECLINING), on=STEADY.on + timedelta(days=1)), announced, PLAIN)
    assert again.changes == ()


def test_a_crisis_waits_for_no_second_build_but_its_end_does() -> None:
    assert after(STEADY, at_risk("critical")).config.theme.name is Theme.CRISIS
    assert after(STEADY, at_risk("critical"), STEADY).config.theme.name is Theme.CRISIS
    assert after(STEADY, at_risk("critical"), STEADY, STEADY).config.theme.name is Theme.BALANCED


def test_an_open_event_keeps_help_near_whatever_the_level() -> None:
    config = build(at_risk("low", has_open_event=True), None, PLAIN).config
    assert order_of(config)[:2] == ["SafetyCheck", "CrisisResources"]


ANSWERS = [
    ("I am safe", "rest"),
    ("I am not sure", "crisis_resources"),
    ("I need help now", "crisis_resources"),
]


@pytest.mark.parametrize("pattern", [at_risk("high"), at_risk("critical"), at_risk("low", has_open_event=True)])
def test_the_question_comes_with_answers_and_what_each_leads_to(pattern: PersonPattern) -> None:
    asked = build(pattern, None, PLAIN).config.components.SafetyCheck
    assert [(answer.text, answer.leads_to) for answer in asked.items] == ANSWERS
    assert build(STEADY, None, PLAIN).config.components.SafetyCheck.items == ()


def test_answers_are_in_the_persons_language_and_the_clinics_words() -> None:
    own = Wording(texts={("sw", "safety.help"): "Niko hatarini"})
    config = build(replace(at_risk("high"), own_language="sw", spoken_languages=()), None, own).config
    assert [answer.text for answer in config.components.SafetyCheck.items] == [
        "Niko salama",
        "Sina uhakika",
        "Niko hatarini",
    ]


def test_a_question_none_of_whose_answers_leads_to_help_is_no_configuration() -> None:
    written: Any = write_config(build(at_risk("high"), None, PLAIN).config)
    written["components"]["SafetyCheck"]["items"] = written["components"]["SafetyCheck"]["items"][:1]
    with pytest.raises(InvalidConfigError, match=r"components\.SafetyCheck"):
        read_config(json.dumps(written))


def test_the_interface_follows_the_language_that_leads() -> None:
    mixed = replace(STEADY, spoken_languages=(("sw", 0.6), ("en", 0.4)))
    swahili = replace(STEADY, spoken_languages=(("sw", 0.7), ("en", 0.3)))
    assert after(STEADY, mixed).config.language == "en"
    switched = after(STEADY, swahili)
    assert switched.config.components.VoiceRecorder.title == "Ongea"
    assert {change.reason_for_clinician for change in switched.changes} == {"Spoken in 70% of 20 sessions."}
    assert after(STEADY, swahili, mixed).config.language == "sw"


def test_resources_of_strained_topics_come_first() -> None:
    wording = Wording(lines=(line(SUPPORT), line(SUPPORT, topic="money"), line(SUPPORT, topic="work")))
    config = build(replace(STEADY, strain_topics=("work",)), None, wording).config
    assert [resource.text for resource in config.resources] == ["About work.", "About anything."]


def test_who_mixes_languages_is_offered_resources_in_both() -> None:
    wording = Wording(lines=(line(CRISIS), line(CRISIS, "sw")))
    assert len(build(STEADY, None, wording).config.crisis_lines) == 1
    assert len(build(replace(STEADY, code_switching=0.3), None, wording).config.crisis_lines) == 2


MIXING = replace(STEADY, code_switching=0.3)
STRAINED = replace(STEADY, strain_topics=("work",))
LINES = (line(CRISIS), line(CRISIS, "sw"), line(SUPPORT), line(SUPPORT, "sw"), line(SUPPORT, topic="work"))


@pytest.mark.parametrize(
    ("before", "now", "lines", "what", "why"),
    [
        (STEADY, MIXING, LINES, "crisis_lines", "You speak both languages, so you find help in both."),
        (STEADY, MIXING, LINES, "resources", "You speak both languages, so you find help in both."),
        (MIXING, STEADY, LINES, "resources", "You mostly speak one language now, so you find help in that one."),
        (STEADY, STRAINED, LINES, "resources", "Chosen for what you have spoken about."),
        (STEADY, STEADY, LINES[1:], "crisis_lines", "Your clinic has revised its texts."),
        (STEADY, STEADY, LINES[:2], "resources", "Your clinic has revised its texts."),
        (STRAINED, STRAINED, LINES[:4], "resources", "Your clinic has revised its texts."),
        (STEADY, STEADY, (*LINES, line(SUPPORT, name="b")), "resources", "Your clinic has revised its texts."),
        (
            MIXING,
            MIXING,
            (replace(LINES[0], contact="1"), *LINES[1:]),
            "crisis_lines",
            "Your clinic has revised its texts.",
        ),
        (
            STEADY,
            STEADY,
            (*LINES[:2], replace(LINES[2], text="New.")),
            "resources",
            "Your clinic has revised its texts.",
        ),
    ],
)
def test_other_lines_are_explained_by_what_made_them_so(
    before: PersonPattern, now: PersonPattern, lines: tuple[SupportLine, ...], what: str, why: str
) -> None:
    previous = build(before, None, Wording(lines=LINES)).config
    told = {change.what: change.reason_for_person for change in build(now, previous, Wording(lines=lines)).changes}
    assert told[what] == why


def test_a_revised_text_is_explained_as_one() -> None:
    revised = Wording(texts={("en", "VoiceRecorder.title"): "Speak with us"})
    built = build(STEADY, build(STEADY, None, PLAIN).config, revised)
    assert [(change.what, change.before, change.after) for change in built.changes] == [
        ("components.VoiceRecorder.title", "Talk", "Speak with us")
    ]
    assert built.changes[0].reason_for_person == "Your clinic has revised its texts."


@given(patterns(), patterns(), wordings())
def test_every_interface_is_valid_and_the_same_each_time(
    pattern: PersonPattern, earlier: PersonPattern, wording: Wording
) -> None:
    previous = build(earlier, None, wording).config
    built = build(pattern, previous, wording)
    assert build(pattern, previous, wording) == built
    written = write_config(built.config)
    SCHEMA.validate(written)
    assert read_config(json.dumps(written)) == built.config


@given(patterns(), patterns(), wordings())
def test_safety_holds_for_every_pattern(pattern: PersonPattern, earlier: PersonPattern, wording: Wording) -> None:
    config = build(pattern, build(earlier, None, wording).config, wording).config
    order = order_of(config)
    assert "CrisisResources" in order
    assert "VoiceRecorder" in order
    assert config.crisis_lines
    if pattern.risk.level == "critical":
        assert order[:2] == ["SafetyCheck", "CrisisResources"]
        assert config.theme.name is Theme.CRISIS
    if pattern.risk.level in {"high", "critical"} or pattern.risk.has_open_event:
        assert order[:2] == ["SafetyCheck", "CrisisResources"]
    if pattern.risk.has_old_event:
        assert config.components.CrisisResources.prominence in {Prominence.CARD, Prominence.TOP}
    kept_up = pattern.course.trajectory is Trajectory.STABLE and pattern.course.faint is Trajectory.IMPROVING
    is_lighter = pattern.course.trajectory is Trajectory.IMPROVING or kept_up
    if not is_lighter or pattern.risk.level != "low" or pattern.risk.has_open_event or pattern.risk.has_old_event:
        assert config.components.ProgressCelebration.prominence is Prominence.HIDDEN


@given(patterns(), patterns(), wordings())
def test_nothing_diagnostic_reaches_the_person(
    pattern: PersonPattern, earlier: PersonPattern, wording: Wording
) -> None:
    built = build(pattern, build(earlier, None, wording).config, wording)
    shown = json.dumps(write_config(built.config)).lower() + " ".join(each.reason_for_person for each in built.changes)
    for word in ("risk", "score", "level", "critical", "medium", "dissonance_", "declining", "volatile", "diagnos"):
        assert word not in shown


@given(patterns(), patterns(), wordings(), wordings())
def test_every_difference_is_explained_and_nothing_else_is(
    pattern: PersonPattern, earlier: PersonPattern, wording: Wording, earlier_wording: Wording
) -> None:
    previous = build(earlier, None, earlier_wording).config
    built = build(pattern, previous, wording)
    assert all(change.before != change.after for change in built.changes)
    assert all(change.reason_for_person and change.reason_for_clinician for change in built.changes)
    patched: Any = write_config(previous)
    for change in built.changes:
        _put(patched, change.what.split("."), change.before, change.after)
    assert patched == write_config(built.config)


@given(st.lists(patterns(), min_size=2, max_size=6))
def test_no_theme_flips_within_a_day_but_to_safety(course: list[PersonPattern]) -> None:
    previous = build(course[0], None, PLAIN).config
    for pattern in course[1:]:
        config = build(pattern, previous, PLAIN).config
        announced = previous.next_theme
        if config.theme.name not in {previous.theme.name, Theme.CRISIS}:
            assert announced is not None
            assert announced.name is config.theme.name
            assert announced.seen_on < pattern.on
        previous = config


def _put(tree: Any, path: list[str], before: Any, value: Any) -> None:
    for name in path[:-1]:
        tree = tree[name]
    assert tree[path[-1]] == before
    tree[path[-1]] = value
    if path[-1] == "prominence":  # the one says what the other does
        tree["visible"] = value != "hidden"


@pytest.mark.parametrize("name", sorted(set(COMPONENTS) - {"SafetyCheck"}))
def test_nothing_but_the_safety_check_may_stand_over_all_the_rest(name: str) -> None:
    """Over help, that is: a version edited by hand must not be gone back to."""
    written: Any = write_config(build(going(Trajectory.IMPROVING), None, Wording(lines=(line(SUPPORT),))).config)
    written["components"][name] |= {"visible": True, "prominence": "modal"}
    written["layout"][0]["components"] = sorted({*written["layout"][0]["components"], name} - _placed_later(written))
    with pytest.raises(InvalidConfigError, match=f"components.{name}"):
        read_config(json.dumps(written))
    assert not SCHEMA.is_valid(written)


def _placed_later(written: Any) -> set[str]:
    return {name for section in written["layout"][1:] for name in section["components"]}


def test_every_component_has_a_rule_and_a_place() -> None:
    config = build(STEADY, None, PLAIN).config
    assert {name for name in COMPONENTS if config.components.get(name).visible} == set(order_of(config))
