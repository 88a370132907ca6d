"""A shift hands over: a draft from the records, gone over and signed, taken person by person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from resona.accounts.models import User
from resona.care.handover.drafting import draft_items
from resona.care.handover.handing import (
    NotYetSignedError,
    OwnHandoverError,
    SignedHandoverError,
    TakenHandoverError,
    Taking,
    UnknownHandoverError,
    add_person,
    begin_handover,
    read_item,
    sign_handover,
    take_handover,
    write_items,
)
from resona.care.models import Handover, HandoverItem, Task
from resona.errors import InvalidInputError
from resona.site.times import short_time
from risk.models import CrisisEvent
from risk.services import acknowledge_event
from tests.admin.pages import page_url, sign_in
from tests.admin.records import make_event, make_session
from tests.care.made import make_decision, make_note, make_task
from tests.care.my_day.test_page import statements_of
from tests.conftest import Cast
from tests.factories import PersonFactory, StaffFactory, join_team

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def night(cast: Cast) -> User:
    staff = StaffFactory.create(clinic=cast.clinic, name="Noor Hassan")
    join_team(cast.team, staff=[staff])
    return staff


def begin(cast: Cast) -> Handover:
    return begin_handover(team_id=cast.team.id, caller=cast.clinician, now=NOW, zone=UTC).handover


def live(cast: Cast) -> None:
    """A day with an open event, something agreed, and something due in the night."""
    event = make_event(make_session(cast.person, NOW - 5 * HOUR), "high")
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW - 4 * HOUR)
    make_note(cast.person, cast.clinician, "", NOW - 3 * HOUR, kind="contact", contact_outcome="not_reached")
    make_decision(cast.person, cast.clinician, NOW - 2 * HOUR, title="Call every hour")
    make_task(cast.person, cast.clinician, "Call again", NOW - HOUR, due_at=NOW + 2 * HOUR, owner_id=cast.clinician.id)
    make_task(cast.person, cast.clinician, "Next week", NOW - HOUR, due_at=NOW + 90 * HOUR)


def test_the_draft_says_what_is_open_agreed_and_due(cast: Cast) -> None:
    live(cast)
    [item] = begin(cast).items.all()
    lines = read_item(item).splitlines()

    assert item.user_id == cast.person.id
    assert lines[0].startswith("Open crisis event, high, raised ")
    assert f"{cast.clinician.email} answers for it" in lines[0]
    assert lines[1].endswith(": Decided: Call every hour.")
    assert lines[2].endswith(f": Tried to reach them: not reached ({cast.clinician.email}).")
    assert f"Call again ({cast.clinician.email})" in lines[3]
    assert len(lines) == 4


def test_the_draft_says_of_a_late_event_since_when_it_is_late(cast: Cast) -> None:
    event = make_event(make_session(cast.person, NOW - 5 * HOUR), "critical", due_at=NOW - 4 * HOUR)
    CrisisEvent.objects.filter(id=event.id).update(escalated_at=NOW - HOUR, escalation_step=1, next_due_at=NOW + HOUR)
    [item] = begin(cast).items.all()
    assert read_item(item).endswith(f"nobody answers for it; overdue since {short_time(NOW - 4 * HOUR, UTC)}.")


def test_of_whom_there_is_nothing_to_say_nothing_is_drafted_and_a_second_press_begins_no_second(cast: Cast) -> None:
    handover = begin(cast)

    assert not handover.items.exists()
    assert begin(cast) == handover


def test_only_a_team_of_ones_own_is_handed_over(cast: Cast) -> None:
    with pytest.raises(UnknownHandoverError):
        begin_handover(team_id=cast.team.id, caller=cast.outsider, now=NOW, zone=UTC)


def test_what_is_signed_is_not_written_over(cast: Cast) -> None:
    live(cast)
    handover = begin(cast)
    item = handover.items.get()
    write_items(handover_id=handover.id, texts={item.user_id: "Call at nine."}, caller=cast.clinician, now=NOW)
    for _ in range(2):
        sign_handover(handover_id=handover.id, caller=cast.clinician, now=NOW)

    item.refresh_from_db()
    assert read_item(item) == "Call at nine."
    with pytest.raises(SignedHandoverError):
        write_items(handover_id=handover.id, texts={item.user_id: "Something else"}, caller=cast.clinician, now=NOW)


def test_who_takes_a_person_takes_their_events_and_what_is_due_in_the_shift(cast: Cast, night: User) -> None:
    live(cast)
    handover = begin(cast)
    item = handover.items.get()
    sign_handover(handover_id=handover.id, caller=cast.clinician, now=NOW)
    take_handover(handover_id=handover.id, takings={item.user_id: Taking(accepted=True)}, caller=night, now=NOW + HOUR)

    handover.refresh_from_db()
    assert (handover.given_by, handover.taken_by, handover.taken_at) == (cast.clinician, night, NOW + HOUR)
    assert cast.person.crisis_events.get().owner == night
    assert {task.owner_id for task in Task.objects.filter(due_at__lt=NOW + 12 * HOUR)} == {night.id}
    with pytest.raises(TakenHandoverError):
        take_handover(handover_id=handover.id, takings={}, caller=cast.administrator, now=NOW)


def test_what_is_returned_stays_and_says_why(cast: Cast, night: User) -> None:
    live(cast)
    handover = begin(cast)
    item = handover.items.get()
    sign_handover(handover_id=handover.id, caller=cast.clinician, now=NOW)
    with pytest.raises(InvalidInputError):
        take_handover(handover_id=handover.id, takings={item.user_id: Taking(accepted=False)}, caller=night, now=NOW)
    returned = Taking(accepted=False, because="I do not know her.")
    take_handover(handover_id=handover.id, takings={item.user_id: returned}, caller=night, now=NOW)

    item.refresh_from_db()
    assert item.accepted is False
    assert item.returned_because is not None
    assert HandoverItem.returned_because.open(item.id, item.returned_because) == "I do not know her."
    assert cast.person.crisis_events.get().owner == cast.clinician


def test_nobody_takes_what_is_not_signed_nor_their_own_nor_leaves_a_person_out(cast: Cast, night: User) -> None:
    live(cast)
    handover = begin(cast)
    with pytest.raises(NotYetSignedError):
        take_handover(handover_id=handover.id, takings={}, caller=night, now=NOW)
    sign_handover(handover_id=handover.id, caller=cast.clinician, now=NOW)
    with pytest.raises(OwnHandoverError):
        take_handover(handover_id=handover.id, takings={}, caller=cast.clinician, now=NOW)
    with pytest.raises(InvalidInputError):
        take_handover(handover_id=handover.id, takings={}, caller=night, now=NOW)


def test_somebody_is_added_by_their_code_and_nobody_whom_one_does_not_see(cast: Cast) -> None:
    handover = begin(cast)
    for _ in range(2):
        add_person(handover_id=handover.id, sought=cast.person.code, caller=cast.clinician, now=NOW)
    assert [item.user_id for item in handover.items.all()] == [cast.person.id]
    with pytest.raises(InvalidInputError):
        add_person(handover_id=handover.id, sought=cast.other_person.code, caller=cast.clinician, now=NOW)


def test_on_pages_one_gives_and_another_takes(cast: Cast, night: User) -> None:
    live(cast)
    giver, taker = sign_in(cast.clinician), sign_in(night)
    begun = giver.post(reverse("admin:care_handover_begin", args=[cast.team.id]))
    person_id = HandoverItem.objects.get().user_id
    page = giver.get(begun["Location"]).content.decode()
    assert "Open crisis event, high" in page
    handover = Handover.objects.get()
    giver.post(_act("sign", handover), {f"text-{person_id}": "Call at nine."})

    page = taker.get(page_url(handover)).content.decode()
    assert "Call at nine." in page
    assert "An event for which nobody answers stays nobody's" in page
    refused = taker.post(_act("take", handover), {f"answer-{person_id}": "returned", f"because-{person_id}": ""})
    assert "must say why it is returned" in refused.content.decode()
    taker.post(_act("take", handover), {f"answer-{person_id}": "taken"})
    page = giver.get(page_url(handover)).content.decode()
    assert "Taken by <strong>Noor Hassan</strong>" in page


def test_a_draft_takes_as_many_statements_for_many_people(cast: Cast) -> None:
    live(cast)
    before = statements_of(lambda: draft_items(cast.team, now=NOW, zone=UTC))
    for person in PersonFactory.create_batch(6, clinic=cast.clinic):
        join_team(cast.team, people=[person])
        make_event(make_session(person, NOW - 5 * HOUR), "high")
        make_task(person, cast.clinician, "Call", NOW - HOUR, due_at=NOW + HOUR)

    assert statements_of(lambda: draft_items(cast.team, now=NOW, zone=UTC)) == before


def _act(name: str, handover: Handover) -> str:
    handover_id: UUID = handover.id
    return reverse(f"admin:care_handover_{name}", args=[handover_id])
