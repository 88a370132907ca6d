"""A gradual decline on its way through the analysis: alarm, frozen normal, decision, replay."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, islice
from typing import Any

import pytest

from baselines.models import Baseline, BaselineReplay, UserDrift
from baselines.services import decide_drift
from conversations.models import Conversation
from resona.accounts.models import User
from resona.analysis.replay import replay_person
from risk.models import RiskAssessment
from risk.triage import build_triage
from tests.analysis.test_services import answer
from tests.conftest import Cast
from tests.sessions import AT_EASE, LATEST, make_body, record, usual_features

FIRST = LATEST - timedelta(days=60)
NOW = LATEST + timedelta(days=30)
# Two to three personal deviations of each (tests.sessions.USUAL).
DECLINED = {"pitch_hz": 175.0, "rate_sps": 3.7, "pause_ratio": 0.28, "energy_db": -26.0, "pitch_sd_semitones": 2.3}


def session(person: User, day: int, *, declined: bool = False, **given: Any) -> dict[str, Any]:
    rng = random.Random(day)
    features = usual_features(rng)
    if declined:
        # The same spread about lower values.
        usual = usual_features(random.Random(0))
        features |= {name: value * features[name] / usual[name] for name, value in DECLINED.items()}
    return make_body(person, at=FIRST + timedelta(days=day), features=features, **given)


def record_days(cast: Cast, days: Iterator[int], how_many: int, *, declined: bool) -> list[dict[str, Any]]:
    bodies = [session(cast.person, day, declined=declined) for day in islice(days, how_many)]
    return [answer(outcome) for outcome in record(cast.superuser, *bodies)]


def baselines_of(person: User) -> list[tuple[object, ...]]:
    rows = Baseline.objects.filter(user=person).order_by("baseline_type")
    return list(rows.values_list("baseline_type", "baseline_value", "session_count"))


def charts_of(person: User) -> tuple[object, ...]:
    return UserDrift.objects.values_list("state", "status", "chart", "direction", "onset_at", "latched_at").get(
        user=person
    )


@pytest.fixture
def days() -> Iterator[int]:
    return count()


def test_confirmed_decline_is_a_finding_and_freezes_the_normal(cast: Cast, days: Iterator[int]) -> None:
    record_days(cast, days, 15, declined=False)
    assert UserDrift.objects.get(user=cast.person).status == "watching"
    found = record_days(cast, days, 14, declined=True)
    drift = UserDrift.objects.get(user=cast.person)
    assert (drift.status, drift.direction) == ("latched", "decline")
    assert drift.onset_at is not None
    assert FIRST + timedelta(days=10) <= drift.onset_at <= FIRST + timedelta(days=20)
    factor = next(row for row in found[-1]["risk"]["risk_factors"] if row["factor"] == "gradual_decline")
    assert factor["column"] == "pattern"
    assert factor["evidence"]["is_confirmed"]
    assert factor["contribution"] > 0
    assert {row["status"] for row in found[-1]["baselines"]} == {"latched"}
    before = baselines_of(cast.person)
    record_days(cast, days, 2, declined=True)
    assert baselines_of(cast.person) == before


def test_confirmed_decline_is_one_standing_item_and_not_one_a_session(cast: Cast, days: Iterator[int]) -> None:
    record_days(cast, days, 15, declined=False)
    (found,) = record_days(cast, days, 1, declined=True)
    while found["baselines"][0]["status"] != "latched":
        (found,) = record_days(cast, days, 1, declined=True)
    assert found["risk"]["needs_review"]  # the session that confirmed it
    RiskAssessment.objects.filter(action_taken_at=None).update(action_taken="Called", action_taken_at=NOW)
    later = record_days(cast, days, 6, declined=False)
    assert {row["risk"]["risk_level"] for row in later} == {"medium"}
    assert not any(row["risk"]["needs_review"] for row in later)
    named = {
        group.key: [row.finding.person_id for row in group.rows]
        for group in build_triage(cast.clinician, now=NOW).groups
    }
    assert [key for key, people in named.items() if cast.person.id in people] == ["drift"]


def test_reset_lets_sessions_enter_the_normal_again(cast: Cast, days: Iterator[int]) -> None:
    record_days(cast, days, 15, declined=False)
    record_days(cast, days, 14, declined=True)
    frozen = dict(Baseline.objects.filter(user=cast.person).values_list("baseline_type", "session_count"))
    decide_drift(user_id=cast.person.id, decision="reset", reason="New work.", caller=cast.clinician, now=NOW)
    (found,) = record_days(cast, days, 1, declined=False)
    assert UserDrift.objects.get(user=cast.person).status == "watching"
    assert {row["baseline_type"]: row["session_count"] for row in found["baselines"]} == {
        name: count + 1 for name, count in frozen.items()
    }


def test_sessions_of_an_alarm_that_expires_are_folded_in(cast: Cast, days: Iterator[int]) -> None:
    record_days(cast, days, 15, declined=False)
    while not UserDrift.objects.filter(user=cast.person, status="alarmed").exists():
        record_days(cast, days, 1, declined=True)
    paused = Baseline.objects.get(user=cast.person, baseline_type="pitch").session_count
    record_days(cast, days, 5, declined=False)
    assert UserDrift.objects.get(user=cast.person).status == "watching"
    assert Baseline.objects.get(user=cast.person, baseline_type="pitch").session_count == paused + 6


@pytest.mark.parametrize("late", [2, 17, 24])
def test_replay_after_a_late_session_takes_the_same_course_and_the_same_decision(cast: Cast, late: int) -> None:
    """Two people with the same sessions and the same reset; of one a session came late."""
    in_time, tardy = cast.person, cast.unassigned_person
    for person in (in_time, tardy):
        bodies = [session(person, day, declined=15 <= day < 25) for day in range(30)]
        tardy_body = [bodies.pop(late)] if person == tardy else []
        until_reset = 26 - len(tardy_body)
        record(cast.superuser, *bodies[:until_reset], now=NOW)
        assert UserDrift.objects.get(user=person).status == "latched"
        decide_drift(user_id=person.id, decision="reset", reason="New work.", caller=cast.superuser, now=NOW)
        record(cast.superuser, *bodies[until_reset:], *tardy_body, now=NOW)
    assert replay_person(tardy.id, now=NOW) == 30 - late
    assert baselines_of(tardy) == baselines_of(in_time)
    assert charts_of(tardy)[:4] == charts_of(in_time)[:4]


def test_replay_of_a_whole_course_changes_nothing_of_it(cast: Cast, days: Iterator[int]) -> None:
    record_days(cast, days, 15, declined=False)
    record_days(cast, days, 12, declined=True)
    decide_drift(user_id=cast.person.id, decision="reset", reason="New work.", caller=cast.clinician, now=NOW)
    record_days(cast, days, 3, declined=True)
    before = baselines_of(cast.person), charts_of(cast.person)
    BaselineReplay.objects.create(user=cast.person, since=FIRST)
    assert replay_person(cast.person.id, now=NOW) == 30
    assert (baselines_of(cast.person), charts_of(cast.person)) == before


def test_damaged_charts_stop_no_session_and_are_replayed(cast: Cast, days: Iterator[int]) -> None:
    record_days(cast, days, 6, declined=False)
    sessions_charted = UserDrift.objects.get(user=cast.person).state["composite"]["k"]
    UserDrift.objects.filter(user=cast.person).update(state={"voice": "nonsense"})
    (found,) = record_days(cast, days, 1, declined=False)
    assert "detector_failed:baseline" in found["not_assessed"]
    assert replay_person(cast.person.id, now=NOW) == 7
    drift = UserDrift.objects.get(user=cast.person)
    assert drift.state["composite"]["k"] == sessions_charted + 1
    assert Conversation.objects.get(id=found["session_id"]).not_assessed == []


def test_words_alone_move_no_chart(cast: Cast) -> None:
    record(cast.superuser, make_body(cast.person, features=None, emotion=None))
    drift = UserDrift.objects.filter(user=cast.person).first()
    assert drift is None or drift.state["composite"]["k"] == 0


def test_emotions_alone_move_the_chart_of_valence(cast: Cast, days: Iterator[int]) -> None:
    sad, bodies = {"sad": 0.8, "neutral": 0.2}, []
    for number in range(26):
        shares = dict(AT_EASE) if number < 14 else sad
        if number < 14:
            shares["calm"] = round(0.5 + 0.02 * (number % 3), 2)
            shares["neutral"] = round(0.9 - shares["calm"], 2)
        bodies.append(make_body(cast.person, at=FIRST + timedelta(days=next(days)), features=None, emotion=shares))
    record(cast.superuser, *bodies, now=NOW)
    drift = UserDrift.objects.get(user=cast.person)
    assert (drift.chart, drift.direction) == ("valence", "decline")
    assert drift.status == "latched"
