"""What people did about findings is recorded once, with who and when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from resona.accounts.callers import ApiKeyCaller
from resona.errors import InvalidInputError
from risk.event_steps import read_step, write_step
from risk.models import CrisisEvent, CrisisEventStep, RiskAssessment
from risk.services import (
    ActionConflictError,
    ResolutionConflictError,
    SupersededAssessmentError,
    UnknownAssessmentError,
    UnknownEventError,
    acknowledge_event,
    read_note,
    record_action,
    resolve_event,
)
from tests.api.records import START, make_assessment, make_event, make_session
from tests.conftest import Cast

NOW = START + timedelta(days=1)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def assessment(cast: Cast) -> RiskAssessment:
    return make_assessment(make_session(cast.person))


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    return make_event(make_session(cast.person))


def key_of(cast: Cast) -> ApiKeyCaller:
    return ApiKeyCaller(id=uuid4(), clinic_id=cast.clinic.id, scopes=frozenset({"risk:write"}))


def columns(row: Any) -> dict[str, Any]:
    """The row as the database has it."""
    values: dict[str, Any] = type(row).objects.filter(id=row.id).values().get()
    return values


def steps_of(event: CrisisEvent) -> list[tuple[str, str | None, str, UUID | None]]:
    """Each step, the first one first: its kind, its outcome, its words, who took it."""
    return [
        (step.kind, step.resolution, read_step(step), step.actor_id_uuid) for step in event.steps.order_by("at", "id")
    ]


def test_an_action_is_recorded_with_who_and_when(cast: Cast, assessment: RiskAssessment) -> None:
    record_action(assessment_id=assessment.id, action_taken=" called her ", caller=cast.clinician, now=NOW)
    stored = columns(assessment)
    assert stored["action_taken"] == "called her"
    assert stored["action_taken_at"] == NOW
    assert stored["action_taken_by_id"] == stored["action_taken_by_uuid"] == cast.clinician.id


def test_of_an_api_key_only_the_id_is_kept(cast: Cast, assessment: RiskAssessment, event: CrisisEvent) -> None:
    key = key_of(cast)
    record_action(assessment_id=assessment.id, action_taken="called", caller=key, now=NOW)
    resolve_event(event_id=event.id, resolution="confirmed", note="spoke", caller=key, now=NOW)
    assert columns(assessment)["action_taken_by_id"] is None
    assert columns(assessment)["action_taken_by_uuid"] == key.id
    assert [columns(event)[name] for name in ("acknowledged_by_id", "resolved_by_id")] == [None, None]
    assert [columns(event)[name] for name in ("acknowledged_by_uuid", "resolved_by_uuid")] == [key.id, key.id]


def test_the_same_action_again_changes_nothing(cast: Cast, assessment: RiskAssessment) -> None:
    record_action(assessment_id=assessment.id, action_taken="called", caller=cast.clinician, now=NOW)
    before = columns(assessment)
    record_action(assessment_id=assessment.id, action_taken="called", caller=cast.administrator, now=LATER)
    assert columns(assessment) == before


def test_another_action_does_not_replace_the_first(cast: Cast, assessment: RiskAssessment) -> None:
    record_action(assessment_id=assessment.id, action_taken="called", caller=cast.clinician, now=NOW)
    with pytest.raises(ActionConflictError):
        record_action(assessment_id=assessment.id, action_taken="visited", caller=cast.clinician, now=LATER)
    assert columns(assessment)["action_taken"] == "called"


def test_nobody_acts_on_a_superseded_assessment(cast: Cast) -> None:
    old = make_assessment(make_session(cast.person), is_current=False)
    with pytest.raises(SupersededAssessmentError):
        record_action(assessment_id=old.id, action_taken="called", caller=cast.clinician, now=NOW)
    assert columns(old)["action_taken"] is None


@pytest.mark.parametrize("action", ["", "  ", "x" * 101, "call\0ed"])
def test_an_action_must_be_a_short_text(cast: Cast, assessment: RiskAssessment, action: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        record_action(assessment_id=assessment.id, action_taken=action, caller=cast.clinician, now=NOW)
    assert [fault.pointer for fault in caught.value.faults] == ["/action_taken"]


@pytest.mark.parametrize("who", ["outsider", "stranger", "other_person"])
def test_what_is_not_visible_cannot_be_acted_on(
    cast: Cast, assessment: RiskAssessment, event: CrisisEvent, who: str
) -> None:
    caller = getattr(cast, who)
    with pytest.raises(UnknownAssessmentError):
        record_action(assessment_id=assessment.id, action_taken="called", caller=caller, now=NOW)
    with pytest.raises(UnknownEventError):
        acknowledge_event(event_id=event.id, caller=caller, now=NOW)
    with pytest.raises(UnknownEventError):
        resolve_event(event_id=event.id, resolution="other", note="note", caller=caller, now=NOW)
    assert columns(event)["human_reviewed"] is False


def test_acknowledging_says_who_was_first(cast: Cast, event: CrisisEvent) -> None:
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW)
    acknowledge_event(event_id=event.id, caller=cast.administrator, now=LATER, note="too late")
    stored = columns(event)
    assert stored["human_reviewed"] is True
    assert stored["acknowledged_at"] == NOW
    assert stored["acknowledged_by_id"] == stored["acknowledged_by_uuid"] == cast.clinician.id
    assert (stored["resolved_at"], stored["resolution"], stored["resolution_note"]) == (None, None, None)


def test_resolving_acknowledges_what_nobody_had(cast: Cast, event: CrisisEvent) -> None:
    resolve_event(event_id=event.id, resolution="false_alarm", note="a song text", caller=cast.clinician, now=NOW)
    stored = columns(event)
    assert stored["human_reviewed"] is True
    assert stored["acknowledged_at"] == stored["resolved_at"] == NOW
    assert stored["resolved_by_id"] == stored["acknowledged_by_uuid"] == cast.clinician.id
    assert stored["resolution"] == "false_alarm"


def test_resolving_leaves_who_acknowledged(cast: Cast, event: CrisisEvent) -> None:
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW)
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.administrator, now=LATER)
    stored = columns(event)
    assert (stored["acknowledged_by_id"], stored["acknowledged_at"]) == (cast.clinician.id, NOW)
    assert (stored["resolved_by_id"], stored["resolved_at"]) == (cast.administrator.id, LATER)


def test_each_note_is_a_step_and_none_is_lost(cast: Cast, event: CrisisEvent) -> None:
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW, note="calling now")
    acknowledge_event(event_id=event.id, caller=cast.administrator, now=NOW, note="calling too")
    resolved = resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=LATER)
    assert steps_of(event) == [
        ("acknowledged", None, "calling now", cast.clinician.id),
        ("note", None, "calling too", cast.administrator.id),
        ("resolved", "confirmed", "safe", cast.clinician.id),
    ]
    assert read_note(resolved) == "safe"
    assert "safe" not in columns(event)["resolution_note"]


def test_the_same_note_again_is_no_second_step(cast: Cast, event: CrisisEvent) -> None:
    for _ in range(2):
        acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW, note="calling now")
    assert [kind for kind, *_ in steps_of(event)] == ["acknowledged"]


def test_a_step_may_be_done_of_itself(event: CrisisEvent) -> None:
    write_step(user_id=event.user_id, event_id=event.id, kind=CrisisEventStep.Kind.ESCALATED, at=NOW)
    assert steps_of(event) == [("escalated", None, "", None)]


def test_a_note_merged_before_there_were_steps_is_still_known(cast: Cast, event: CrisisEvent) -> None:
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=NOW)
    merged = CrisisEvent.resolution_note.seal(event.id, "calling now\n\nsafe")
    CrisisEvent.objects.filter(id=event.id).update(resolution_note=merged)
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=LATER)
    assert len(steps_of(event)) == 1


def test_an_event_without_note_has_an_empty_one(event: CrisisEvent) -> None:
    assert read_note(event) == ""


def test_resolving_the_same_way_again_changes_nothing(cast: Cast, event: CrisisEvent) -> None:
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW, note="calling now")
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=NOW)
    before = columns(event)
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=LATER)
    acknowledge_event(event_id=event.id, caller=cast.administrator, now=LATER)
    assert columns(event) == before


@pytest.mark.parametrize(
    ("resolution", "note"), [("false_alarm", "safe"), ("confirmed", "not safe"), ("confirmed", "fe")]
)
def test_resolving_another_way_is_a_conflict(cast: Cast, event: CrisisEvent, resolution: str, note: str) -> None:
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=NOW)
    before = columns(event)
    with pytest.raises(ResolutionConflictError):
        resolve_event(event_id=event.id, resolution=resolution, note=note, caller=cast.clinician, now=LATER)
    assert columns(event) == before


@pytest.mark.parametrize(
    ("resolution", "note", "pointer"),
    [
        ("other", "", "/note"),
        ("other", " \n", "/note"),
        ("other", "x" * 5001, "/note"),
        ("fine", "note", "/resolution"),
    ],
)
def test_closing_needs_a_reason_and_a_known_outcome(
    cast: Cast, event: CrisisEvent, resolution: str, note: str, pointer: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        resolve_event(event_id=event.id, resolution=resolution, note=note, caller=cast.clinician, now=NOW)
    assert [fault.pointer for fault in caught.value.faults] == [pointer]
    assert columns(event)["resolved_at"] is None


def test_who_acted_is_known_after_the_account_is_gone(
    cast: Cast, assessment: RiskAssessment, event: CrisisEvent
) -> None:
    record_action(assessment_id=assessment.id, action_taken="called", caller=cast.administrator, now=NOW)
    resolve_event(event_id=event.id, resolution="other", note="note", caller=cast.administrator, now=NOW)
    administrator_id = cast.administrator.id
    type(cast.administrator).objects.filter(id=administrator_id)._raw_delete("default")
    assert columns(assessment)["action_taken_by_id"] is None
    assert columns(assessment)["action_taken_by_uuid"] == administrator_id
    assert columns(event)["resolved_by_id"] is None
    assert columns(event)["resolved_by_uuid"] == administrator_id


def test_acting_costs_two_statements_a_step_one_more_and_what_follows_a_resolution_three(
    cast: Cast, assessment: RiskAssessment, event: CrisisEvent, django_assert_num_queries: Any
) -> None:
    key = key_of(cast)
    # A savepoint, which a test's own transaction makes of the service's, and its release count too.
    with django_assert_num_queries(4):
        record_action(assessment_id=assessment.id, action_taken="called", caller=key, now=NOW)
    # What follows: the episode is held, and looked at for another confirmed event and for follow-ups it planned.
    with django_assert_num_queries(8):
        resolve_event(event_id=event.id, resolution="other", note="note", caller=key, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_actions_at_once_only_the_first_counts(cast: Cast, assessment: RiskAssessment) -> None:
    def act(action: str) -> None:
        try:
            record_action(assessment_id=assessment.id, action_taken=action, caller=cast.clinician, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            record_action(assessment_id=assessment.id, action_taken="called", caller=cast.clinician, now=NOW)
            second = other.submit(act, "visited")
            wait([second], timeout=0.5)  # seconds: long enough to meet the row while it is still being changed
            assert not second.done()
        with pytest.raises(ActionConflictError):
            second.result(timeout=10)
    assert columns(assessment)["action_taken"] == "called"


@pytest.mark.django_db(transaction=True)
def test_of_two_resolutions_at_once_only_the_first_counts(cast: Cast, event: CrisisEvent) -> None:
    def resolve() -> None:
        try:
            resolve_event(event_id=event.id, resolution="false_alarm", note="song", caller=cast.clinician, now=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=NOW)
            second = other.submit(resolve)
            wait([second], timeout=0.5)
            assert not second.done()
        with pytest.raises(ResolutionConflictError):
            second.result(timeout=10)
    assert columns(event)["resolution"] == "confirmed"
