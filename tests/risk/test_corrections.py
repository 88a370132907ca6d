"""What was done about a crisis event is put right: nothing is lost, and two at once both get a clear answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from threading import Event as ThreadingEvent
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from resona.errors import InvalidInputError, ResonaError
from risk.corrections import (
    NotResolvedError,
    ReopenConflictError,
    UndoConflictError,
    add_note,
    correct_resolution,
    reopen_event,
    seconds_to_undo,
    undo_acknowledgement,
)
from risk.event_steps import read_step
from risk.models import CrisisEvent
from risk.services import UnknownEventError, acknowledge_event, acknowledge_shown, read_note, resolve_event
from tests.api.clients import post_json, signed_in, with_key
from tests.api.records import START, make_event, make_session
from tests.conftest import Cast

NOW = START + timedelta(days=1)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    return make_event(make_session(cast.person))


def kinds_of(event: CrisisEvent) -> list[str]:
    return [step.kind for step in event.steps.order_by("at", "id")]


def texts_of(event: CrisisEvent) -> list[str]:
    return [read_step(step) for step in event.steps.order_by("at", "id")]


def resolve(event: CrisisEvent, cast: Cast, note: str = "safe") -> CrisisEvent:
    return resolve_event(event_id=event.id, resolution="confirmed", note=note, caller=cast.clinician, now=NOW)


def test_acknowledging_is_undone_for_ten_seconds(cast: Cast, event: CrisisEvent) -> None:
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW, note="calling")
    for _ in range(2):
        undo_acknowledgement(event_id=event.id, caller=cast.clinician, now=NOW + 10 * SECOND)
    event.refresh_from_db()
    assert (event.human_reviewed, event.acknowledged_at, event.acknowledged_by_id) == (False, None, None)
    assert event.acknowledged_by_uuid is None
    assert (kinds_of(event), texts_of(event)) == (["acknowledged", "undone"], ["calling", ""])


def test_what_was_acknowledged_with_one_press_is_undone_with_one(cast: Cast, event: CrisisEvent) -> None:
    others = [make_event(make_session(cast.person, days=nth), episode_uuid=event.episode_uuid) for nth in (1, 2)]
    acknowledge_event(event_id=others[0].id, caller=cast.clinician, now=NOW - HOUR)
    acknowledge_shown(event_id=event.id, shown=[others[1].id], caller=cast.clinician, now=NOW)
    undo_acknowledgement(event_id=event.id, caller=cast.clinician, now=NOW + SECOND)
    reviewed = {one.id for one in CrisisEvent.objects.filter(human_reviewed=True)}
    assert reviewed == {others[0].id}


def test_an_undo_covers_the_last_press_whichever_event_stands_for_the_episode(cast: Cast, event: CrisisEvent) -> None:
    """The one in the row may have been acknowledged long ago, by anybody."""
    acknowledge_event(event_id=event.id, caller=cast.administrator, now=NOW - HOUR)
    others = [make_event(make_session(cast.person, days=nth), episode_uuid=event.episode_uuid) for nth in (1, 2)]
    assert seconds_to_undo(event, cast.clinician, NOW) == 0
    acknowledge_shown(event_id=event.id, shown=[one.id for one in others], caller=cast.clinician, now=NOW)
    assert seconds_to_undo(event, cast.clinician, NOW + SECOND) == 9
    undo_acknowledgement(event_id=event.id, caller=cast.clinician, now=NOW + SECOND)
    assert {one.id for one in CrisisEvent.objects.filter(human_reviewed=True)} == {event.id}


def test_an_undo_takes_back_all_of_a_press_or_nothing(cast: Cast, event: CrisisEvent) -> None:
    other = make_event(make_session(cast.person, days=1), episode_uuid=event.episode_uuid)
    acknowledge_shown(event_id=event.id, shown=[other.id], caller=cast.clinician, now=NOW)
    add_note(event_id=other.id, note="called", caller=cast.administrator, now=NOW + SECOND / 2)
    with pytest.raises(UndoConflictError):
        undo_acknowledgement(event_id=event.id, caller=cast.clinician, now=NOW + SECOND)
    assert CrisisEvent.objects.filter(human_reviewed=True).count() == 2


@pytest.mark.parametrize(
    ("meanwhile", "who", "after"),
    [
        (None, "clinician", 16 * SECOND),
        (None, "administrator", SECOND),
        ("note", "clinician", SECOND),
        ("resolve", "clinician", SECOND),
    ],
)
def test_undoing_is_refused_too_late_to_others_and_after_anything_else(
    cast: Cast, event: CrisisEvent, meanwhile: str | None, who: str, after: timedelta
) -> None:
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW)
    if meanwhile == "note":
        add_note(event_id=event.id, note="called", caller=cast.administrator, now=NOW + SECOND / 2)
    if meanwhile == "resolve":
        resolve(event, cast)
    with pytest.raises(UndoConflictError):
        undo_acknowledgement(event_id=event.id, caller=getattr(cast, who), now=NOW + after)
    event.refresh_from_db()
    assert event.human_reviewed


def test_notes_are_added_whatever_state_an_event_is_in(cast: Cast, event: CrisisEvent) -> None:
    for note in ("first", "first", "second"):
        add_note(event_id=event.id, note=note, caller=cast.clinician, now=NOW)
    resolve(event, cast)
    add_note(event_id=event.id, note="third", caller=cast.clinician, now=NOW + HOUR)
    assert texts_of(event) == ["first", "second", "safe", "third"]


def test_a_resolution_is_reopened_with_a_reason_by_whoever_cares_for_it_from_then(
    cast: Cast, event: CrisisEvent
) -> None:
    resolve(event, cast)
    for _ in range(2):
        reopen_event(event_id=event.id, reason="she called", caller=cast.administrator, now=NOW + HOUR)
    event.refresh_from_db()
    assert (event.resolved_at, event.resolved_by, event.resolution, event.resolution_note) == (None, None, None, None)
    assert (event.reopened_at, event.reopened_by) == (NOW + HOUR, cast.administrator)
    assert (event.acknowledged_at, event.acknowledged_by) == (NOW + HOUR, cast.administrator)
    assert (kinds_of(event), texts_of(event)) == (["resolved", "reopened"], ["safe", "she called"])
    assert read_note(resolve(event, cast, "safe again")) == "safe again"


def test_an_event_is_not_reopened_beside_another_of_the_same_session(cast: Cast, event: CrisisEvent) -> None:
    resolve(event, cast)
    assert event.conversation is not None
    make_event(event.conversation, source_uuid=event.source_uuid)
    with pytest.raises(ReopenConflictError):
        reopen_event(event_id=event.id, reason="she called", caller=cast.clinician, now=NOW)


def test_a_correction_keeps_what_it_corrects_as_a_step(cast: Cast, event: CrisisEvent) -> None:
    resolve(event, cast)
    for _ in range(2):
        correct_resolution(
            event_id=event.id, resolution="false_alarm", note="a song", caller=cast.administrator, now=NOW + HOUR
        )
    event.refresh_from_db()
    assert (event.resolution, read_note(event)) == ("false_alarm", "a song")
    assert (event.resolved_by, event.resolved_at) == (cast.clinician, NOW)
    assert [(step.kind, step.resolution) for step in event.steps.order_by("at")] == [
        ("resolved", "confirmed"),
        ("corrected", "false_alarm"),
    ]
    assert texts_of(event) == ["safe", "a song"]


def test_only_what_is_resolved_is_corrected(cast: Cast, event: CrisisEvent) -> None:
    with pytest.raises(NotResolvedError):
        correct_resolution(event_id=event.id, resolution="other", note="x", caller=cast.clinician, now=NOW)
    with pytest.raises(InvalidInputError):
        correct_resolution(event_id=event.id, resolution="to_review", note="x", caller=cast.clinician, now=NOW)


def test_a_note_from_before_there_were_steps_is_kept_when_another_takes_its_place(
    cast: Cast, event: CrisisEvent
) -> None:
    long = "x" * 6000
    note = CrisisEvent.resolution_note.seal(event.id, long)
    CrisisEvent.objects.filter(id=event.id).update(resolution_note=note)
    resolve(event, cast)
    assert sorted(texts_of(event)) == ["safe", long]


@pytest.mark.parametrize("who", ["outsider", "stranger", "other_person"])
def test_what_is_not_visible_is_not_put_right(cast: Cast, event: CrisisEvent, who: str) -> None:
    caller = getattr(cast, who)
    acts: list[Callable[[], Any]] = [
        lambda: undo_acknowledgement(event_id=event.id, caller=caller, now=NOW),
        lambda: add_note(event_id=event.id, note="x", caller=caller, now=NOW),
        lambda: reopen_event(event_id=event.id, reason="x", caller=caller, now=NOW),
        lambda: correct_resolution(event_id=event.id, resolution="other", note="x", caller=caller, now=NOW),
    ]
    for act in acts:
        with pytest.raises(UnknownEventError):
            act()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["acknowledge", "undo"])
def test_two_who_press_for_one_episode_at_once_wait_for_one_another_in_one_order(
    cast: Cast, event: CrisisEvent, act: str
) -> None:
    """One whose row stands for it by the first event, and one whose row does by the last."""
    last = make_event(make_session(cast.person, days=1), episode_uuid=event.episode_uuid)
    if act == "undo":
        acknowledge_shown(event_id=last.id, shown=[event.id], caller=cast.clinician, now=NOW)
    holds = ThreadingEvent()

    def press_first() -> None:
        with transaction.atomic():
            for each in (event, last):
                CrisisEvent.objects.select_for_update(no_key=True).get(id=each.id)
                holds.set()
                sleep(0.3)
        connection.close()

    def press_last() -> None:
        holds.wait(timeout=10)
        if act == "undo":
            undo_acknowledgement(event_id=last.id, caller=cast.clinician, now=NOW + SECOND)
        else:
            acknowledge_shown(event_id=last.id, shown=[event.id], caller=cast.clinician, now=NOW)
        connection.close()

    with ThreadPoolExecutor(2) as threads:
        for pressed in [threads.submit(press_first), threads.submit(press_last)]:
            pressed.result()
    assert CrisisEvent.objects.filter(human_reviewed=act == "acknowledge").count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_who_act_at_once_each_gets_a_clear_answer_and_no_note_is_lost(cast: Cast, event: CrisisEvent) -> None:
    def acknowledge(note: str) -> object:
        return acknowledge_event(event_id=event.id, note=note, caller=cast.clinician, now=NOW)

    def close(note: str) -> object:
        return resolve_event(event_id=event.id, resolution="other", note=note, caller=cast.administrator, now=NOW)

    acts = [acknowledge, close, acknowledge, close]
    begins = Barrier(len(acts))

    def run(nth: int) -> str | None:
        try:
            begins.wait(timeout=10)
            acts[nth](f"note {nth}")
        except ResonaError as error:
            return type(error).__name__
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        answers = list(threads.map(run, range(len(acts))))
    event.refresh_from_db()
    assert sorted(answers, key=str) == [None, None, None, "ResolutionConflictError"]
    lost = answers.index("ResolutionConflictError")
    assert sorted(texts_of(event)) == sorted(f"note {nth}" for nth in range(len(acts)) if nth != lost)
    assert read_note(event) in texts_of(event)


def test_staff_read_the_notes_of_an_event_and_systems_who_did_what(cast: Cast, event: CrisisEvent) -> None:
    path = f"/api/v1/crisis-events/{event.id}/"
    system = with_key(cast.clinic, "records:read", "risk:write")
    assert post_json(system, f"{path}acknowledge/", {"note": "calling"}).status_code == 200
    answers = [post_json(system, f"{path}undo/", {})]
    answers += [post_json(system, f"{path}notes/", {"note": "called"}) for _ in range(2)]
    answers += [post_json(system, f"{path}reopen/", {"reason": "x"})]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]

    read, shown = system.get(path).json(), signed_in(cast.clinician).get(path).json()

    assert [(step["kind"], step["text"]) for step in read["steps"]] == [
        ("note", None),
        ("undone", None),
        ("acknowledged", None),
    ]
    assert [step["text"] for step in shown["steps"]] == ["called", None, "calling"]
    assert read["steps"][0]["actor_id"] is not None
    assert signed_in(cast.outsider).get(path).status_code == 404
