"""People come into care: any number in a few statements, each new, or the one that was enrolled before.

Steps, in one transaction:
1. lock the identifiers: nobody else enrols meanwhile;
2. find who is known by their id or by an identifier;
3. write whoever is new: account, details, identifiers, contacts, and the period of care that begins.

Who enrols gives consents and care teams afterwards, for the teams decide who sees the person from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from resona.accounts.models import (
    CarePeriod,
    CareTeam,
    CareTeamPerson,
    Clinic,
    PersonContact,
    PersonIdentifier,
    User,
    UserProfile,
)
from resona.accounts.people.contacts import contact_row
from resona.accounts.people.identifiers import (
    IdentifierTakenError,
    find_by_identifiers,
    identifier_row,
    lock_identifiers,
)
from resona.accounts.people.person_bodies import Identifier, PersonBody
from resona.accounts.people.profile import EMPTY
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.postgres.bulk import Insertion, insert_rows, write_together
from resona.postgres.models import new_id


class IdTakenError(ResonaError):
    """This id is already taken by something else."""

    status = 409
    problem = "id-taken"


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolled:
    """Somebody who is in care: since now, or before."""

    person_id: UUID
    is_new: bool


@dataclass(kw_only=True, slots=True)
class _Known:
    """Who is enrolled in the clinic, by what the bodies name; grows with whoever is enrolled now."""

    people: set[UUID]
    taken: set[UUID]  # ids of others
    by_identifier: dict[Identifier, UUID]
    systems: dict[UUID, dict[str, set[str]]] = field(default_factory=dict)  # values by person and system


@transaction.atomic
def enrol_people(bodies: Sequence[PersonBody], *, clinic: Clinic, now: datetime) -> list[Enrolled | ResonaError]:
    """Enrols these people in the clinic, in the order given; who is known already is left as they are.

    By `id`, or by an identifier. An error in the place of whoever cannot be enrolled: IdTakenError,
    IdentifierTakenError.
    """
    lock_identifiers()
    known = _find_known(bodies, clinic.id)
    outcomes: list[Enrolled | ResonaError] = []
    new: list[tuple[UUID, PersonBody]] = []
    for body in bodies:
        try:
            outcome = _place(body, known)
        except ResonaError as error:
            outcomes.append(error)
            continue
        outcomes.append(outcome)
        if outcome.is_new:
            new.append((outcome.person_id, body))
    _write(new, clinic, now)
    return outcomes


def place_in_teams(places: Iterable[tuple[UUID, Iterable[UUID]]]) -> None:
    """Puts people in the care of teams, whose ids were checked, in one statement."""
    rows = [
        {"id": new_id(), "team_id": team_id, "person_id": person_id}
        for person_id, team_ids in places
        for team_id in dict.fromkeys(team_ids)
    ]
    insert_rows(CareTeamPerson, rows, suffix="ON CONFLICT DO NOTHING")


def check_teams(body: PersonBody, team_ids: frozenset[UUID]) -> None:
    """Raises InvalidInputError for care teams that are not among these: those of the clinic."""
    unknown = [place for place, team_id in enumerate(body.care_teams) if team_id not in team_ids]
    if unknown:
        detail = "is no care team of this clinic"
        raise InvalidInputError([Fault(pointer=f"/care_teams/{place}", detail=detail) for place in unknown])


def teams_in(clinic: Clinic) -> dict[UUID, str]:
    """The clinic's care teams by id."""
    return dict(CareTeam.objects.filter(clinic=clinic).values_list("id", "name"))


def _find_known(bodies: Sequence[PersonBody], clinic_id: UUID) -> _Known:
    wanted = [body.id for body in bodies if body.id is not None]
    accounts = User.objects.filter(id__in=wanted).values_list("id", "clinic_id", "role") if wanted else ()
    people, taken = set[UUID](), set[UUID]()
    for account_id, of_clinic, role in accounts:
        (people if of_clinic == clinic_id and role == User.Role.PERSON else taken).add(account_id)
    given = [identifier for body in bodies for identifier in body.identifiers]
    by_identifier = find_by_identifiers(clinic_id, given) if given else {}
    known = _Known(people=people | set(by_identifier.values()), taken=taken, by_identifier=by_identifier)
    for user_id, system in PersonIdentifier.objects.filter(user_id__in=known.people).values_list("user_id", "system"):
        known.systems.setdefault(user_id, {}).setdefault(system, set())
    for identifier, user_id in by_identifier.items():
        known.systems[user_id][identifier.system].add(identifier.value)
    return known


def _place(body: PersonBody, known: _Known) -> Enrolled:
    """Who it is. Raises IdTakenError, IdentifierTakenError."""
    if body.id in known.taken:
        raise IdTakenError
    named = {known.by_identifier[each] for each in body.identifiers if each in known.by_identifier}
    if body.id in known.people:
        named.add(body.id)
    if len(named) > 1 or (named and body.id is not None and body.id not in named):
        raise IdentifierTakenError
    for person_id in named:
        own = known.systems.get(person_id, {})
        if any(each.system in own and each.value not in own[each.system] for each in body.identifiers):
            raise IdentifierTakenError
        return Enrolled(person_id=person_id, is_new=False)
    person_id = body.id or new_id()
    known.people.add(person_id)
    for each in body.identifiers:
        known.by_identifier[each] = person_id
        known.systems.setdefault(person_id, {}).setdefault(each.system, set()).add(each.value)
    return Enrolled(person_id=person_id, is_new=True)


def _write(new: Sequence[tuple[UUID, PersonBody]], clinic: Clinic, now: datetime) -> None:
    """Two statements, however many there are; keys are checked at the end of each."""
    identifiers = [identifier_row(person_id, clinic.id, each) for person_id, body in new for each in body.identifiers]
    contacts = [contact_row(person_id, each) for person_id, body in new for each in body.contacts]
    periods = [{"id": new_id(), "user_id": person_id, "started_at": now} for person_id, _ in new]
    accounts = [_account(person_id, body, clinic, now) for person_id, body in new]
    write_together(
        [
            Insertion(model=User, rows=accounts),
            Insertion(model=PersonIdentifier, rows=identifiers),
            Insertion(model=PersonContact, rows=contacts),
            Insertion(model=CarePeriod, rows=periods),
        ]
    )
    UserProfile.objects.bulk_create(
        UserProfile(
            user_id=person_id, encrypted_data=UserProfile.encrypted_data.seal(person_id, body.profile.as_json())
        )
        for person_id, body in new
        if body.profile != EMPTY
    )


def _account(person_id: UUID, body: PersonBody, clinic: Clinic, now: datetime) -> Mapping[str, Any]:
    return {
        "id": person_id,
        "clinic_id": clinic.id,
        "role": User.Role.PERSON.value,
        "language": body.language,
        "timezone": body.timezone or clinic.timezone,
        "created_at": now,
    }
