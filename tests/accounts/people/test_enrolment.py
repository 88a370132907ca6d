"""Who is enrolled is at once in care, seen by their team and recorded as consent allows; and enrolled once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from conversations.reading import read_session
from resona.accounts.models import CarePeriod, PersonIdentifier, User
from resona.accounts.people.cards import read_cards
from resona.accounts.people.enrolment import Enrolled, IdTakenError
from resona.accounts.people.identifiers import IdentifierTakenError, read_identifiers
from resona.analysis.services import CREATED, record_sessions
from resona.api.lenient_json import Sent
from resona.compliance.consent import read_reason
from resona.compliance.models import ConsentRecord
from resona.compliance.rotation import rotate_keys
from resona.errors import InvalidInputError
from resona.postgres.roles import ROTATOR
from tests.accounts.people.bodies import NUMBER, enrolled, try_to_enrol
from tests.api.clients import with_key
from tests.audit.test_rights import acting_as
from tests.conftest import Cast
from tests.encryption.keys import make_keyring
from tests.sessions import make_body


def test_who_is_enrolled_is_seen_by_their_team_and_in_care(cast: Cast) -> None:
    person = enrolled(cast.clinic, cast.administrator, care_teams=[str(cast.team.id)])
    assert User.objects.visible_to(cast.clinician).filter(id=person.id).exists()
    assert not User.objects.visible_to(cast.outsider).filter(id=person.id).exists()
    assert (person.timezone, person.language, person.care_ended) == (cast.clinic.timezone, "sw", "")
    assert CarePeriod.objects.get(user=person).ended_at is None


def test_who_is_enrolled_has_an_interface_and_is_recorded_as_consent_allows(cast: Cast) -> None:
    agreed = enrolled(cast.clinic, cast.administrator)
    refused = enrolled(cast.clinic, cast.administrator, consents=[], identifiers=[])
    api = with_key(cast.clinic, "interfaces:read")
    assert api.get(f"/api/v1/users/{agreed.id}/interface/").status_code == 200
    now = timezone.now()
    for person, status in ((agreed, CREATED), (refused, 403)):
        session = read_session(Sent(value=make_body(person, at=now - timedelta(hours=1))), now=now)
        (outcome,) = record_sessions([session], caller=cast.administrator, now=now)
        assert outcome.status == status


def test_a_decision_says_who_decided_and_how(cast: Cast) -> None:
    person = enrolled(cast.clinic, cast.clinician)
    record = ConsentRecord.objects.get(user=person, purpose="recording")
    assert (record.channel, read_reason(record)) == ("paper", "Decided by: Amina herself")
    assert record.decided_by == cast.clinician
    assert sorted(person.consents_given) == ["crisis_contact", "recording"]


def test_whoever_enrols_for_another_team_leaves_no_half(cast: Cast) -> None:
    team = cast.other_person.care_teams.get()
    person = enrolled(cast.clinic, cast.clinician, care_teams=[str(team.id)])
    assert not User.objects.visible_to(cast.clinician).filter(id=person.id).exists()
    assert person.consents_given


def test_the_same_number_is_the_same_person_and_changes_nothing(cast: Cast) -> None:
    person = enrolled(cast.clinic, cast.administrator)
    again = try_to_enrol(cast.clinic, cast.administrator, profile={"given_name": "Other"}, consents=[])
    assert again == Enrolled(person_id=person.id, is_new=False)
    assert read_cards([person.id])[person.id].name == "Amina Odhiambo"
    assert len(read_identifiers([person.id])[person.id]) == 1


def test_the_same_id_is_the_same_person(cast: Cast) -> None:
    own = str(uuid4())
    person = enrolled(cast.clinic, cast.administrator, id=own, identifiers=[])
    assert try_to_enrol(cast.clinic, cast.administrator, id=own, identifiers=[]) == Enrolled(
        person_id=person.id, is_new=False
    )


def test_an_identifier_of_somebody_else_is_refused(cast: Cast) -> None:
    enrolled(cast.clinic, cast.administrator)
    other = enrolled(cast.clinic, cast.administrator, identifiers=[{**NUMBER, "value": "MRN-9"}])
    for changed in (
        {"id": str(uuid4())},
        {"id": str(other.id)},
        {"identifiers": [NUMBER, {**NUMBER, "value": "MRN-9"}]},
        {"id": str(other.id), "identifiers": [{**NUMBER, "value": "MRN-10"}]},
    ):
        assert isinstance(try_to_enrol(cast.clinic, cast.administrator, **changed), IdentifierTakenError), changed
    assert PersonIdentifier.objects.count() == 2


def test_an_id_of_another_clinic_or_of_staff_is_taken(cast: Cast) -> None:
    for taken in (cast.strange_person, cast.clinician):
        outcome = try_to_enrol(cast.clinic, cast.administrator, id=str(taken.id), identifiers=[])
        assert isinstance(outcome, IdTakenError)


def test_another_clinic_has_numbers_of_its_own(cast: Cast) -> None:
    here = enrolled(cast.clinic, cast.administrator)
    there = enrolled(cast.stranger.clinic or cast.clinic, cast.superuser)
    assert here != there
    assert len(set(PersonIdentifier.objects.values_list("value_digest", flat=True))) == 2


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"care_teams": [str(uuid4())]}, "/care_teams/0"),
        ({"consents": [{"purpose": "recording", "given_by": "she"}]}, "/consents/0/version"),
        ({"consents": [{"purpose": "recording", "version": "1"}]}, "/consents/0/reason"),
        ({"consents": [{"purpose": "recording", "version": "1", "channel": "import", "given_by": "x"}]},
         "/consents/0/channel"),
    ],
)  # fmt: skip
def test_what_the_clinic_does_not_have_enrols_nobody(cast: Cast, changed: dict[str, Any], pointer: str) -> None:
    before = User.objects.count()
    outcome = try_to_enrol(cast.clinic, cast.administrator, **changed)
    assert isinstance(outcome, InvalidInputError)
    assert [fault.pointer for fault in outcome.faults] == [pointer]
    assert User.objects.count() == before


def test_an_identifier_is_found_while_keys_change_and_afterwards(cast: Cast, settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k1")
    person = enrolled(cast.clinic, cast.administrator)
    same = Enrolled(person_id=person.id, is_new=False)
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    assert try_to_enrol(cast.clinic, cast.administrator) == same
    with acting_as(ROTATOR):
        rotate_keys()
    settings.RESONA_KEYRING = make_keyring("k2")
    assert try_to_enrol(cast.clinic, cast.administrator) == same
    assert PersonIdentifier.objects.get().value_digest.startswith("k2:")


def test_a_card_tells_whom_to_call_and_whom_not(cast: Cast, django_assert_num_queries: Any) -> None:
    person = enrolled(cast.clinic, cast.administrator)
    with django_assert_num_queries(1):
        cards = read_cards([person.id, cast.person.id])
    card = cards[person.id]
    assert (card.called, card.language) == ("Amina", "Swahili")
    assert [(number.shown, number.dialled, number.about) for number in card.numbers] == [
        ("+254 712 345678", "+254712345678", "evenings")
    ]
    mother, doctor = card.others
    assert mother.number is not None
    assert (mother.who, mother.may) == ("mother (next of kin)", "may be called in a crisis")
    assert (doctor.number, doctor.may) == (None, "must not be called")
    assert card.consent == "agreed to be called in a crisis"
    assert cards[cast.person.id].numbers == ()
