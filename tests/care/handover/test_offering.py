"""What one answers for is offered to a colleague, who takes it or returns it; until then it stays where it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from resona.accounts.models import User
from resona.accounts.on_call import lead_of, set_lead
from resona.care.handover.offering import (
    AnsweredOfferError,
    UnknownOfferError,
    offer_event,
    offer_lead,
    return_offer,
    take_event_over,
    take_offer,
)
from resona.care.models import CareOffer
from resona.errors import InvalidInputError
from risk.event_steps import read_step
from risk.models import CrisisEvent
from risk.owning import ResolvedEventError
from risk.services import acknowledge_event, resolve_event
from tests.admin.pages import page_url, sign_in
from tests.admin.records import make_event, make_session
from tests.conftest import Cast
from tests.factories import StaffFactory, join_team

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def night(cast: Cast) -> User:
    """A colleague of the same team."""
    staff = StaffFactory.create(clinic=cast.clinic, name="Noor Hassan")
    join_team(cast.team, staff=[staff])
    return staff


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    event = make_event(make_session(cast.person, NOW - 3 * HOUR), "high")
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW - 2 * HOUR)
    event.refresh_from_db()
    return event


def offer(cast: Cast, event: CrisisEvent, to: User, note: str = "Her sister calls at nine.") -> CareOffer:
    return offer_event(event_id=event.id, to_id=to.id, note=note, caller=cast.clinician, now=NOW - HOUR)


def steps_of(event: CrisisEvent) -> list[tuple[str, str]]:
    return [(step.kind, read_step(step)) for step in event.steps.order_by("at", "id")]


def test_an_event_stays_where_it_is_until_it_is_taken(cast: Cast, event: CrisisEvent, night: User) -> None:
    made = offer(cast, event, night)
    event.refresh_from_db()
    assert event.owner_id == cast.clinician.id

    for _ in range(2):
        take_offer(offer_id=made.id, caller=night, now=NOW)
    event.refresh_from_db()
    assert event.owner_id == night.id
    assert steps_of(event) == [
        ("acknowledged", ""), ("passed", "To Noor Hassan. Her sister calls at nine."), ("taken", "")
    ]  # fmt: skip


def test_what_is_returned_stays_and_says_why(cast: Cast, event: CrisisEvent, night: User) -> None:
    made = offer(cast, event, night)
    for _ in range(2):
        return_offer(offer_id=made.id, note="I am alone tonight.", caller=night, now=NOW)
    event.refresh_from_db()

    assert event.owner_id == cast.clinician.id
    assert steps_of(event)[-1] == ("note", "Returned it. I am alone tonight.")
    with pytest.raises(AnsweredOfferError):
        take_offer(offer_id=made.id, caller=night, now=NOW)


def test_a_second_offer_takes_the_place_of_the_first(cast: Cast, event: CrisisEvent, night: User) -> None:
    first = offer(cast, event, cast.administrator)
    second = offer(cast, event, night)

    with pytest.raises(AnsweredOfferError):
        take_offer(offer_id=first.id, caller=cast.administrator, now=NOW)
    assert take_offer(offer_id=second.id, caller=night, now=NOW).answer == "taken"


def test_whoever_takes_it_meanwhile_ends_the_offer(cast: Cast, event: CrisisEvent, night: User) -> None:
    made = offer(cast, event, night)
    take_event_over(event_id=event.id, caller=cast.administrator, now=NOW)

    made.refresh_from_db()
    assert made.answer == "withdrawn"


def test_what_is_resolved_is_neither_offered_nor_taken(cast: Cast, event: CrisisEvent, night: User) -> None:
    made = offer(cast, event, night)
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=NOW)

    with pytest.raises(ResolvedEventError):
        take_offer(offer_id=made.id, caller=night, now=NOW)
    with pytest.raises(ResolvedEventError):
        offer(cast, event, night)


def test_nothing_is_offered_to_whoever_may_not_see_the_person_nor_to_oneself(cast: Cast, event: CrisisEvent) -> None:
    for to in (cast.outsider, cast.stranger, cast.clinician):
        with pytest.raises(InvalidInputError) as refused:
            offer(cast, event, to)
        assert refused.value.faults[0].pointer == "/to"
    assert not CareOffer.objects.exists()


def test_only_the_one_to_whom_it_is_offered_answers(cast: Cast, event: CrisisEvent, night: User) -> None:
    made = offer(cast, event, night)

    with pytest.raises(UnknownOfferError):
        take_offer(offer_id=made.id, caller=cast.administrator, now=NOW)


def test_the_lead_passes_to_whoever_takes_it(cast: Cast, night: User) -> None:
    set_lead(person_id=cast.person.id, staff_id=cast.clinician.id, caller=cast.clinician, now=NOW - HOUR)
    made = offer_lead(user_id=cast.person.id, to_id=night.id, note="", caller=cast.clinician, now=NOW)
    assert lead_of(cast.person.id) == cast.clinician

    take_offer(offer_id=made.id, caller=night, now=NOW)
    assert lead_of(cast.person.id) == night


def test_pages_offer_take_and_return(cast: Cast, event: CrisisEvent, night: User) -> None:
    giver, taker = sign_in(cast.clinician), sign_in(night)
    url = reverse("admin:care_careoffer_event", args=[event.id])
    assert giver.post(url, {"to": str(night.id), "note": "Call at nine"}).status_code == 302
    made = CareOffer.objects.get()

    page = taker.get(page_url(event)).content.decode()
    assert "offers it to you" in page
    assert "Call at nine" in page
    assert taker.post(reverse("admin:care_careoffer_take", args=[made.id])).status_code == 302
    event.refresh_from_db()
    assert event.owner_id == night.id
    assert "You answer for it." in taker.get(page_url(event)).content.decode()
