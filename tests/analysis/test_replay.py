"""Sessions in any order end in the same baselines as sessions in the order of time."""

from __future__ import annotations

import random
import tracemalloc
from datetime import timedelta

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baselines.models import Baseline, BaselineReplay, Deviation, UserDrift
from baselines.services import decide_drift
from conversations.models import Conversation, EmotionReading
from resona.accounts.models import User
from resona.analysis.replay import replay_person
from resona.analysis.tasks import replay as replay_task
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from risk.policy import POLICY
from tests.analysis.test_decline import session
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.sessions import AT_EASE, DISTRESSED, LATEST, make_body, record, record_course, usual_features

CRISIS = "I want to kill myself tonight"
NOW = LATEST + timedelta(days=1)


def course(person: User, count: int) -> list[dict[str, object]]:
    """A course with a distressed session, one that is critical, and one measured by another extractor."""
    bodies = []
    for number in range(count):
        features = usual_features(random.Random(number))
        bodies.append(
            make_body(
                person,
                at=LATEST - timedelta(days=count - number),
                features=features | {"extractor": "other/2"} if number == 5 else features,
                emotion=DISTRESSED if number == 3 else AT_EASE,
                said=(CRISIS,) if number == 6 else ("It was a good day.",),
                seed=number,
            )
        )
    return bodies


def baselines(person: User) -> list[tuple[object, ...]]:
    columns = ("baseline_type", "baseline_value", "session_count", "established_at")
    return list(Baseline.objects.filter(user=person).order_by("baseline_type").values_list(*columns))


def charts(person: User) -> list[tuple[object, ...]]:
    return list(UserDrift.objects.filter(user=person).values_list("state", "status", "chart", "onset_at"))


def current_scores(person: User) -> list[tuple[object, ...]]:
    rows = Deviation.objects.filter(user=person, is_current=True)
    columns = ("session__started_at", "deviation_type", "deviation_score", "z")
    return list(rows.order_by("session__started_at", "deviation_type").values_list(*columns))


def current_risk(person: User) -> list[tuple[object, ...]]:
    rows = RiskAssessment.objects.filter(user=person, is_current=True).order_by("session__started_at")
    return list(rows.values_list("session__started_at", "risk_score", "risk_level", "not_assessed"))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(9)), cut=st.integers(1, 8))
def test_any_order_of_arrival_ends_like_the_order_of_time(cast: Cast, order: list[int], cut: int) -> None:
    in_time, shuffled = PersonFactory.create_batch(2, clinic=cast.clinic)
    for body in course(in_time, 9):
        record(cast.superuser, body, now=NOW)
    arriving = course(shuffled, 9)
    record(cast.superuser, *(arriving[position] for position in order[:cut]), now=NOW)
    for position in order[cut:]:
        record(cast.superuser, arriving[position], now=NOW)
    replay_task(user_id=str(shuffled.id))
    assert baselines(shuffled) == baselines(in_time)
    assert charts(shuffled) == charts(in_time)
    assert current_scores(shuffled) == current_scores(in_time)
    assert current_risk(shuffled) == current_risk(in_time)


def test_replay_keeps_the_earlier_run_beside_the_new_one(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 5)
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=2, hours=12)), now=LATEST)
    before = Deviation.objects.filter(user=cast.person).count()
    assert replay_person(cast.person.id, now=NOW) == 3
    rows = Deviation.objects.filter(user=cast.person)
    assert rows.filter(is_current=False).count() == 3 * 9
    assert rows.count() > before
    assert set(rows.filter(is_current=False).values_list("policy_version", flat=True)) == {POLICY.version}


def replay_all(person: User) -> int:
    BaselineReplay.objects.create(user=person, since=LATEST - timedelta(days=99))
    return replay_person(person.id, now=NOW)


def test_replay_that_finds_the_same_again_leaves_the_replay_before(cast: Cast) -> None:
    record(cast.superuser, *course(cast.person, 9), now=NOW)
    assert replay_all(cast.person) == 9
    models = (Deviation, RiskAssessment, Dissonance, EmotionReading, CrisisEvent)
    before = [list(model.objects.order_by("id").values()) for model in models]
    for _ in range(2):
        assert replay_all(cast.person) == 9
        assert [list(model.objects.order_by("id").values()) for model in models] == before


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (RiskAssessment, {"policy_version": "risk-0"}),
        (RiskAssessment, {"needs_review": True}),
        (Deviation, {"z": 0.5}),
        (Dissonance, {"evidence": {}}),
        (EmotionReading, {"text_sentiment": None}),
    ],
)
def test_replay_that_finds_anything_else_is_a_run_of_its_own(
    cast: Cast, model: type[Model], changed: dict[str, object]
) -> None:
    record(cast.superuser, *course(cast.person, 5), now=NOW)
    replay_all(cast.person)
    session = RiskAssessment.objects.filter(is_current=True).latest("session__started_at").session
    key = "conversation" if model is EmotionReading else "session"
    model._default_manager.filter(**{key: session}).update(**changed)
    before = set(RiskAssessment.objects.filter(is_current=True).values_list("session_id", "analysis_run"))
    replay_all(cast.person)
    after = set(RiskAssessment.objects.filter(is_current=True).values_list("session_id", "analysis_run"))
    assert {session_id for session_id, _ in after - before} == {session.id}
    assert RiskAssessment.objects.filter(session=session).count() == 3


def test_replay_goes_on_from_part_to_part_of_a_long_course(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, in_parts = PersonFactory.create_batch(2, clinic=cast.clinic)
    for person in (at_once, in_parts):
        late, *bodies = [session(person, day, declined=15 <= day < 26) for day in range(30)]
        record(cast.superuser, *bodies[:25], now=NOW)
        decide_drift(user_id=person.id, decision="reset", reason="New work.", caller=cast.superuser, now=NOW)
        record(cast.superuser, *bodies[25:], late, now=NOW)
        replay_person(person.id, now=NOW)
        monkeypatch.setattr("resona.analysis.replay.SESSIONS_AT_ONCE", 7)
        monkeypatch.setattr("resona.analysis.courses.SESSIONS_AT_ONCE", 7)
    assert baselines(in_parts) == baselines(at_once)
    assert [row[1:] for row in charts(in_parts)] == [row[1:] for row in charts(at_once)]
    assert current_scores(in_parts) == current_scores(at_once)
    assert current_risk(in_parts) == current_risk(at_once)


def test_memory_of_a_replay_does_not_grow_with_the_course(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resona.analysis.replay.SESSIONS_AT_ONCE", 10)
    monkeypatch.setattr("resona.analysis.courses.SESSIONS_AT_ONCE", 10)
    short, long = PersonFactory.create_batch(2, clinic=cast.clinic)
    peaks = []
    for person, count in ((short, 20), (long, 80)):
        bodies = [make_body(person, at=LATEST - timedelta(hours=hours)) for hours in range(count)]
        record(cast.superuser, *bodies, now=NOW)
        replay_all(person)  # everything that is made once is made by now
        tracemalloc.start()
        replay_all(person)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_replay_without_a_request_does_nothing(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    assert replay_person(cast.person.id, now=NOW) == 0
    assert not Deviation.objects.filter(is_current=False).exists()


def test_replay_of_a_person_since_deleted_does_nothing(cast: Cast) -> None:
    person_id = cast.person.id
    User.objects.filter(id=person_id).delete()
    assert replay_person(person_id, now=NOW) == 0


def test_earliest_late_session_decides_from_where_to_replay(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 6)
    for days in (2, 4, 3):
        record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=days, hours=12)), now=LATEST)
    assert BaselineReplay.objects.get(user=cast.person).since == LATEST - timedelta(days=4, hours=12)
    replay_person(cast.person.id, now=NOW)
    assert not BaselineReplay.objects.exists()


def test_action_on_a_finding_outlives_the_replay(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    (outcome,) = record(cast.superuser, make_body(cast.person, said=("I feel hopeless",), features=None, emotion=None))
    handled = RiskAssessment.objects.filter(session_id=outcome.session_id, is_current=True)
    handled.update(action_taken="Called", action_taken_by=cast.clinician, action_taken_at=NOW)
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(hours=12)), now=NOW)
    replay_person(cast.person.id, now=NOW)
    after = RiskAssessment.objects.get(session_id=outcome.session_id, is_current=True)
    assert (after.action_taken, after.action_taken_by) == ("Called", cast.clinician)
    assert after.action_taken_by_uuid == cast.clinician.id


def test_replay_raises_no_second_event_for_an_unchanged_crisis(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    record(cast.superuser, make_body(cast.person, said=(CRISIS,)))
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(hours=12)), now=NOW)
    replay_person(cast.person.id, now=NOW)
    assert CrisisEvent.objects.filter(user=cast.person).count() == 1


def test_level_that_rises_in_a_replay_raises_an_event(cast: Cast) -> None:
    """As when an earlier run had missed the words: its assessment is emptied by hand."""
    record_course(cast.superuser, cast.person, 4)
    (outcome,) = record(cast.superuser, make_body(cast.person, said=(CRISIS,)))
    CrisisEvent.objects.all().delete()
    RiskAssessment.objects.filter(session_id=outcome.session_id).update(risk_level="low", risk_factors=[])
    Conversation.objects.filter(id=outcome.session_id).update(crisis_detected=False)
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(hours=12)), now=NOW)
    replay_person(cast.person.id, now=NOW)
    assert CrisisEvent.objects.get(user=cast.person).conversation_id == outcome.session_id
    assert Conversation.objects.get(id=outcome.session_id).crisis_detected


@pytest.mark.parametrize(
    ("arrived_before", "is_historical"),
    [(timedelta(hours=1), False), (timedelta(days=7), False), (timedelta(days=7, seconds=1), True)],
)
def test_event_raised_in_a_replay_calls_nobody_once_the_session_has_been_here_for_a_week(
    cast: Cast, arrived_before: timedelta, is_historical: bool
) -> None:
    """The session was a month old when it arrived; until the replay, the words had been missed."""
    replayed_at = LATEST + timedelta(days=40)
    (outcome,) = record(cast.superuser, make_body(cast.person, said=(CRISIS,)), now=replayed_at - arrived_before)
    CrisisEvent.objects.all().delete()
    RiskAssessment.objects.filter(session_id=outcome.session_id).update(risk_level="low", risk_factors=[])
    Conversation.objects.filter(id=outcome.session_id).update(crisis_detected=False, escalated_to_human=False)
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(hours=12)), now=replayed_at)
    replay_person(cast.person.id, now=replayed_at)
    event = CrisisEvent.objects.get(user=cast.person)
    due_at = None if is_historical else replayed_at + POLICY.crisis.due_within["critical"]
    assert (event.is_historical, event.due_at, event.created_at) == (is_historical, due_at, replayed_at)
    session = Conversation.objects.get(id=outcome.session_id)
    assert (session.crisis_detected, session.escalated_to_human) == (True, not is_historical)


def test_person_was_last_active_in_their_latest_session_not_when_it_arrived(cast: Cast) -> None:
    def last_active() -> object:
        return User.objects.get(id=cast.person.id).last_active

    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=2)), now=NOW)
    assert last_active() == LATEST - timedelta(days=2)
    bodies = [make_body(cast.person, at=LATEST - timedelta(days=days)) for days in (1, 0, 3)]
    record(cast.superuser, *bodies, now=NOW)
    assert last_active() == LATEST
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=9)), now=NOW)
    assert last_active() == LATEST
    Conversation.objects.filter(user=cast.person, started_at=LATEST).delete()
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(hours=1)), now=NOW)
    assert last_active() == LATEST


def test_clock_that_is_ahead_makes_nobody_active_in_the_future(cast: Cast) -> None:
    record(cast.superuser, make_body(cast.person, at=NOW + timedelta(minutes=5)), now=NOW)
    assert User.objects.get(id=cast.person.id).last_active == NOW


@pytest.mark.parametrize("count", [1, 3])
def test_history_that_is_late_as_a_whole_ends_established(cast: Cast, count: int) -> None:
    record(cast.superuser, make_body(cast.person))
    for days in range(1, count + 1):
        record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=days)), now=NOW)
    replay_person(cast.person.id, now=NOW)
    baseline = Baseline.objects.get(user=cast.person, baseline_type="pitch")
    assert baseline.session_count == count + 1
    assert (baseline.established_at is not None) == (count + 1 >= 3)


def test_replay_says_anew_what_could_not_be_assessed(cast: Cast) -> None:
    ids = record_course(cast.superuser, cast.person, 5)
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=9)), now=NOW)
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=8)), now=NOW)
    before = Conversation.objects.filter(id__in=ids, analysis_status="complete").count()
    replay_person(cast.person.id, now=NOW)
    complete = Conversation.objects.filter(id__in=ids, analysis_status="complete", not_assessed=[])
    assert (before, complete.count()) == (2, 4)


def test_session_without_an_assessment_may_get_one_in_a_replay(cast: Cast) -> None:
    """Three sessions of voice alone teach only; with an earlier one the third is compared."""
    bodies = [make_body(cast.person, at=LATEST + timedelta(days=day), said=(), emotion=None) for day in range(5)]
    record(cast.superuser, *bodies[1:], now=NOW + timedelta(days=9))
    assert RiskAssessment.objects.filter(is_current=True).count() == 1
    record(cast.superuser, bodies[0], now=NOW + timedelta(days=9))
    assert replay_person(cast.person.id, now=NOW + timedelta(days=9)) == 5
    assert RiskAssessment.objects.filter(is_current=True).count() == 2


def test_decision_holds_where_it_was_taken_though_the_session_before_it_is_gone(cast: Cast) -> None:
    bodies = [session(cast.person, day, declined=15 <= day < 26) for day in range(30)]
    record(cast.superuser, *bodies[:26], now=NOW)
    decide_drift(user_id=cast.person.id, decision="reset", reason="New work.", caller=cast.superuser, now=NOW)
    record(cast.superuser, *bodies[26:], now=NOW)
    before = [row[2] for row in baselines(cast.person)]
    Conversation.objects.filter(id=bodies[25]["id"]).delete()
    BaselineReplay.objects.create(user=cast.person, since=LATEST - timedelta(days=99))
    replay_person(cast.person.id, now=NOW)
    assert [row[2] for row in baselines(cast.person)] == before
