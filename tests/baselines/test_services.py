"""Decisions about gradual decline are recorded once, with who, when, why and after which session."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from baselines.drift import NothingToDecideError
from baselines.drift_json import read_drift
from baselines.models import DriftDecision, UserDrift
from baselines.services import UnreadableDriftError, decide_drift, read_reason
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.teams import UnknownPersonError
from resona.errors import InvalidInputError
from tests.admin.records import SOME_TIME_AGO, alarmed_drift, make_drift
from tests.api.records import make_session
from tests.conftest import Cast

NOW = SOME_TIME_AGO + timedelta(days=30)


def decide(cast: Cast, decision: Any = "reset", reason: str = "A new medicine.", **changes: Any) -> None:
    given = {"user_id": cast.person.id, "caller": cast.clinician, "now": NOW, **changes}
    decide_drift(decision=decision, reason=reason, **given)


def test_accepting_latches_and_drops_the_shadow(cast: Cast) -> None:
    make_drift(cast.person)
    decide(cast, "accept")
    row = UserDrift.objects.get(user=cast.person)
    assert (row.status, row.latched_at, row.onset_at) == ("latched", NOW, SOME_TIME_AGO)
    assert read_drift(row.state) == alarmed_drift().decide("accept", at=NOW)
    assert row.state["shadow"] is None


@pytest.mark.parametrize("latched_at", [None, SOME_TIME_AGO])
def test_resetting_ends_the_alarm(cast: Cast, latched_at: Any) -> None:
    drift = alarmed_drift(latched_at=latched_at)
    make_drift(cast.person, drift)
    decide(cast)
    row = UserDrift.objects.get(user=cast.person)
    assert (row.status, row.chart, row.direction, row.onset_at, row.alarmed_at, row.latched_at) == (
        "watching", None, None, None, None, None,
    )  # fmt: skip
    assert read_drift(row.state) == drift.decide("reset", at=NOW)


def test_the_decision_stands_after_the_latest_session(cast: Cast) -> None:
    make_drift(cast.person)
    make_session(cast.person, days=3)
    latest = make_session(cast.person, days=5)
    make_session(cast.other_person, days=9)
    decide(cast)
    taken = DriftDecision.objects.get()
    assert (taken.user, taken.decision, taken.decided_at) == (cast.person, "reset", NOW)
    assert taken.onset_at == SOME_TIME_AGO
    assert (taken.after_started_at, taken.after_session_uuid) == (latest.started_at, latest.id)
    assert (taken.decided_by, taken.decided_by_uuid) == (cast.clinician, cast.clinician.id)


def test_without_any_session_left_it_stands_now(cast: Cast) -> None:
    make_drift(cast.person)
    decide(cast)
    taken = DriftDecision.objects.get()
    assert (taken.after_started_at, taken.after_session_uuid) == (NOW, None)


def test_the_reason_is_sealed(cast: Cast) -> None:
    make_drift(cast.person)
    decide(cast, reason="  A new medicine. ")
    taken = DriftDecision.objects.get()
    assert "medicine" not in taken.reason
    assert read_reason(taken) == "A new medicine."


def test_of_another_system_the_key_is_remembered(cast: Cast) -> None:
    make_drift(cast.person)
    key = ApiKeyCaller(id=uuid4(), clinic_id=cast.clinic.id, scopes=frozenset({"risk:write"}))
    decide(cast, caller=key)
    taken = DriftDecision.objects.get()
    assert (taken.decided_by, taken.decided_by_uuid) == (None, key.id)


def test_the_same_again_changes_nothing_and_another_reason_is_refused(cast: Cast) -> None:
    make_drift(cast.person)
    for decision in ("accept", "reset"):
        decide(cast, decision)
        decide(cast, decision, now=NOW + timedelta(days=1))
        with pytest.raises(NothingToDecideError):
            decide(cast, decision, "Another reason.")
    assert [taken.decision for taken in DriftDecision.objects.order_by("id")] == ["accept", "reset"]


def test_what_latched_by_itself_is_accepted_once(cast: Cast) -> None:
    make_drift(cast.person, alarmed_drift(latched_at=SOME_TIME_AGO))
    for later in range(2):
        decide(cast, "accept", now=NOW + timedelta(days=later))
    with pytest.raises(NothingToDecideError):
        decide(cast, "accept", "Another reason.")
    row = UserDrift.objects.get(user=cast.person)
    assert (row.status, row.latched_at) == ("latched", SOME_TIME_AGO)
    assert [taken.decision for taken in DriftDecision.objects.all()] == ["accept"]


def test_without_an_alarm_there_is_nothing_to_decide(cast: Cast) -> None:
    for decision in ("accept", "reset"):
        with pytest.raises(NothingToDecideError):
            decide(cast, decision)
    assert not DriftDecision.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\0b"])
def test_a_reason_is_needed(cast: Cast, reason: str) -> None:
    make_drift(cast.person)
    with pytest.raises(InvalidInputError):
        decide(cast, reason=reason)
    assert UserDrift.objects.get().status == "alarmed"


@pytest.mark.parametrize("caller", ["outsider", "stranger"])
def test_nobody_decides_about_people_they_do_not_see(cast: Cast, caller: str) -> None:
    make_drift(cast.person)
    with pytest.raises(UnknownPersonError):
        decide(cast, caller=getattr(cast, caller))
    assert UserDrift.objects.get().status == "alarmed"


def test_damaged_charts_are_not_decided_about(cast: Cast) -> None:
    make_drift(cast.person)
    UserDrift.objects.update(state={"voice": 5})
    with pytest.raises(UnreadableDriftError):
        decide(cast)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_record_one_decision(cast: Cast) -> None:
    make_drift(cast.person)

    def attempt(reason: str) -> str:
        try:
            decide(cast, reason=reason)
        except NothingToDecideError:
            return "refused"
        finally:
            connection.close()
        return "recorded"

    with ThreadPoolExecutor(2) as pool, transaction.atomic():
        # Both wait for this transaction, as for a session that is being recorded.
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM users WHERE id = %s FOR NO KEY UPDATE", [cast.person.id])
        outcomes = [pool.submit(attempt, reason) for reason in ("First.", "Second.")]
        transaction.set_rollback(True)
    assert sorted(outcome.result() for outcome in outcomes) == ["recorded", "refused"]
    assert DriftDecision.objects.count() == 1
