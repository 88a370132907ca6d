"""Patterns from stored sessions: shares, habits, current risk, and too little to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from interfaces.evidence import OpenEvent, PastSession, Speech
from interfaces.pattern import CurrentRisk, PersonPattern, describe_pattern
from interfaces.trajectory import Trajectory
from tests.interfaces.patterns import NOW, evidence, sounding

CALM, SAD = sounding(calm=0.8, neutral=0.2), sounding(sad=0.9, neutral=0.1)
DAY = timedelta(days=1)


def session(days_ago: float, **given: Any) -> PastSession:
    values: dict[str, Any] = {"language": "en", "shares": CALM, "level": "low", "is_complete": True, **given}
    return PastSession(started_at=NOW - days_ago * DAY, **values)


def days(count: int, **given: Any) -> list[PastSession]:
    return [session(days_ago, **given) for days_ago in range(count, 0, -1)]


def pattern_of(*sessions: PastSession, events: tuple[OpenEvent, ...] = ()) -> PersonPattern:
    return describe_pattern(evidence(sessions, *events))


def test_nobody_heard_yet_shows_nothing() -> None:
    pattern = pattern_of()
    assert not pattern.is_sufficient
    assert pattern.course.trajectory is Trajectory.INSUFFICIENT
    unknown = (pattern.emotion_shares, pattern.usual_part, pattern.concealment, pattern.deflection, pattern.helps)
    assert set(unknown) == {None}
    assert (*pattern.primary_emotions, *pattern.spoken_languages) == ()
    assert pattern.risk == CurrentRisk(level=None, has_open_event=False)


def test_four_sessions_are_too_few_and_five_are_not() -> None:
    assert not pattern_of(*days(4)).is_sufficient
    assert pattern_of(*days(5)).is_sufficient
    assert pattern_of(*days(4)).emotion_shares is None


def test_the_mean_voice_of_a_month_and_its_main_emotions() -> None:
    pattern = pattern_of(session(31, shares=SAD), *days(3), *days(3, shares=SAD))
    assert pattern.session_count == 6
    assert pattern.emotion_shares == pytest.approx(sounding(calm=0.4, sad=0.45, neutral=0.15))
    assert pattern.primary_emotions == ("sad", "calm")


def test_a_session_without_voice_is_missing_and_not_neutral() -> None:
    pattern = pattern_of(*days(5, shares=SAD), session(0.5, shares=None))
    assert pattern.session_count == 6
    assert pattern.emotion_shares == pytest.approx(SAD)


def test_languages_are_shares_of_sessions() -> None:
    pattern = pattern_of(*days(3, language="sw"), session(0.5))
    assert pattern.spoken_languages == (("sw", 0.75), ("en", 0.25))


def test_concealment_is_a_share_of_the_sessions_compared() -> None:
    compared = [*days(2, interpretation="minimization"), *days(3, interpretation="authentic")]
    assert pattern_of(*compared, *days(4)).concealment == 0.4
    assert pattern_of(*compared[:4]).concealment is None


def test_brushing_aside_counts_while_the_voice_is_strained() -> None:
    aside = Speech(has_deflection=True)
    strained = [*days(3, shares=SAD, speech=aside), *days(3, shares=SAD, speech=Speech())]
    assert pattern_of(*strained, *days(4, speech=aside)).deflection == 0.5


@pytest.mark.parametrize(
    ("sessions", "events", "level"),
    [
        (days(3), (), "low"),
        ([session(20, level="high"), *days(3)], (), "low"),  # before the window
        ([session(13, level="high"), *days(3)], (), "high"),
        ([session(90, level="critical")], (), "critical"),  # the latest counts however long ago
        ([session(90, level="high"), session(1, level=None)], (), "high"),  # and the latest assessed
        ([session(90, level="low"), session(1, level=None, is_complete=False)], (), None),
        ([session(90, level="high"), session(80), session(1, level=None)], (), "low"),
        ([*days(3), session(0.5, is_complete=False)], (), None),  # what is incomplete is not low
        ([*days(3, level="medium"), session(0.5, is_complete=False)], (), "medium"),
        (days(3), (OpenEvent(level="critical"),), "critical"),
        (days(3), (OpenEvent(level="critical", needs_action=False),), "high"),
        (days(3), (OpenEvent(level="critical", is_recent=False),), "low"),
        (days(3, level=None), (), None),
    ],
)
def test_current_risk_is_the_highest_that_counts(
    sessions: list[PastSession], events: tuple[OpenEvent, ...], level: str | None
) -> None:
    risk = pattern_of(*sessions, events=events).risk
    assert risk.level == level
    assert risk.has_open_event is any(event.is_recent for event in events)
    assert risk.has_old_event is any(not event.is_recent for event in events)


@pytest.mark.parametrize(
    ("sessions", "is_low_so_far"),
    [
        (days(3), False),
        (days(3, is_complete=False), True),
        (days(3, level="medium", is_complete=False), False),
        (days(3, level=None, is_complete=False), False),
        ([], False),
    ],
)
def test_low_as_far_as_it_is_known_is_told_apart_from_nothing_known(
    sessions: list[PastSession], is_low_so_far: bool
) -> None:
    assert pattern_of(*sessions).risk.is_low_so_far is is_low_so_far


def test_the_date_is_the_persons_own() -> None:
    assert pattern_of().on == NOW.date()  # 15:00 in Nairobi
    late = replace(evidence([]), now=NOW + timedelta(hours=10))
    assert describe_pattern(late).on == NOW.date() + DAY  # 22:00 UTC is 01:00 there
