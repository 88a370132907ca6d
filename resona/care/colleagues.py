"""Who of the staff may do something for a person: those of the clinic who see them, and their care teams."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from resona.accounts.models import CareTeam, CareTeamMember, CareTeamPerson, User
from resona.accounts.teams import UnknownPersonError, refuse_who_only_looks
from resona.errors import Fault, InvalidInputError

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


def lock_seen(user_id: UUID, caller: Caller) -> User:
    """The person, locked as recording does: for notes and follow-ups, which emergency access allows too.

    Raises UnknownPersonError.
    """
    person = _locked(User.objects.visible_to(caller), user_id)
    if person is None:
        raise UnknownPersonError
    return person


def lock_in_care(user_id: UUID, caller: Caller) -> User:
    """The same for those in whose care they are. Raises UnknownPersonError, NotInYourCareError."""
    person = _locked(User.objects.in_care_of(caller), user_id)
    if person is None:
        refuse_who_only_looks(user_id, caller)
        raise UnknownPersonError
    return person


def colleagues_for(person: User) -> QuerySet[User]:
    """The staff of the person's clinic who care for them: administrators, and clinicians of their teams or, while no
    team is responsible, all."""
    teams = CareTeamPerson.objects.filter(person=person).order_by()
    own = CareTeamMember.objects.filter(staff_id=OuterRef("pk"), team_id__in=teams.values("team_id")).order_by()
    in_care = Exists(own) if teams.exists() else Q(pk__isnull=False)
    staff = User.objects.filter(clinic_id=person.clinic_id, is_active=True).exclude(role=User.Role.PERSON)
    return staff.filter(Q(role=User.Role.ADMINISTRATOR) | in_care).order_by("name", "email")


def require_colleague(person: User, staff_id: UUID, *, field: str) -> User:
    """The member of staff with this id, who sees the person. Raises InvalidInputError naming the member."""
    staff = User.objects.filter(id=staff_id, clinic_id=person.clinic_id, is_active=True)
    found = staff.exclude(role=User.Role.PERSON).first()
    if found is None:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail="is nobody of the staff of the person's clinic")])
    if not User.objects.visible_to(found).filter(id=person.id).exists():
        raise InvalidInputError([Fault(pointer=f"/{field}", detail="is somebody who may not see this person")])
    return found


def teams_for(person: User) -> QuerySet[CareTeam]:
    """The care teams that may do something for the person: their own or, while they have none, those of the clinic."""
    own = CareTeam.objects.filter(caseload__person=person)
    return (own if own.exists() else CareTeam.objects.filter(clinic=person.clinic)).order_by("name")


def require_team(person: User, team_id: UUID, *, field: str) -> CareTeam:
    """The care team with this id, one that may. Raises InvalidInputError naming the member."""
    team = teams_for(person).filter(id=team_id).first()
    if team is None:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail="is no care team that cares for this person")])
    return team


def _locked(people: QuerySet[User], user_id: UUID) -> User | None:
    found = people.filter(role=User.Role.PERSON, id=user_id).order_by("id")
    return found.select_for_update(of=("self",), no_key=True).first()
