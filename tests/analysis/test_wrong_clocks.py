"""Clocks that are wrong: what is said is due from its arrival, and baselines end as they should."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baselines.models import Baseline, BaselineReplay
from conversations.models import Conversation
from resona.accounts.models import User
from resona.accounts.people.details import set_profile
from resona.accounts.people.profile import profile_of
from resona.analysis.importing import LineReader
from resona.analysis.replay import replay_person
from risk.models import CrisisEvent
from risk.quiet import find_silence
from risk.timeline import read_timeline
from tests.analysis.test_importing import _lines
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, read, record

CRISIS = "I am going to kill myself tonight"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def body_at(person: User, claimed: str | datetime | None, *, seed: float, **given: Any) -> dict[str, Any]:
    """A session whose clock says this, with a voice of this seed."""
    claimed = claimed.isoformat() if isinstance(claimed, datetime) else claimed
    body = make_body(person, seed=seed, **given)
    return {
        name: value for name, value in {**body, "started_at": claimed, "ended_at": None}.items() if value is not None
    }


def baselines_of(person: User) -> list[Any]:
    rows = Baseline.objects.filter(user=person).order_by("baseline_type")
    return list(rows.values_list("baseline_type", "baseline_value", "session_count", "established_at"))


def replay_all(person: User, *, now: datetime) -> None:
    if BaselineReplay.objects.filter(user=person).exists():
        replay_person(person.id, now=now)


def test_a_phone_that_is_always_20_minutes_fast_has_a_baseline(cast: Cast) -> None:
    for day in range(5):
        now = LATEST + day * DAY
        record(cast.superuser, body_at(cast.person, now + timedelta(minutes=20), seed=day), now=now)
        record(cast.superuser, body_at(cast.other_person, now, seed=day), now=now)
    assert baselines_of(cast.person) == baselines_of(cast.other_person)
    session = Conversation.objects.filter(user=cast.person).latest("started_at")
    assert (session.started_at, session.clock_doubtful, session.is_untimed) == (LATEST + 4 * DAY, True, False)
    assert session.claimed_started_at == LATEST + 4 * DAY + timedelta(minutes=20)


@pytest.mark.parametrize(
    "claimed", [LATEST + 400 * DAY, "2010-06-01T12:00:00Z", "9999-12-31T23:59:59Z"], ids=["ahead", "behind", "never"]
)
def test_what_no_clock_can_place_is_left_out_of_baselines_charts_rhythm_and_replays(
    cast: Cast, claimed: str | datetime
) -> None:
    for person in (cast.person, cast.other_person):
        for day in range(4):
            record(cast.superuser, body_at(person, LATEST + day * DAY, seed=day), now=LATEST + day * DAY)
    now = LATEST + 4 * DAY
    odd = body_at(cast.person, claimed, seed=99, said=(CRISIS,))
    record(cast.superuser, odd, now=now)
    event = CrisisEvent.objects.get(conversation_id=odd["id"])
    assert (event.escalation_required, event.is_historical) == (True, False)
    for person in (cast.person, cast.other_person):
        record(cast.superuser, body_at(person, LATEST - DAY, seed=7), now=now)
        replay_all(person, now=now)
    assert baselines_of(cast.person) == baselines_of(cast.other_person)
    timeline = read_timeline(cast.person.id, since=None, until=None)
    assert odd["id"] not in {str(point["session_id"]) for point in timeline["series"]["pitch"]}
    assert find_silence(cast.person.id, now=now) == find_silence(cast.other_person.id, now=now)
    assert User.objects.get(id=cast.person.id).last_active == now


@pytest.mark.parametrize("seed", range(3))
def test_three_weeks_of_an_offline_phone_end_in_any_order_as_if_they_had_come_in_time(cast: Cast, seed: int) -> None:
    days = list(range(21))
    for day in days:
        at = LATEST + day * DAY
        record(cast.superuser, body_at(cast.other_person, at, seed=day), now=at + HOUR)
    arrival = LATEST + 21 * DAY
    random.Random(seed).shuffle(days)
    for day in days:
        record(cast.superuser, body_at(cast.person, LATEST + day * DAY, seed=day), now=arrival)
    replay_all(cast.person, now=arrival)
    assert baselines_of(cast.person) == baselines_of(cast.other_person)
    assert not Conversation.objects.filter(user=cast.person, is_historical=True).exists()


def test_a_late_cry_for_help_is_due_from_its_arrival_and_one_of_an_import_never(cast: Cast) -> None:
    arrival = LATEST + 30 * DAY
    record(cast.superuser, body_at(cast.person, LATEST, seed=1, said=(CRISIS,)), now=arrival)
    event = CrisisEvent.objects.get(user=cast.person)
    assert event.due_at is not None
    assert event.due_at > arrival
    body = body_at(cast.other_person, LATEST, seed=1, said=(CRISIS,))
    (line,) = _lines(body)
    session = LineReader(is_historical=True).read(line, now=arrival)
    assert getattr(session, "is_historical", None) is True


@pytest.mark.parametrize(
    ("scopes", "is_historical"), [(("sessions:write",), False), (("sessions:write", "sessions:import"), True)]
)
def test_only_a_key_that_may_import_says_what_is_past(cast: Cast, scopes: tuple[str, ...], is_historical: bool) -> None:
    body = {**make_body(cast.person, said=(CRISIS,)), "historical": True}
    response = with_key(cast.clinic, *scopes).post("/api/v1/sessions/", body, "application/json")
    assert response.status_code == 201
    assert Conversation.objects.get().is_historical is is_historical
    assert CrisisEvent.objects.get().escalation_required is not is_historical
    assert [one["code"] for one in response.json()["warnings"]] == ([] if is_historical else ["historical_refused"])


def test_histories_imported_before_and_after_the_upgrade_end_in_the_same_baselines(cast: Cast) -> None:
    for day in range(6):
        at = LATEST + day * DAY
        record(cast.superuser, body_at(cast.person, at, seed=day), now=LATEST + 40 * DAY)
        before = read(body_at(cast.other_person, at, seed=day), now=LATEST + 40 * DAY)
        assert before.started_at == at
        record(cast.superuser, body_at(cast.other_person, at, seed=day), now=LATEST + 40 * DAY)
    Conversation.objects.filter(user=cast.other_person).update(is_historical=True)
    for person in (cast.person, cast.other_person):
        record(cast.superuser, body_at(person, LATEST - DAY, seed=50), now=LATEST + 41 * DAY)
        replay_all(person, now=LATEST + 41 * DAY)
    assert baselines_of(cast.person) == baselines_of(cast.other_person)


def test_a_leap_second_is_read(cast: Cast) -> None:
    session = read(body_at(cast.person, "2016-12-31T23:59:60Z", seed=1), handling="strict")
    assert session.started_at.isoformat() == "2017-01-01T00:00:00+00:00"
    assert session.warnings == ()


def set_birth_date(cast: Cast, person: User, day: date) -> None:
    set_profile(user_id=person.id, profile=profile_of({"birth_date": day.isoformat()}), caller=cast.superuser)


def test_what_claims_to_be_older_than_its_person_is_read_and_teaches_nothing(cast: Cast) -> None:
    set_birth_date(cast, cast.person, date(2018, 1, 1))
    before = datetime(2017, 5, 1, tzinfo=UTC)
    odd = body_at(cast.person, before, seed=1, said=(CRISIS,))
    (outcome,) = record(cast.superuser, odd, now=LATEST)
    session = Conversation.objects.get()
    assert (session.started_at, session.claimed_started_at, session.is_untimed) == (before, before, True)
    assert [one["code"] for one in orjson.loads(outcome.body or b"")["warnings"]] == ["clock_behind"]
    event = CrisisEvent.objects.get(user=cast.person)
    assert event.due_at is not None
    assert event.due_at > LATEST
    assert not Baseline.objects.filter(user=cast.person).exists()


def test_strictness_refuses_what_claims_to_be_older_than_its_person(cast: Cast) -> None:
    set_birth_date(cast, cast.person, date(2018, 1, 1))
    client = with_key(cast.clinic, "sessions:write")
    body = body_at(cast.person, "2017-05-01T00:00:00Z", seed=1)
    for _ in range(2):
        response = client.post("/api/v1/sessions/", body, "application/json", headers={"Prefer": "handling=strict"})
        assert response.status_code == 400
        assert [fault["pointer"] for fault in response.json()["errors"]] == ["/started_at"]
    assert not Conversation.objects.exists()
    assert client.post("/api/v1/sessions/", body, "application/json").status_code == 201


def test_birth_dates_are_asked_for_with_one_statement_and_only_of_old_sessions(cast: Cast) -> None:
    for person in (cast.person, cast.other_person):
        set_birth_date(cast, person, date(1990, 1, 1))

    def profiles_read(now: datetime) -> int:
        bodies = [body_at(person, LATEST, seed=1) for person in (cast.person, cast.other_person)]
        with CaptureQueriesContext(connection) as queries:
            record(cast.superuser, *bodies, now=now)
        return sum("user_profiles" in query["sql"] for query in queries)

    assert (profiles_read(LATEST + 300 * DAY), profiles_read(LATEST + 400 * DAY)) == (0, 1)
