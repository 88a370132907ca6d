"""Decisions: recorded with reasons and evidence, reviewed once, superseded and never edited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from resona.accounts.teams import UnknownPersonError
from resona.care.decisions import (
    DecisionIdTakenError,
    ReviewedDecisionError,
    SupersededDecisionError,
    UnknownDecisionError,
    read_sealed,
    review_decision,
    set_decision_status,
)
from resona.care.models import Decision, DecisionStakeholder, Task
from resona.care.stakeholders import NewStakeholder, read_name, read_reason
from resona.care.versions import ChangedMeanwhileError
from resona.errors import InvalidInputError
from resona.postgres.models import new_id
from tests.api.records import make_event, make_session
from tests.care.made import NOW, make_decision
from tests.conftest import Cast

LATER = NOW + timedelta(days=14)


def test_a_decision_is_kept_with_reasons_evidence_and_two_times(cast: Cast) -> None:
    event = make_event(make_session(cast.person))
    decision = make_decision(
        cast.person,
        cast.clinician,
        decided_at=NOW - timedelta(days=1),
        expected="Fewer calls at night",
        evidence=[{"table": "crisis_events", "id": event.id}],
    )
    assert (decision.decided_at, decision.recorded_at) == (NOW - timedelta(days=1), NOW)
    assert read_sealed(decision, "rationale") == "She asked for it"
    assert decision.evidence == [{"table": "crisis_events", "id": str(event.id)}]
    assert (decision.recorded_by, decision.status) == (cast.clinician, "approved")


def test_who_took_part_is_kept_with_who_did_not_agree(cast: Cast) -> None:
    decision = make_decision(
        cast.person,
        cast.clinician,
        stakeholders=[
            NewStakeholder(part="decides", staff_id=cast.clinician.id, agreed=True),
            NewStakeholder(part="consulted", staff_id=cast.administrator.id, agreed=False, reason="Too soon."),
            NewStakeholder(part="informed", name="Her sister"),
        ],
    )
    decides, dissents, informed = DecisionStakeholder.objects.filter(decision=decision).order_by("at", "id")
    assert (decides.staff, decides.agreed) == (cast.clinician, True)
    assert (dissents.agreed, read_reason(dissents)) == (False, "Too soon.")
    assert (read_name(informed), informed.staff, informed.agreed) == ("Her sister", None, None)


def test_its_review_is_a_follow_up_that_ends_with_it(cast: Cast) -> None:
    decision = make_decision(cast.person, cast.clinician, review_at=LATER)
    task = Task.objects.get(decision=decision)
    assert (task.rule, task.due_at, task.owner) == ("decision_review", LATER, cast.clinician)
    for _ in range(2):
        reviewed = review_decision(
            decision_id=decision.id, outcome="She slept.", outcome_kind="better", caller=cast.clinician, now=LATER
        )
    assert (reviewed.status, reviewed.outcome_kind, reviewed.version) == ("reviewed", "better", 2)
    task.refresh_from_db()
    assert (task.completed, task.completed_by) == (True, cast.clinician)
    with pytest.raises(ReviewedDecisionError):
        review_decision(
            decision_id=decision.id, outcome="She did not.", outcome_kind="worse", caller=cast.clinician, now=LATER
        )


def test_another_decision_takes_its_place_once(cast: Cast) -> None:
    first = make_decision(cast.person, cast.clinician, review_at=LATER)
    second = make_decision(cast.person, cast.clinician, title="Call twice a week", supersedes_id=first.id)
    first.refresh_from_db()
    assert first.superseded_by == second
    assert Task.objects.get(decision=first).cancelled_at == NOW
    with pytest.raises(SupersededDecisionError):
        make_decision(cast.person, cast.clinician, title="A third", supersedes_id=first.id)
    with pytest.raises(SupersededDecisionError):
        review_decision(decision_id=first.id, outcome="x", outcome_kind="better", caller=cast.clinician, now=NOW)
    assert Decision.objects.count() == 2
    assert list(Decision.objects.standing()) == [second]


def test_a_decision_is_not_its_own_successor(cast: Cast) -> None:
    own_id = new_id()
    with pytest.raises(InvalidInputError) as caught:
        make_decision(cast.person, cast.clinician, id=own_id, supersedes_id=own_id)
    assert caught.value.faults[0].pointer == "/supersedes_id"
    assert not Decision.objects.exists()


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no title": ({"title": "\u200b\u200b"}, "/title"),
    "no reason": ({"rationale": ""}, "/rationale"),
    "a reason too long": ({"rationale": "x" * 6000}, "/rationale"),
    "an unknown type": ({"decision_type": "diet"}, "/decision_type"),
    "an unknown status": ({"status": "reviewed"}, "/status"),
    "decided tomorrow": ({"decided_at": NOW + timedelta(days=1)}, "/decided_at"),
    "decided in 1900": ({"decided_at": datetime(1900, 1, 1, tzinfo=UTC)}, "/decided_at"),
    "reviewed in 1900": ({"review_at": datetime(1900, 1, 1, tzinfo=UTC)}, "/review_at"),
    "evidence of nothing": ({"evidence": [{"table": "crisis_events", "id": uuid4()}]}, "/evidence/0"),
    "evidence of no table": ({"evidence": [{"table": "users", "id": uuid4()}]}, "/evidence/0"),
    "in the place of nothing": ({"supersedes_id": uuid4()}, "/supersedes_id"),
    "shared with nobody": ({"stakeholders": [NewStakeholder(part="decides")]}, "/stakeholders/0/name"),
    "an unknown part": ({"stakeholders": [NewStakeholder(part="watches", name="x")]}, "/stakeholders/0/part"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_is_refused_by_name(cast: Cast, bad: str) -> None:
    fields, pointer = BAD[bad]
    with pytest.raises(InvalidInputError) as caught:
        make_decision(cast.person, cast.clinician, **fields)
    assert [fault.pointer for fault in caught.value.faults] == [pointer]


def test_evidence_is_about_the_same_person(cast: Cast) -> None:
    theirs = make_event(make_session(cast.unassigned_person))
    with pytest.raises(InvalidInputError):
        make_decision(cast.person, cast.clinician, evidence=[{"table": "crisis_events", "id": theirs.id}])


def test_who_took_part_sees_the_person(cast: Cast) -> None:
    for somebody in (cast.outsider, cast.stranger):
        with pytest.raises(InvalidInputError) as caught:
            make_decision(
                cast.person, cast.clinician, stakeholders=[NewStakeholder(part="consulted", staff_id=somebody.id)]
            )
        assert caught.value.faults[0].pointer == "/stakeholders/0/staff_id"


def test_the_same_id_records_no_second_one(cast: Cast) -> None:
    own_id = new_id()
    first = make_decision(cast.person, cast.clinician, id=own_id)
    assert make_decision(cast.person, cast.clinician, id=own_id) == first
    with pytest.raises(DecisionIdTakenError):
        make_decision(cast.person, cast.clinician, id=own_id, title="Another")


def test_who_does_not_care_for_the_person_decides_nothing(cast: Cast) -> None:
    decision = make_decision(cast.person, cast.clinician)
    for caller in (cast.outsider, cast.stranger):
        with pytest.raises(UnknownPersonError):
            make_decision(cast.person, caller)
        with pytest.raises(UnknownDecisionError):
            set_decision_status(decision_id=decision.id, status="implemented", caller=caller)


def test_where_it_stands_is_changed_by_whoever_has_seen_it_last(cast: Cast) -> None:
    decision = make_decision(cast.person, cast.clinician, status="pending")
    set_decision_status(decision_id=decision.id, status="approved", caller=cast.clinician, version=1)
    with pytest.raises(ChangedMeanwhileError):
        set_decision_status(decision_id=decision.id, status="cancelled", caller=cast.clinician, version=1)
    decision.refresh_from_db()
    assert (decision.status, decision.version) == ("approved", 2)
