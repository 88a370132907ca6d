"""Who cares for whom: the care teams of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from resona.accounts.models import CareTeam, CareTeamPerson, User
from resona.errors import ResonaError
from resona.postgres.compiled import CompiledQuery, any_of

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class UnknownPersonError(ResonaError):
    """There is no such person, or none that you may see."""

    status = 404


class NotInYourCareError(ResonaError):
    """You see this record by emergency access: to read it, and to do what a crisis asks, and no more."""

    status = 403
    problem = "emergency-access-only"


class UnknownTeamError(ResonaError):
    """There is no such care team in the person's clinic."""

    status = 400
    problem = "unknown-reference"


def staffed_places() -> QuerySet[CareTeamPerson]:
    """Who is in the care of which teams, of those that have someone in them."""
    return CareTeamPerson.objects.filter(team__memberships__staff__is_active=True)


def teams_of(people: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Names of the care teams, with someone in them, of each of these people; one statement."""
    teams: defaultdict[UUID, list[str]] = defaultdict(list)
    for person_id, name in _TEAMS.fetch(people=list(people)):
        teams[person_id].append(name)
    return teams


def lock_person(user_id: UUID, caller: Caller) -> User:
    """The person, locked as recording does until the transaction ends. Raises UnknownPersonError, NotInYourCareError.

    For what is decided about a person, which is for those in whose care they are. While processing is restricted
    systems change nothing of it (GDPR, article 18, 2): to them the person is unknown.
    """
    return _lock(User.objects.in_care_of(caller), user_id, caller)


def lock_person_with_rights(user_id: UUID, caller: Caller) -> User:
    """The same for what a person keeps while processing is restricted: systems bring it for them too.

    That is what they decide themselves (consents), ask for (requests, holds), and the way in of their app.
    """
    return _lock(User.objects.addressed_by(caller), user_id, caller)


def _lock(people: QuerySet[User], user_id: UUID, caller: Caller) -> User:
    found = people.filter(id=user_id, role=User.Role.PERSON).order_by("id")
    person = found.select_for_update(of=("self",), no_key=True).first()
    if person is None:
        refuse_who_only_looks(user_id, caller)
        raise UnknownPersonError
    return person


def refuse_who_only_looks(user_id: UUID, caller: Caller) -> None:
    """Of somebody not in the caller's care: raises NotInYourCareError if the caller sees them all the same."""
    if User.objects.visible_to(caller).people().filter(id=user_id).exists():
        raise NotInYourCareError


@transaction.atomic
def set_teams(*, person_id: UUID, team_ids: Collection[UUID], caller: Caller) -> None:
    """Makes these teams, and no others, care for a person. Raises UnknownPersonError, UnknownTeamError."""
    person = lock_person(person_id, caller)
    teams = CareTeam.objects.visible_to(caller).filter(id__in=team_ids, clinic=person.clinic)
    known = set(teams.values_list("id", flat=True))
    if known != set(team_ids):
        raise UnknownTeamError
    places = CareTeamPerson.objects.filter(person=person)
    places.exclude(team_id__in=known).delete()
    kept = set(places.values_list("team_id", flat=True))
    CareTeamPerson.objects.bulk_create(CareTeamPerson(team_id=team_id, person=person) for team_id in known - kept)


def teams_document(user_id: UUID) -> dict[str, list[str]]:
    """The ids of a person's care teams, as they are told."""
    places = CareTeamPerson.objects.filter(person_id=user_id).order_by("team__name")
    return {"care_teams": [str(team_id) for team_id in places.values_list("team_id", flat=True)]}


def _teams_of(*, people: list[UUID]) -> QuerySet[Any, Any]:
    places = staffed_places().filter(any_of("person_id", people)).order_by("team__name")
    return places.values_list("person_id", "team__name").distinct()


_TEAMS: Final = CompiledQuery(_teams_of, people=[UUID(int=1)])
