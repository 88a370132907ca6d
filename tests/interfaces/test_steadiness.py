"""No sudden flip: what was shown fades before it goes, what is new must be clear, and safety waits for nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from interfaces.builder import build
from interfaces.config import ComponentName, InterfaceConfig, Prominence
from interfaces.evidence import PastSession, Speech
from interfaces.pattern import FaintSigns, PersonPattern, describe_pattern
from interfaces.safety import Stage, stage_of
from interfaces.steadiness import steadied
from interfaces.trajectory import Trajectory
from interfaces.wording.texts import SUPPORT, Wording
from tests.interfaces.patterns import NOW, STEADY, at_risk, evidence, going, line, patterns, sounding, wordings

PLAIN = Wording()
DAY = timedelta(days=1)
HIDDEN, MINIMAL, CARD, TOP = Prominence.HIDDEN, Prominence.MINIMAL, Prominence.CARD, Prominence.TOP


def fading(trajectory: Trajectory) -> PersonPattern:
    """Stable, with so much left of another course."""
    return replace(STEADY, course=replace(STEADY.course, faint=trajectory))


def faint(**signs: object) -> PersonPattern:
    return replace(STEADY, faint=FaintSigns(**signs))  # type: ignore[arg-type]


def config_after(*course: PersonPattern) -> InterfaceConfig:
    config = build(course[0], None, PLAIN).config
    for pattern in course[1:]:
        config = build(pattern, config, PLAIN).config
    return config


CLEAR_AND_FADING: list[tuple[ComponentName, PersonPattern, PersonPattern, Prominence]] = [
    ("DissonanceIndicator", replace(STEADY, concealment=0.3), replace(STEADY, concealment=0.2), CARD),
    ("DissonanceIndicator", replace(STEADY, deflection=0.4), replace(STEADY, deflection=0.3), CARD),
    ("WhatsWorking", replace(STEADY, helps=("music",)), faint(helps=("music",)), CARD),
    ("GentleObservations", replace(STEADY, strain_topics=("work",)), faint(strain_topics=("work",)), CARD),
    ("GentleObservations", replace(STEADY, usual_part="evening"), faint(usual_part="evening"), CARD),
    ("EmotionTimeline", going(Trajectory.VOLATILE), fading(Trajectory.VOLATILE), MINIMAL),
    ("EmotionTimeline", going(Trajectory.DECLINING), fading(Trajectory.DECLINING), MINIMAL),
    ("ProgressCelebration", going(Trajectory.IMPROVING), fading(Trajectory.IMPROVING), CARD),
]


@pytest.mark.parametrize(("name", "clear", "fades", "prominence"), CLEAR_AND_FADING)
def test_what_is_shown_stays_while_something_of_its_cause_is_left(
    name: ComponentName, clear: PersonPattern, fades: PersonPattern, prominence: Prominence
) -> None:
    usual = config_after(STEADY).components.get(name).prominence
    assert config_after(STEADY, fades).components.get(name).prominence is usual
    assert config_after(STEADY, clear).components.get(name).prominence is prominence
    assert config_after(clear, fades, fades).components.get(name).prominence is prominence
    assert config_after(clear, fades, STEADY).components.get(name).prominence is usual
    assert config_after(clear, STEADY, fades).components.get(name).prominence is usual


def test_a_share_below_both_cuts_takes_the_note_away_and_says_which_cuts_they_are() -> None:
    shown = config_after(replace(STEADY, concealment=0.3))
    (change,) = (
        change
        for change in build(replace(STEADY, concealment=0.19), shown, PLAIN).changes
        if change.what == "components.DissonanceIndicator.prominence"
    )
    assert change.after == "hidden"
    assert "19% of the sessions compared (shown from 30% on, no more below 20%)" in change.reason_for_clinician


def test_the_clinician_is_told_what_is_only_kept_up() -> None:
    shown = config_after(going(Trajectory.DECLINING))
    medium = at_risk("medium", fading(Trajectory.DECLINING))
    changed = build(replace(medium, usual_part="evening"), shown, PLAIN).changes
    told = {change.what: change.reason_for_clinician for change in changed}
    assert "course: declining, though not clearly any more" in told["layout"]


def test_while_help_stands_first_nothing_hidden_is_kept_up() -> None:
    """What is hidden then is not remembered, and would be taken away with the build after."""
    work = line(SUPPORT, topic="work")
    shown = build(replace(STEADY, strain_topics=("work",)), None, Wording(lines=(work,))).config
    in_crisis = at_risk("critical", faint(strain_topics=("work",)))
    config = build(in_crisis, shown, Wording(lines=(work,))).config
    assert config.resources == ()
    assert build(in_crisis, config, Wording(lines=(work,))).changes == ()


@given(patterns(), patterns(), wordings())
def test_a_second_build_of_the_same_changes_nothing(
    pattern: PersonPattern, earlier: PersonPattern, wording: Wording
) -> None:
    config = build(pattern, build(earlier, None, wording).config, wording).config
    assert build(pattern, config, wording).changes == ()


@given(patterns(), patterns())
def test_help_comes_as_near_at_once_as_without_any_past(pattern: PersonPattern, earlier: PersonPattern) -> None:
    """Steadiness may keep help near; it never keeps it away, and takes no level or event from a pattern."""
    rank, near = tuple(Prominence), tuple(Stage)
    previous = build(earlier, None, PLAIN).config
    at_once = build(pattern, None, PLAIN).config.components
    config = build(pattern, previous, PLAIN).config
    for name in ("SafetyCheck", "CrisisResources"):
        now, fresh = config.components.get(name).prominence, at_once.get(name).prominence
        assert rank.index(now) >= rank.index(fresh)
    held = steadied(pattern, previous)
    assert held.risk == pattern.risk
    assert near.index(stage_of(held)) <= near.index(stage_of(pattern))


# A person whose share lies right at a cut, night by night.

PEOPLE = 10
NIGHTS = 90
WINDOW = 30


def _conceals(rng: random.Random, _: int) -> PastSession:
    hides = rng.random() < 0.27
    return PastSession(started_at=NOW, language="en", interpretation="minimization" if hides else "authentic")


def _moves(rng: random.Random, number: int) -> PastSession:
    """Every third day a walk, after which the next day is a little lighter: about as clear as the cut asks."""
    walked_yesterday = number % 3 == 1
    sad = min(max(rng.gauss(0.45 - 0.14 * walked_yesterday, 0.12), 0.0), 1.0)
    activities = frozenset({"movement"} if number % 3 == 0 else ())
    return PastSession(
        started_at=NOW, language="en", shares=sounding(sad=sad, calm=1 - sad), speech=Speech(activities=activities)
    )


@pytest.mark.parametrize(("name", "draw"), [("DissonanceIndicator", _conceals), ("WhatsWorking", _moves)])
def test_a_person_at_the_cut_does_not_see_a_component_come_and_go(
    name: ComponentName, draw: Callable[[random.Random, int], PastSession]
) -> None:
    with_one_cut = with_two = 0
    for seed in range(PEOPLE):
        rng = random.Random(seed)
        days = [replace(draw(rng, day), started_at=NOW + day * DAY) for day in range(WINDOW + NIGHTS)]
        courses = [
            replace(evidence(days[night : night + WINDOW]), now=NOW + (night + WINDOW) * DAY) for night in range(NIGHTS)
        ]
        seen = [describe_pattern(course) for course in courses]
        with_one_cut += _turns([build(pattern, None, PLAIN).config for pattern in seen], name)
        config, shown = None, []
        for pattern in seen:
            config = build(pattern, config, PLAIN).config
            shown.append(config)
        with_two += _turns(shown, name)
    assert with_one_cut / PEOPLE >= 3  # in 90 nights
    assert with_two / PEOPLE <= 1.7
    assert with_one_cut >= 2.5 * with_two


def _turns(shown: list[InterfaceConfig], name: ComponentName) -> int:
    visible = [config.components.get(name).visible for config in shown]
    return sum(before != after for before, after in pairwise(visible))
