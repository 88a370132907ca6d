"""Several who move the same at once, or while somebody is erased: one does, each is answered, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from resona.accounts.models import User
from resona.analysis.wrong_person import say_who_spoke
from resona.errors import ResonaError
from risk.corrections import add_note
from risk.event_steps import read_step
from risk.models import CrisisEvent, CrisisEventStep
from risk.wrong_person import move_event, move_note
from tests.api.records import START, make_event, make_session
from tests.conftest import Cast

pytestmark = pytest.mark.django_db(transaction=True)

NOW = START + timedelta(days=1)
WORDS = "Her sister is with her now."


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    """With a note."""
    event = make_event(make_session(cast.person))
    add_note(event_id=event.id, note=WORDS, caller=cast.clinician, now=NOW)
    return event


@pytest.fixture
def others(cast: Cast) -> list[User]:
    """Two whom it may be about, each with an open event."""
    people = [cast.other_person, cast.unassigned_person]
    for person in people:
        make_event(make_session(person))
    return people


def at_once(acts: Sequence[Callable[[], object]]) -> list[str]:
    """What became of each: empty, or the error."""
    begins = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            begins.wait(timeout=10)
            act()
        except ResonaError as error:
            return type(error).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(run, acts))


def words_of(people: list[User]) -> list[str]:
    steps = CrisisEventStep.objects.filter(user__in=people, text__isnull=False)
    return [read_step(step) for step in steps]


def test_a_note_goes_to_one(cast: Cast, event: CrisisEvent, others: list[User]) -> None:
    step = event.steps.get()

    def moving(person: User) -> Callable[[], object]:
        return lambda: move_note(step_id=step.id, person_id=person.id, caller=cast.administrator, now=NOW)

    assert at_once([moving(person) for person in others]) == ["", "UnknownStepError"]
    assert (words_of(others), words_of([cast.person])) == ([WORDS], [])


def test_an_event_goes_to_one(cast: Cast, event: CrisisEvent, others: list[User]) -> None:
    def moving(person: User) -> Callable[[], object]:
        return lambda: move_event(event_id=event.id, person_id=person.id, caller=cast.administrator, now=NOW)

    assert at_once([moving(person) for person in others]) == ["", "MovedAlreadyError"]
    assert CrisisEvent.objects.filter(source_kind="staff").count() == 1
    assert (words_of(others), words_of([cast.person])) == ([WORDS], [])


def test_of_two_who_say_who_spoke_the_later_is_believed(cast: Cast, event: CrisisEvent, others: list[User]) -> None:
    session = event.conversation
    assert session is not None

    def saying(person: User) -> Callable[[], object]:
        return lambda: say_who_spoke(session_id=session.id, person_id=person.id, caller=cast.administrator, now=NOW)

    assert at_once([saying(person) for person in others]) == ["", ""]
    session.refresh_from_db()
    [theirs] = CrisisEvent.objects.filter(source_kind="staff", resolved_at=None)
    assert theirs.user == session.spoken_by
    assert words_of(others) == [WORDS]


@pytest.mark.parametrize("who", [0, 1], ids=["whose record it is", "who it is about"])
def test_nothing_moves_to_or_from_whom_is_being_erased(
    cast: Cast, event: CrisisEvent, others: list[User], who: int
) -> None:
    erased, began, gone = [cast.person, others[0]][who], Event(), Event()

    def erase() -> None:
        with transaction.atomic():
            User.objects.filter(id=erased.id).delete()
            began.set()
            gone.wait(timeout=1)  # the other waits for this transaction meanwhile

    def move() -> None:
        began.wait(timeout=10)
        move_event(event_id=event.id, person_id=others[0].id, caller=cast.administrator, now=NOW)

    assert at_once([erase, move]) == ["", "UnknownPersonError"]
    assert not CrisisEvent.objects.filter(source_kind="staff").exists()
    assert words_of([cast.person]) == ([] if who == 0 else [WORDS])
