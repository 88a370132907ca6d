"""Who may see whom: the one place that says so.

A superuser sees all; a clinic's administrator and its API keys see the clinic; a clinician sees the people of their
care teams and those of the clinic for whom no team is responsible; a person sees themselves; everyone else nothing,
and nor does anyone whose account is not active.

That the care team reads along is care, as in every clinic, and needs no consent of its own; but a person may refuse it
(withdraw `care_team_sharing`). Clinicians then see them in an emergency only, for as long as it lasts, so that whoever
is called to help can; administrators, who answer for the clinic, see that they are there.

A clinician may open the record of anybody in the clinic, for a short time and with a reason on record. They then see
that person, whoever is responsible and whatever was refused. They are not responsible by that: what is done for a
person, beside what a crisis asks, is for those `in_care_of`.

While the processing of somebody's records is restricted (article 18 of the GDPR), systems see nothing of them, beside
their rights and what they are shown themselves, and clinicians as if it were refused; administrators do, who handle
what was asked for, and every look is on record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeGuard, TypeVar
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Lower, Right

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.purposes import Purpose
from resona.postgres.compiled import CompiledQuery

if TYPE_CHECKING:
    from resona.accounts.models import (
        AlertingGap,
        ApiKey,
        CareTeam,
        CareTeamMember,
        CareTeamPerson,
        Clinic,
        OnCallShift,
        PersonLead,
        User,
        UserProfile,
        UserSession,
    )

    Caller: TypeAlias = User | ApiKeyCaller | AnonymousUser
    # The ids of the people whose record this clinician has opened.
    Opening: TypeAlias = Callable[[UUID], QuerySet[Any, Any]]

_Model = TypeVar("_Model", bound=models.Model)

# Each says that the person `OuterRef("pk")` is in an emergency. Those who know of emergencies stand to the right of
# this app, and say so when they are ready.
_EMERGENCIES: list[Callable[[], Exists]] = []
# Likewise, of which people a clinician has opened the record.
_OPENINGS: list[Opening] = []


def see_in_emergency(condition: Callable[[], Exists]) -> None:
    """From now on clinicians see whom they would see without their refusal while this holds."""
    _EMERGENCIES.append(condition)
    _visible_by_role.cache_clear()


def see_when_opened(opening: Opening) -> None:
    """From now on clinicians see those people of their clinic whose ids this gives for them, and nobody else by it."""
    _OPENINGS.append(opening)
    _visible_by_role.cache_clear()


def ids_of_visible(caller: Caller) -> QuerySet[Any, Any] | RawSQL:
    """Of the people this caller may see: what `__in` takes."""
    if isinstance(caller, (AnonymousUser, ApiKeyCaller)) or not caller.is_active:
        return _ids_visible_to(caller)
    if caller.is_superuser or caller.clinic_id is None:
        return _ids_visible_to(caller)
    return _visible_by_role(caller.role).part(id=caller.pk, clinic_id=caller.clinic_id)


class UserQuerySet(models.QuerySet["User"]):
    """People in care and staff."""

    def people(self) -> Self:
        """Those in care, not staff."""
        return self.filter(role=self.model.Role.PERSON)

    def of_address(self, email: str) -> Self:
        """The account with this e-mail address, however its letters are written; at most one."""
        return self.alias(address=Lower("email")).filter(address=email.strip().lower())

    def visible_to(self, caller: Caller) -> Self:
        """The people this caller may see."""
        return self.filter(_visible_people(caller, self.model, _OPENINGS))

    def in_care_of(self, caller: Caller) -> Self:
        """Those of them for whom this caller may act: not whose record they have merely opened in an emergency."""
        return self.filter(_visible_people(caller, self.model, ()))

    def called(self, code_tail: str) -> Self:
        """Those whose code ends in these six digits, in lower case."""
        return self.alias(code_tail=Right(Cast("id", TextField()), len(code_tail))).filter(code_tail=code_tail)

    def known_to(self, caller: Caller) -> Self:
        """Those visible to this caller and, for systems, whoever is restricted: they keep their rights meanwhile."""
        if isinstance(caller, ApiKeyCaller):
            return self.filter(_people_of_clinic(caller, self.model))
        return self.visible_to(caller)

    def addressed_by(self, caller: Caller) -> Self:
        """Those in the care of this caller and, for systems, whoever is restricted: a session of theirs is refused by
        name, and what they decide and ask for is taken."""
        return self.known_to(caller) if isinstance(caller, ApiKeyCaller) else self.in_care_of(caller)

    def staff_visible_to(self, caller: Caller) -> Self:
        """The staff that this caller may see: those of the same clinic."""
        staff = self.exclude(role=self.model.Role.PERSON)
        if _sees_all(caller):
            return staff
        if not (_belongs_to_clinic(caller) and caller.is_staff):
            return self.none()
        return staff.filter(clinic_id=caller.clinic_id)


class PersonRecordQuerySet(models.QuerySet[_Model]):
    """Records about a person; `person_field` is the path from the record to that person."""

    person_field = "user"

    def visible_to(self, caller: Caller) -> Self:
        """The records of the people this caller may see."""
        if _sees_all(caller):
            return self
        if isinstance(caller, ApiKeyCaller):
            # A join: one look-up a row instead of the clinic's whole list of people.
            field, role = self.person_field, get_user_model().Role.PERSON
            seen = {"clinic_id": caller.clinic_id, "role": role, "is_restricted": False}
            return self.filter(**{f"{field}__{column}": value for column, value in seen.items()})
        return self.filter(**{f"{self.person_field}__in": ids_of_visible(caller)})


class UserProfileQuerySet(PersonRecordQuerySet["UserProfile"]):
    """Personal details."""


class ClinicQuerySet(models.QuerySet["Clinic"]):
    """Clinics."""

    def visible_to(self, caller: Caller) -> Self:
        """The caller's own clinic; a superuser's are all."""
        if _sees_all(caller):
            return self
        return self.filter(id=caller.clinic_id) if _belongs_to_clinic(caller) else self.none()


class StaffRecordQuerySet(models.QuerySet[_Model]):
    """How a clinic is organised; `clinic_field` is the path from the record to that clinic."""

    clinic_field = "clinic_id"

    def visible_to(self, caller: Caller) -> Self:
        """Those of the caller's clinic, for staff; all for a superuser."""
        if _sees_all(caller):
            return self
        if not (_belongs_to_clinic(caller) and caller.is_staff):
            return self.none()
        return self.filter(**{self.clinic_field: caller.clinic_id})


class CareTeamQuerySet(StaffRecordQuerySet["CareTeam"]):
    """Care teams; systems that enrol people for a clinic name them."""

    def visible_to(self, caller: Caller) -> Self:
        if isinstance(caller, ApiKeyCaller) and caller.is_active:
            return self.filter(clinic_id=caller.clinic_id)
        return super().visible_to(caller)


class CareTeamMemberQuerySet(StaffRecordQuerySet["CareTeamMember"]):
    """Staff in care teams."""

    clinic_field = "team__clinic_id"


class CareTeamPersonQuerySet(StaffRecordQuerySet["CareTeamPerson"]):
    """People in care teams."""

    clinic_field = "team__clinic_id"


class AlertingGapQuerySet(StaffRecordQuerySet["AlertingGap"]):
    """That it is known that nobody can be told."""


class OnCallShiftQuerySet(StaffRecordQuerySet["OnCallShift"]):
    """Shifts of staff on call."""

    clinic_field = "care_team__clinic_id"


class PersonLeadQuerySet(PersonRecordQuerySet["PersonLead"]):
    """Leads of people."""


class AdministrativeQuerySet(models.QuerySet[_Model]):
    """What a clinic's administrators alone look after; `clinic_field` is the path from the record to that clinic."""

    clinic_field = "clinic_id"

    def visible_to(self, caller: Caller) -> Self:
        """Those of the clinic, for its administrators; all for a superuser."""
        if _sees_all(caller):
            return self
        role = getattr(caller, "role", None)
        if not _belongs_to_clinic(caller) or role != get_user_model().Role.ADMINISTRATOR:
            return self.none()
        return self.filter(**{self.clinic_field: caller.clinic_id})


class ApiKeyQuerySet(AdministrativeQuerySet["ApiKey"]):
    """Keys of other systems."""


class SuperuserQuerySet(models.QuerySet[_Model]):
    """Rows that belong to no clinic."""

    def visible_to(self, caller: Caller) -> Self:
        """All for a superuser, none for anybody else."""
        return self if _sees_all(caller) else self.none()


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    """Signed-in browsers. Their keys sign in whoever holds them, so nobody sees another's."""

    def visible_to(self, caller: Caller) -> Self:
        """One's own; all for a superuser."""
        if _sees_all(caller):
            return self
        if isinstance(caller, (AnonymousUser, ApiKeyCaller)) or not caller.is_active:
            return self.none()
        return self.filter(user_id=caller.pk)


def _sees_all(caller: Caller) -> bool:
    return caller.is_active and bool(getattr(caller, "is_superuser", False))


def _belongs_to_clinic(caller: Caller) -> TypeGuard[User | ApiKeyCaller]:
    if isinstance(caller, AnonymousUser):
        return False
    return caller.is_active and caller.clinic_id is not None


def _visible_people(caller: Caller, user_model: type[User], openings: Sequence[Opening]) -> Q:
    roles = user_model.Role
    nobody = Q(pk__in=())
    if isinstance(caller, ApiKeyCaller):
        return _people_of_clinic(caller, user_model) & Q(is_restricted=False)
    if isinstance(caller, AnonymousUser) or not caller.is_active:
        return nobody
    if caller.is_superuser:
        return Q()
    if caller.role == roles.PERSON:
        return Q(pk=caller.pk)
    if caller.clinic_id is None:
        return nobody
    in_clinic = _people_of_clinic(caller, user_model)
    if caller.role == roles.ADMINISTRATOR:
        return in_clinic
    places = user_model.care_teams.through._default_manager.filter(person_id=OuterRef("pk"))
    own_places = places.filter(team__memberships__staff_id=caller.pk)
    seen = (Exists(own_places) | ~Exists(places)) & _is_shared()
    for opening in openings:
        # Asked once a statement: PostgreSQL keeps the few ids there are and looks each person up among them.
        seen |= Q(pk__in=opening(caller.pk))
    return in_clinic & seen


@cache
def _visible_by_role(role: str) -> CompiledQuery:
    """Built once for all who have this role: what a page reads of people goes through this, a dozen times a page."""
    return CompiledQuery(
        lambda **ids: _ids_visible_to(get_user_model()(role=role, **ids)), id=UUID(int=1), clinic_id=UUID(int=2)
    )


def _ids_visible_to(caller: Caller) -> QuerySet[Any, Any]:
    return get_user_model().objects.visible_to(caller).order_by().values("id")


def _people_of_clinic(caller: User | ApiKeyCaller, user_model: type[User]) -> Q:
    return Q(clinic_id=caller.clinic_id, role=user_model.Role.PERSON)


def _is_shared() -> Q:
    shared = ~Q(consents_withdrawn__contains=[Purpose.CARE_TEAM_SHARING])
    for condition in _EMERGENCIES:
        shared |= Q(condition())
    return shared
