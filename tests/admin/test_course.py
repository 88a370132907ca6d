"""A person's course: what is read of it, and how it is drawn."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from baselines.deviation_wording import reading_in_words
from conversations.emotion_wording import shares_in_words
from conversations.links import session_url
from conversations.models import Conversation
from resona.accounts.models import User
from risk.pages.course import MOST_SESSIONS, CourseSession, read_course
from risk.pages.course_charts import (
    draw_dissonance,
    draw_emotions,
    draw_measure,
    draw_pointed,
    draw_risk,
    emotions_heard,
    frame_of,
)
from tests.admin.records import make_assessment, make_deviation, make_dissonance, make_event, make_session
from tests.conftest import Cast

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def course_of(person: User) -> tuple[CourseSession, ...]:
    return read_course(person.id, since=None).sessions


def marks_in(svg: str) -> list[str]:
    return re.findall(r'class="mark (\w+ tone-\w+)"', svg)


def test_a_course_is_read_oldest_first_and_since_a_time(cast: Cast) -> None:
    sessions = [make_session(cast.person, NOW - days * DAY) for days in (3, 1, 2)]
    make_session(cast.other_person, NOW)

    assert [found.session for found in course_of(cast.person)] == [sessions[0], sessions[2], sessions[1]]
    recent = read_course(cast.person.id, since=NOW - 2 * DAY)
    assert [found.session for found in recent.sessions] == [sessions[2], sessions[1]]
    assert not recent.is_cut


def test_a_very_long_course_is_cut_at_its_beginning(cast: Cast) -> None:
    Conversation.objects.bulk_create(
        Conversation(user=cast.person, started_at=NOW - hours * timedelta(hours=1))
        for hours in range(MOST_SESSIONS + 1)
    )

    course = read_course(cast.person.id, since=None)

    assert (len(course.sessions), course.is_cut, course.sessions[-1].at) == (MOST_SESSIONS, True, NOW)


def test_only_current_results_are_read(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    for is_current in (False, True):
        make_assessment(session, "high" if is_current else "low", is_current=is_current)
        make_dissonance(session, is_current=is_current, dissonance_score=0.6 if is_current else 0.1)
        make_deviation(session, z=-2.0 if is_current else 0.0, is_current=is_current)

    [found] = course_of(cast.person)

    assert found.level == "high"
    assert found.dissonance is not None
    assert found.dissonance.dissonance_score == 0.6
    assert found.readings["rate"].z == -2.0


def test_what_was_measured_while_learning_has_no_band(cast: Cast) -> None:
    features = {"rate_sps": 4.0, "pitch_hz": 9999.0, "energy_db": "loud", "own_measure": 1.0}
    make_session(cast.person, NOW, voice_features=features)

    [found] = course_of(cast.person)

    # A pitch nobody can have, a word, and what is not analysed are left out.
    assert {measure: reading.is_learning for measure, reading in found.readings.items()} == {"rate": True}


def test_a_damaged_deviation_hides_nothing_else(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    make_deviation(session, "rate", current_value=None)
    make_deviation(session, "pitch", baseline_value=None, current_value={"value": 200.0})

    [found] = course_of(cast.person)

    assert {measure: reading.is_learning for measure, reading in found.readings.items()} == {"pitch": True}


def draw_all(sessions: tuple[CourseSession, ...]) -> dict[str, str]:
    frame = frame_of(sessions, start=None, end=NOW, zone=UTC)
    drawn = [draw_risk(sessions, frame), draw_dissonance(sessions, frame), draw_emotions(sessions, frame)]
    charts = [*drawn, draw_measure("rate", sessions, frame)]
    return {chart.key: chart.svg for chart in charts if chart is not None}


def test_levels_differ_in_shape_and_what_is_unknown_is_marked_as_such(cast: Cast) -> None:
    for days, level in enumerate(("critical", "high", "medium", "low")):
        make_assessment(make_session(cast.person, NOW - days * DAY), level)
    make_assessment(make_session(cast.person, NOW - 4 * DAY, not_assessed=["voice_missing"]), "low")
    make_session(cast.person, NOW - 5 * DAY, not_assessed=["voice_missing"])

    assert marks_in(draw_all(course_of(cast.person))["risk"]) == [
        "cross tone-missing",
        "ring tone-missing",
        "dot tone-low",
        "diamond tone-medium",
        "triangle tone-high",
        "star tone-critical",
    ]


def test_measures_differ_in_shape_within_outside_and_while_learning(cast: Cast) -> None:
    make_session(cast.person, NOW - 2 * DAY, voice_features={"rate_sps": 4.0})
    make_deviation(make_session(cast.person, NOW - DAY), z=0.1, current_value={"value": 4.0})
    make_deviation(make_session(cast.person, NOW), z=-2.3, current_value={"value": 3.1})

    assert marks_in(draw_all(course_of(cast.person))["rate"]) == [
        "ring tone-learning",
        "dot tone-usual",
        "diamond tone-unusual",
    ]


def test_what_was_never_known_has_no_chart(cast: Cast) -> None:
    make_session(cast.person, NOW)

    assert set(draw_all(course_of(cast.person))) == {"risk"}


def test_crisis_events_are_drawn_through_every_chart(cast: Cast) -> None:
    session = make_session(cast.person, NOW, emotion_summary={"sad": 1.0}, voice_features={"rate_sps": 4.0})
    make_dissonance(session)
    make_event(session)

    charts = draw_all(course_of(cast.person))

    assert len(charts) == 4
    assert all("Critical crisis event, Sun 1 Mar 2026, 12:00" in svg for svg in charts.values())


def test_a_session_is_pointed_at_in_all_charts_at_once_and_tells_what_they_show(cast: Cast) -> None:
    session = make_session(cast.person, NOW, emotion_summary={"sad": 1.0}, voice_features={"rate_sps": 4.0})
    make_assessment(session)
    make_dissonance(session)
    make_event(session)
    sessions = course_of(cast.person)
    svg = draw_pointed(sessions, ["rate"], frame_of(sessions, start=None, end=NOW, zone=UTC))

    [told] = re.findall(r"<title>(.*?)</title>", svg, re.DOTALL)
    assert told.splitlines() == [
        "Sun 1 Mar 2026, 12:00",
        "Critical crisis event",
        "Level: medium",
        "Positive words over a distressed voice.",
        "Positive words over a distressed voice: 0.74 of 1 apart",
        shares_in_words({"sad": 1.0}),
        reading_in_words(sessions[0].readings["rate"]),
    ]
    assert svg.count(session_url(session.id)) == 1


@pytest.mark.parametrize(
    ("steps", "joined_days"),
    [([1, 1, 1], 14), ([30, 30, 30], 90), ([7, 7, 100], 21), ([], 14)],
)
def test_a_gap_is_long_for_this_person(cast: Cast, steps: list[int], joined_days: int) -> None:
    day = NOW - 200 * DAY
    for step in [0, *steps]:
        day += step * DAY
        make_session(cast.person, day)

    frame = frame_of(course_of(cast.person), start=None, end=NOW, zone=UTC)

    assert frame.longest_joined == joined_days * DAY


def test_a_first_session_has_time_around_it(cast: Cast) -> None:
    make_session(cast.person, NOW)

    times = frame_of(course_of(cast.person), start=None, end=NOW, zone=UTC).times

    assert times.end - times.start == 7 * DAY


def test_a_phone_ahead_of_time_stays_in_the_picture(cast: Cast) -> None:
    make_session(cast.person, NOW + timedelta(minutes=15))

    frame = frame_of(course_of(cast.person), start=NOW - 90 * DAY, end=NOW, zone=UTC)

    assert frame.times.percent(NOW + timedelta(minutes=15)) == 100.0


def test_small_shares_are_drawn_and_not_named(cast: Cast) -> None:
    make_session(cast.person, NOW, emotion_summary={"sad": 0.62, "calm": 0.34, "fear": 0.04})

    [found] = course_of(cast.person)

    assert shares_in_words(found.shares) == "sad 62%, calm 34%"
    assert emotions_heard([found]) == ["calm", "sad"]
    assert "emotion-fear" in draw_all((found,))["emotions"]
