"""A crisis event of another clinic: whoever knows its address acts on it in no way, and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from resona.accounts.models import CareTeam, CareTeamMember, CareTeamPerson, User
from resona.care.models import CareOffer
from risk.corrections import add_note
from risk.models import CrisisEvent
from risk.services import acknowledge_event, resolve_event
from tests.admin.pages import act_url, page_url, sign_in
from tests.api.clients import post_json, with_csrf, with_key
from tests.api.records import START, make_event, make_session
from tests.conftest import Cast

NOW = START + timedelta(days=1)
OVER_THE_API: tuple[tuple[str, dict[str, str]], ...] = (
    ("acknowledge", {"note": "x"}),
    ("undo", {}),
    ("take", {}),
    ("pass", {"to": "colleague"}),
    ("notes", {"note": "x"}),
    ("resolve", {"note": "x", "resolution": "other"}),
    ("reopen", {"reason": "x"}),
    ("correct", {"note": "x", "resolution": "other"}),
)
IN_THE_ADMIN: tuple[tuple[str, dict[str, str]], ...] = (
    ("risk_crisisevent_acknowledge", {}),
    ("risk_crisisevent_undo", {}),
    ("care_careoffer_take_event", {}),
    ("care_careoffer_event", {"to": "colleague", "note": "x"}),
    ("risk_crisisevent_note", {"note": "x"}),
    ("risk_crisisevent_resolve", {"resolution": "other", "note": "x"}),
    ("risk_crisisevent_reopen", {"reason": "x"}),
    ("risk_crisisevent_correct", {"resolution": "other", "note": "x"}),
    ("risk_crisisevent_move", {"person": "their own"}),
)


@pytest.fixture(params=["open", "resolved"])
def event(cast: Cast, request: pytest.FixtureRequest) -> CrisisEvent:
    """One that was acknowledged and has a note."""
    event = make_event(make_session(cast.person))
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW)
    add_note(event_id=event.id, note="safe", caller=cast.clinician, now=NOW)
    if request.param == "resolved":
        resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=NOW)
    return event


@pytest.fixture
def colleague(cast: Cast) -> User:
    return User.objects.create(role=User.Role.CLINICIAN, clinic=cast.stranger.clinic, email="colleague@example.org")


def state_of(event: CrisisEvent) -> tuple[Any, ...]:
    event.refresh_from_db()
    return model_to_dict(event), event.steps.count(), CrisisEvent.objects.count(), CareOffer.objects.count()


def filled_in(given: dict[str, str], cast: Cast, colleague: User) -> dict[str, str]:
    named = {"colleague": str(colleague.id), "their own": cast.strange_person.code}
    return {name: named.get(value, value) for name, value in given.items()}


@pytest.mark.parametrize(("act", "given"), OVER_THE_API, ids=[act for act, _ in OVER_THE_API])
def test_nobody_of_another_clinic_acts_over_the_api(
    cast: Cast, event: CrisisEvent, colleague: User, act: str, given: dict[str, str]
) -> None:
    before, body = state_of(event), filled_in(given, cast, colleague)
    for caller in (with_csrf(cast.stranger), with_key(cast.stranger.clinic, "risk:write", "records:read")):
        assert post_json(caller, f"/api/v1/crisis-events/{event.id}/{act}/", body).status_code in (403, 404)
        assert caller.get(f"/api/v1/crisis-events/{event.id}/").status_code == 404
    assert state_of(event) == before


@pytest.mark.parametrize(("name", "given"), IN_THE_ADMIN, ids=[name for name, _ in IN_THE_ADMIN])
def test_nobody_of_another_clinic_acts_in_the_admin(
    cast: Cast, event: CrisisEvent, colleague: User, name: str, given: dict[str, str]
) -> None:
    before = state_of(event)
    answer = sign_in(cast.stranger).post(act_url(name, event), filled_in(given, cast, colleague))
    assert answer.status_code == 404
    assert state_of(event) == before


def test_nobody_of_another_clinic_moves_a_note_or_says_who_spoke(cast: Cast, event: CrisisEvent) -> None:
    before, client = state_of(event), sign_in(cast.stranger)
    step = event.steps.get(kind="note")
    note = reverse("admin:risk_crisisevent_move-note", args=[event.id, step.id])
    spoke = reverse("admin:conversations_conversation_wrong-person", args=[event.conversation_id])
    for url in (note, spoke):
        for given in ({"person": cast.strange_person.code}, {"was_them": "1"}):
            assert client.post(url, given).status_code == 404
    assert state_of(event) == before


def test_a_note_is_not_moved_under_the_address_of_an_event_of_ones_own(cast: Cast, event: CrisisEvent) -> None:
    own = make_event(make_session(cast.strange_person))
    assert cast.stranger.clinic is not None
    team = CareTeam.objects.create(clinic=cast.stranger.clinic, name="theirs")
    CareTeamMember.objects.create(team=team, staff=cast.stranger)
    CareTeamPerson.objects.create(team=team, person=cast.strange_person)
    before, client = state_of(event), sign_in(cast.stranger)
    step = event.steps.get(kind="note")
    url = reverse("admin:risk_crisisevent_move-note", args=[own.id, step.id])
    assert client.get(page_url(own)).status_code == 200
    assert client.post(url, {"person": cast.strange_person.code}).status_code == 404
    assert state_of(event) == before


def test_nothing_goes_to_a_person_of_another_clinic(cast: Cast, event: CrisisEvent) -> None:
    before, client = state_of(event), sign_in(cast.administrator)
    note = reverse("admin:risk_crisisevent_move-note", args=[event.id, event.steps.get(kind="note").id])
    spoke = reverse("admin:conversations_conversation_wrong-person", args=[event.conversation_id])
    for url in (act_url("risk_crisisevent_move", event), note, spoke):
        for written in (cast.strange_person.code, str(cast.strange_person.id)):
            answer = client.post(url, {"person": written})
            assert "Nobody whom you see has this code." in answer.content.decode()
    assert state_of(event) == before
