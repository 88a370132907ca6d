"""What a restriction of processing stops, in every place that asks for consent, and what it leaves as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from baselines.models import BaselineReplay
from conversations.models import Conversation
from interfaces.nightly import build_due
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.accounts.teams import UnknownPersonError
from resona.analysis.recordings import admit
from resona.analysis.reference_people import read_reference_people
from resona.analysis.replay import replay_person
from resona.compliance.consent import Channel, ConsentMissingError, current_consents, give_consent
from resona.compliance.holds import RestrictedError, is_held, lift_hold, place_hold, recording_refusal
from resona.compliance.models import ConsentRecord
from resona.compliance.rights_models import PrivacyHold
from resona.errors import InvalidInputError
from resona.postgres.models import new_id
from tests.api.clients import post_json, with_key
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, read, record, record_course

RESTRICTION = PrivacyHold.Kind.RESTRICTION


def restrict(person: User, caller: User, **given: Any) -> PrivacyHold:
    details = {"kind": RESTRICTION, "reason": "Accuracy is contested", "now": timezone.now(), **given}
    return place_hold(user_id=person.id, caller=caller, **details)


def lift(person: User, caller: User) -> bool:
    return lift_hold(user_id=person.id, kind=RESTRICTION, caller=caller, now=timezone.now())


def consents(person: User) -> tuple[list[str], list[str]]:
    person.refresh_from_db()
    return person.consents_given, person.consents_withdrawn


def test_a_restricted_person_is_not_recorded_and_is_told_why(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 3)
    restrict(cast.person, cast.administrator)
    assert cast.clinic is not None
    response: Any = post_json(with_key(cast.clinic, "sessions:write"), "/api/v1/sessions/", make_body(cast.person))

    assert response.status_code == 403
    assert "restricted" in response.json()["detail"]
    assert Conversation.objects.filter(user=cast.person).count() == 3


def test_once_lifted_everything_is_as_it_was(cast: Cast) -> None:
    before = consents(cast.person)
    assert before[0]
    restrict(cast.person, cast.administrator)
    assert consents(cast.person) == ([], ["care_team_sharing", "research"])
    assert lift(cast.person, cast.administrator)
    assert consents(cast.person) == before
    assert record(cast.superuser, make_body(cast.person))[0].status == 201
    assert not lift(cast.person, cast.administrator)


def test_a_retry_of_what_was_recorded_before_is_answered_as_ever(cast: Cast) -> None:
    body = make_body(cast.person)
    record(cast.superuser, body)
    restrict(cast.person, cast.administrator)
    assert record(cast.superuser, body)[0].status == 200


def test_systems_that_send_a_session_again_are_told_nothing_of_a_restricted_person(cast: Cast) -> None:
    assert cast.clinic is not None
    body = make_body(cast.person)
    client = with_key(cast.clinic, "sessions:write")
    assert post_json(client, "/api/v1/sessions/", body).status_code == 201
    restrict(cast.person, cast.administrator)
    again = post_json(client, "/api/v1/sessions/", body)
    assert (again.status_code, b"risk_score" in again.content) == (403, False)
    system = ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset())
    with pytest.raises(RestrictedError):  # so with sound
        admit(read(body), system)
    lift(cast.person, cast.administrator)
    assert post_json(client, "/api/v1/sessions/", body).status_code == 200


def test_nightly_jobs_leave_a_restricted_person_alone(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    restrict(cast.person, cast.administrator)
    BaselineReplay.objects.create(user=cast.person, since=LATEST - timedelta(days=4))

    assert replay_person(cast.person.id, now=LATEST) == 0
    assert cast.person.id not in {result.user_id for result in build_due(now=timezone.now() + timedelta(days=1))}
    assert cast.clinic is not None
    assert list(read_reference_people(cast.clinic.id)) == []
    lift(cast.person, cast.administrator)
    assert len(list(read_reference_people(cast.clinic.id))) == 1


def test_clinicians_do_not_see_a_restricted_person_and_administrators_do(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 2)
    restrict(cast.person, cast.administrator)
    assert not User.objects.visible_to(cast.clinician).filter(id=cast.person.id).exists()
    assert not Conversation.objects.visible_to(cast.clinician).filter(user=cast.person).exists()
    assert Conversation.objects.visible_to(cast.administrator).filter(user=cast.person).count() == 2
    assert Conversation.objects.visible_to(cast.person).count() == 2


def test_systems_do_not_see_a_restricted_person_and_know_of_them(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 2)
    system = ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset())
    people, sessions = User.objects.filter(id=cast.person.id), Conversation.objects.filter(user=cast.person)
    assert (people.visible_to(system).exists(), sessions.visible_to(system).count()) == (True, 2)
    restrict(cast.person, cast.administrator)
    assert (people.visible_to(system).exists(), sessions.visible_to(system).count()) == (False, 0)
    assert people.known_to(system).exists()
    lift(cast.person, cast.administrator)
    assert (people.visible_to(system).exists(), sessions.visible_to(system).count()) == (True, 2)


def test_no_column_lifts_a_restriction(cast: Cast) -> None:
    restrict(cast.person, cast.administrator)
    User.objects.filter(id=cast.person.id).update(is_restricted=False)
    cast.person.refresh_from_db()
    assert cast.person.is_restricted
    User.objects.filter(id=cast.other_person.id).update(is_restricted=True)
    cast.other_person.refresh_from_db()
    assert not cast.other_person.is_restricted


def test_consent_given_meanwhile_is_kept_and_does_not_lift_it(cast: Cast) -> None:
    restrict(cast.person, cast.administrator)
    give_consent(
        user_id=cast.person.id, purpose=Purpose.RESEARCH, version="2026-2", channel=Channel.APP, caller=cast.person,
        now=timezone.now(),
    )  # fmt: skip
    assert consents(cast.person)[0] == []
    assert current_consents([cast.person.id])[cast.person.id][Purpose.RESEARCH].stands
    lift(cast.person, cast.administrator)
    assert Purpose.RESEARCH in consents(cast.person)[0]


def test_consent_withdrawn_by_the_column_meanwhile_stays_withdrawn(cast: Cast) -> None:
    """What stands is told from the decisions, for the row itself has none while it is restricted."""
    restrict(cast.person, cast.administrator)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE users SET consent_version = '' WHERE id = %s", [cast.person.id])
    assert ConsentRecord.objects.filter(user=cast.person, decision="withdrawn").count() == 3
    lift(cast.person, cast.administrator)
    assert Purpose.RECORDING not in consents(cast.person)[0]


def test_a_hold_is_placed_once_and_by_those_who_see_the_person(cast: Cast) -> None:
    first = restrict(cast.person, cast.administrator)
    assert restrict(cast.person, cast.administrator) == first
    assert is_held(cast.person.id, RESTRICTION)
    assert "contested" not in first.reason
    with pytest.raises(UnknownPersonError):
        restrict(cast.strange_person, cast.administrator)
    with pytest.raises(InvalidInputError):
        restrict(cast.other_person, cast.administrator, reason=" ")


def test_a_hold_holds_one_person_in_one_way(cast: Cast) -> None:
    legal = PrivacyHold.Kind.LEGAL_HOLD
    for person, kind in ((cast.person, RESTRICTION), (cast.other_person, RESTRICTION), (cast.person, legal)):
        assert not is_held(person.id, kind)
        restrict(person, cast.administrator, kind=kind)
        assert is_held(person.id, kind)
    assert not is_held(cast.other_person.id, legal)
    assert PrivacyHold.objects.count() == 3

    assert lift(cast.person, cast.administrator)
    held = [is_held(person.id, kind) for person in (cast.person, cast.other_person) for kind in (RESTRICTION, legal)]
    assert held == [False, True, True, False]
    assert not lift_hold(user_id=cast.other_person.id, kind=legal, caller=cast.administrator, now=LATEST)


def test_who_placed_and_lifted_it_when_and_why_stays_when_it_is_placed_again(cast: Cast) -> None:
    restrict(cast.person, cast.person, now=LATEST)
    lift_hold(user_id=cast.person.id, kind=RESTRICTION, caller=cast.administrator, now=LATEST + timedelta(days=1))
    again = restrict(cast.person, cast.superuser, now=LATEST + timedelta(days=2), reason="Contested again")
    first = PrivacyHold.objects.exclude(id=again.id).get()
    assert (first.placed_by, first.placed_at) == (f"person:{cast.person.pseudonym}", LATEST)
    assert (first.lifted_by, first.lifted_at) == (f"staff:{cast.administrator.id}", LATEST + timedelta(days=1))
    assert (again.placed_by, again.lifted_at, again.lifted_by) == (f"staff:{cast.superuser.id}", None, "")
    reasons = [PrivacyHold.reason.open(hold.id, hold.reason) for hold in (first, again)]
    assert reasons == ["Accuracy is contested", "Contested again"]


def test_a_hold_is_lifted_by_those_in_whose_care_the_person_is(cast: Cast) -> None:
    restrict(cast.person, cast.administrator)
    for caller in (cast.outsider, cast.stranger, cast.other_person):
        with pytest.raises(UnknownPersonError):
            lift(cast.person, caller)
    assert is_held(cast.person.id, RESTRICTION)


@pytest.mark.parametrize(("length", "is_kept"), [(1, True), (500, True), (501, False)])
def test_a_reason_has_its_limits(cast: Cast, length: int, is_kept: bool) -> None:
    if is_kept:
        restrict(cast.person, cast.administrator, reason="x" * length)
    else:
        with pytest.raises(InvalidInputError):
            restrict(cast.person, cast.administrator, reason="x" * length)
    assert is_held(cast.person.id, RESTRICTION) is is_kept


@pytest.mark.parametrize(
    ("kind", "refusal"), [(RESTRICTION, RestrictedError), (PrivacyHold.Kind.LEGAL_HOLD, ConsentMissingError)]
)
def test_whoever_never_consented_is_told_of_a_restriction_only_where_one_stands(
    cast: Cast, kind: PrivacyHold.Kind, refusal: type[Exception]
) -> None:
    restrict(cast.other_person, cast.administrator)
    assert isinstance(recording_refusal(cast.person.id), ConsentMissingError)
    restrict(cast.person, cast.administrator, kind=kind)
    assert type(recording_refusal(cast.person.id)) is refusal
