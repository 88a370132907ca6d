"""Who is responsible for a person: said as a whole, for this person alone, and by those in whose care they are."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from resona.accounts.models import CareTeam, CareTeamPerson, User
from resona.accounts.teams import (
    NotInYourCareError,
    UnknownPersonError,
    UnknownTeamError,
    lock_person,
    lock_person_with_rights,
    refuse_who_only_looks,
    set_teams,
)
from tests.accounts.test_visibility import key_of
from tests.compliance.emergencies import open_record
from tests.compliance.test_holds import restrict
from tests.conftest import Cast
from tests.factories import CareTeamFactory, join_team


def teams_of(person: User) -> set[CareTeam]:
    return set(person.care_teams.all())


def test_a_team_that_stays_keeps_its_day_and_the_others_come_and_go(cast: Cast) -> None:
    going, coming = CareTeamFactory.create_batch(2, clinic=cast.clinic)
    join_team(going, people=[cast.person])
    kept = CareTeamPerson.objects.get(team=cast.team, person=cast.person)
    set_teams(person_id=cast.person.id, team_ids=[cast.team.id, coming.id], caller=cast.administrator)

    assert teams_of(cast.person) == {cast.team, coming}
    assert CareTeamPerson.objects.filter(pk=kept.pk, created_at=kept.created_at).exists()


def test_nobody_elses_teams_change(cast: Cast) -> None:
    before = teams_of(cast.other_person)
    join_team(cast.team, people=[cast.unassigned_person])
    set_teams(person_id=cast.person.id, team_ids=[], caller=cast.administrator)

    assert teams_of(cast.person) == set()
    assert (teams_of(cast.other_person), teams_of(cast.unassigned_person)) == (before, {cast.team})


def test_said_twice_or_naming_a_team_twice_it_is_as_said_once(cast: Cast) -> None:
    for _ in range(2):
        team_ids = [cast.team.id, cast.team.id]
        set_teams(person_id=cast.unassigned_person.id, team_ids=team_ids, caller=cast.administrator)

    assert CareTeamPerson.objects.filter(person=cast.unassigned_person).count() == 1


@pytest.mark.parametrize("caller", ["administrator", "superuser"])
def test_a_team_of_another_clinic_or_of_none_is_refused_and_nothing_changes(cast: Cast, caller: str) -> None:
    theirs = CareTeamFactory.create(clinic=cast.strange_person.clinic)
    for team_id in (theirs.id, uuid4(), cast.clinic.id):
        with pytest.raises(UnknownTeamError):
            set_teams(person_id=cast.person.id, team_ids=[team_id], caller=getattr(cast, caller))

    assert teams_of(cast.person) == {cast.team}


@pytest.mark.parametrize(
    ("caller", "person"),
    [
        ("stranger", "person"),
        ("outsider", "person"),
        ("administrator", "strange_person"),
        ("administrator", "clinician"),
        ("other_person", "person"),
    ],
)
def test_whoever_one_does_not_care_for_is_not_there(cast: Cast, caller: str, person: str) -> None:
    with pytest.raises(UnknownPersonError):
        set_teams(person_id=getattr(cast, person).id, team_ids=[], caller=getattr(cast, caller))
    with pytest.raises(UnknownPersonError):
        lock_person(uuid4(), getattr(cast, caller))
    refuse_who_only_looks(getattr(cast, person).id, getattr(cast, caller))


def test_nobody_is_there_for_whoever_is_not_signed_in_or_no_longer_active(cast: Cast) -> None:
    cast.clinician.is_active = False
    for caller in (AnonymousUser(), cast.clinician):
        with pytest.raises(UnknownPersonError):
            set_teams(person_id=cast.person.id, team_ids=[], caller=caller)


def test_who_only_looks_in_an_emergency_is_told_that_it_is_not_theirs_to_say(cast: Cast) -> None:
    open_record(cast.other_person, cast.clinician)
    before = teams_of(cast.other_person)
    with pytest.raises(NotInYourCareError):
        set_teams(person_id=cast.other_person.id, team_ids=[], caller=cast.clinician)

    assert teams_of(cast.other_person) == before


def test_a_person_is_locked_as_recording_locks_them_and_alone(cast: Cast) -> None:
    """Not for the rows that refer to them, or every new session would wait."""
    for caller in (cast.clinician, cast.administrator, cast.person, key_of(cast.clinic)):
        with transaction.atomic(), CaptureQueriesContext(connection) as statements:
            assert lock_person(cast.person.id, caller) == cast.person
        (locking,) = (each["sql"] for each in statements if "FOR " in each["sql"] and "SELECT" in each["sql"])
        assert locking.endswith('FOR NO KEY UPDATE OF "users"')


def test_of_whom_is_restricted_a_system_brings_rights_and_changes_nothing(cast: Cast) -> None:
    restrict(cast.person, cast.administrator)
    for user in (cast.administrator, cast.person):
        assert lock_person(cast.person.id, user) == lock_person_with_rights(cast.person.id, user) == cast.person
    assert lock_person_with_rights(cast.person.id, key_of(cast.clinic)) == cast.person
    for caller in (cast.clinician, key_of(cast.clinic), key_of(cast.stranger.clinic)):
        with pytest.raises(UnknownPersonError):
            lock_person(cast.person.id, caller)
    for caller in (cast.clinician, key_of(cast.stranger.clinic)):
        with pytest.raises(UnknownPersonError):
            lock_person_with_rights(cast.person.id, caller)
