"""The demo's sessions: valid, the same every time, and recognisable as the course they are meant to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from statistics import fmean, stdev
from uuid import RFC_4122

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.emotions import EMOTIONS
from conversations.reading import read_session
from resona.api.lenient_json import Sent
from resona.demo import english_despair as despair
from resona.demo.dialogue import Mood
from resona.demo.english import ENGLISH
from resona.demo.generator import DemoSession, generate_sessions, person_id
from resona.demo.people import CLINIC_NAMES, PEOPLE, STAFF, Person
from resona.demo.voice import MEASURED

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
COUNTED = 10  # sessions at either end of a course


def _named(name: str) -> Person:
    (person,) = (person for person in PEOPLE if person.name == name)
    return person


@cache
def _sessions_of(name: str) -> tuple[DemoSession, ...]:
    return generate_sessions(_named(name), NOW)


def _sessions(person: Person) -> tuple[DemoSession, ...]:
    return _sessions_of(person.name)


def _feature(sessions: tuple[DemoSession, ...], key: str) -> list[float]:
    return [float(session.features[key]) for session in sessions if session.features]


def _share(sessions: tuple[DemoSession, ...], *emotions: str) -> float:
    heard = [session.emotion for session in sessions if session.emotion]
    return fmean(sum(shares.get(emotion, 0.0) for emotion in emotions) for shares in heard)


def _said(sessions: tuple[DemoSession, ...]) -> list[str]:
    return [turn.content for session in sessions for turn in session.turns if turn.role == "user"]


def _said_in(mood: Mood, person: Person) -> set[str]:
    return {wording.format_map(person.details) for exchange in ENGLISH[mood] for wording in exchange.said}


def _share_of(mood: Mood, person: Person, sessions: tuple[DemoSession, ...]) -> float:
    wordings = _said_in(mood, person)
    said = _said(sessions)
    return sum(one in wordings for one in said) / len(said)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_every_session_is_one_that_resona_accepts(person: Person) -> None:
    for session in _sessions(person):
        read = read_session(Sent(value=session.body()), now=session.arrives_at, handling="strict", may_import=True)
        assert len(read.messages) == len(session.turns)
        assert (read.voice_features is None) == (session.features is None)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_shares_are_over_known_emotions_and_sum_to_one(person: Person) -> None:
    for session in _sessions(person):
        if session.emotion is not None:
            assert set(session.emotion) <= set(EMOTIONS)
            assert sum(session.emotion.values()) == pytest.approx(1, abs=1e-9)


def test_there_are_about_five_hundred_sessions_of_a_dozen_people_over_five_months() -> None:
    sessions = [session for person in PEOPLE for session in _sessions(person)]
    assert 350 <= len(sessions) <= 600
    assert 10 <= len(PEOPLE) <= 13
    assert len({session.id for session in sessions}) == len(sessions)
    assert all(session.id.version == 7 and session.id.variant == RFC_4122 for session in sessions)
    live = min(session.started_at for session in sessions if session.arrives_at < NOW)
    assert timedelta(days=145) < NOW - live < timedelta(days=160)


@settings(max_examples=8, deadline=None)
@given(minutes=st.integers(0, 10 * 365 * 24 * 60))
def test_nothing_lies_in_the_future_whenever_the_demo_is_installed(minutes: int) -> None:
    moment = NOW + timedelta(minutes=minutes)
    for person in PEOPLE:
        for session in generate_sessions(person, moment):
            assert session.started_at < session.ended_at < session.arrives_at <= moment
            assert all(session.started_at <= turn.created_at < session.ended_at for turn in session.turns)


def test_the_course_is_the_same_at_every_installation() -> None:
    for person in PEOPLE:
        assert generate_sessions(person, NOW) == _sessions(person)
        later = generate_sessions(person, NOW + timedelta(days=100, hours=7))
        assert [session.features for session in later] == [session.features for session in _sessions(person)]
        assert [session.emotion for session in later] == [session.emotion for session in _sessions(person)]
        assert _said(later) == _said(_sessions(person))


def test_people_keep_their_code_whenever_the_demo_is_installed() -> None:
    tails = {person_id(person, NOW).hex[-6:] for person in PEOPLE}
    assert tails == {person_id(person, NOW + timedelta(days=9)).hex[-6:] for person in PEOPLE}
    assert len(tails) == len(PEOPLE)


def test_people_do_not_repeat_themselves_word_for_word() -> None:
    for person in PEOPLE:
        conversations = [tuple(_said((session,))) for session in _sessions(person) if session.turns]
        assert len(set(conversations)) == len(conversations)
        for said in conversations:
            assert len(set(said)) == len(said)


def test_no_blank_is_left_in_what_is_said() -> None:
    turns = [turn.content for person in PEOPLE for session in _sessions(person) for turn in session.turns]
    assert not [content for content in turns if "{" in content or "}" in content]


def test_everyone_has_a_clinic_and_a_team_that_has_clinicians() -> None:
    teams = {(member.clinic, member.team) for member in STAFF if member.role == "clinician"}
    assert {member.clinic for member in STAFF} == set(CLINIC_NAMES)
    assert [person.name for person in PEOPLE if person.team is None] == ["Esther Chebet"]
    assert {(person.clinic, person.team) for person in PEOPLE if person.team} == teams


def test_a_steady_person_stays_as_they_are() -> None:
    sessions = _sessions(_named("Grace Wanjiru"))
    for feature in MEASURED:
        values = [feature.to_compared(value) for value in _feature(sessions, feature.key)]
        assert abs(fmean(values[-COUNTED:]) - fmean(values[:-COUNTED])) < stdev(values)


def test_a_lively_person_varies_more_than_a_steady_one() -> None:
    lively, steady = (_feature(_sessions(_named(name)), "rate_sps") for name in ("Daniel Otieno", "Grace Wanjiru"))
    assert stdev(lively) > 1.3 * stdev(steady)


def test_a_declining_person_slows_flattens_and_pauses_and_loses_hope() -> None:
    person = _named("Peter Kamau")
    sessions = _sessions(person)
    first, last = sessions[: 2 * COUNTED], sessions[-COUNTED:]
    for feature in MEASURED:
        if feature.decline_sign:
            before = [feature.to_compared(value) for value in _feature(first, feature.key)]
            after = [feature.to_compared(value) for value in _feature(last, feature.key)]
            assert (fmean(after) - fmean(before)) * feature.decline_sign > stdev(before), feature.key
    assert _share(last, "sad", "hopeless") > 2.5 * _share(first, "sad", "hopeless")
    assert _share_of(Mood.HOPELESS, person, first) == 0
    assert _share_of(Mood.HOPELESS, person, last) > 0.25


def test_who_conceals_speaks_well_in_a_voice_of_distress_more_and_more() -> None:
    person = _named("Mercy Achieng")
    sessions = _sessions(person)
    middle, last = sessions[-2 * COUNTED : -COUNTED], sessions[-COUNTED:]
    assert _share(sessions[:COUNTED], "sad", "hopeless") < _share(middle, "sad", "hopeless")
    assert _share(middle, "sad", "hopeless") + 0.1 < _share(last, "sad", "hopeless")
    assert _share_of(Mood.MASKING, person, last) > 0.6
    assert _share_of(Mood.LOW, person, last) + _share_of(Mood.HOPELESS, person, last) == 0


def test_a_crisis_lies_weeks_back_and_it_is_better_now() -> None:
    sessions = _sessions(_named("Samuel Kiptoo"))
    (crisis,) = [session for session in sessions if despair.CRISIS.said[0] in _said((session,))]
    assert timedelta(weeks=5) < NOW - crisis.ended_at < timedelta(weeks=8)
    around = sessions[sessions.index(crisis) - 2 : sessions.index(crisis) + 3]
    assert _share(around, "sad", "hopeless") > 2 * _share(sessions[-5:], "sad", "hopeless")


def test_another_crisis_was_this_morning() -> None:
    sessions = _sessions(_named("Faith Nyambura"))
    (crisis,) = [session for session in sessions if despair.CRISIS_TONIGHT.said[0] in _said((session,))]
    assert crisis is sessions[-1]
    assert NOW - crisis.ended_at < timedelta(hours=6)


def test_a_new_person_has_two_sessions() -> None:
    assert len(_sessions(_named("Joseph Mwangi"))) == 2


def test_a_silent_person_is_heard_only_and_then_not_any_more() -> None:
    sessions = _sessions(_named("Brian Odhiambo"))
    assert not _said(sessions)
    assert all(session.features for session in sessions)
    assert NOW - sessions[-1].ended_at > timedelta(weeks=4)


def test_a_swahili_speaker_mixes_languages() -> None:
    sessions = _sessions(_named("Halima Juma"))
    words = set(" ".join(_said(sessions)).lower().replace(",", " ").split())
    assert {session.language for session in sessions} == {"sw"}
    assert {"kazini", "usiku", "huzuni", "week", "so", "lakini"} <= words


def test_a_broken_microphone_first_measures_nothing_and_then_noise() -> None:
    sessions = _sessions(_named("Kevin Mutua"))
    ages = {session.id: NOW - session.started_at for session in sessions}
    silent = [session for session in sessions if timedelta(days=5) < ages[session.id] < timedelta(days=12)]
    noisy = [session for session in sessions if ages[session.id] < timedelta(days=5)]
    assert silent
    assert noisy
    assert all(session.features is None for session in silent)
    for session in noisy:
        assert session.features is not None
        assert session.emotion is None
        assert not all(feature.accepts(float(session.features[feature.key])) for feature in MEASURED)


def test_sessions_of_an_earlier_app_arrive_late_and_only_those() -> None:
    late = {
        person.name: [
            session for session in _sessions(person) if session.arrives_at - session.ended_at > timedelta(days=7)
        ]
        for person in PEOPLE
    }
    assert [name for name, sessions in late.items() if sessions] == ["Ruth Adhiambo"]
    assert 5 <= len(late["Ruth Adhiambo"]) <= 10
