"""Who may see whom: the one place that says so.

A superuser sees all; a clinic's administrator and its API keys see the clinic; a clinician sees the people of their
care teams and those of the clinic for whom no team is responsible; a person sees themselves; everyone else nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from resona.accounts.callers import ApiKeyCaller

if TYPE_CHECKING:
    from resona.accounts.models import User

    Caller = User | ApiKeyCaller | AnonymousUser

_Model = TypeVar("_Model", bound=models.Model)


class UserQuerySet(models.QuerySet["User"]):
    """People in care and staff."""

    def people(self) -> Self:
        """Those in care, not staff."""
        return self.filter(role=self.model.Role.PERSON)

    def visible_to(self, caller: Caller) -> Self:
        """The people this caller may see."""
        return self.filter(_visible_people(caller, self.model))

    def staff_visible_to(self, caller: Caller) -> Self:
        """The staff that this caller may see: those of the same clinic."""
        if isinstance(caller, AnonymousUser) or not caller.is_staff:
            return self.none()
        staff = self.exclude(role=self.model.Role.PERSON)
        return staff if getattr(caller, "is_superuser", False) else staff.filter(clinic_id=caller.clinic_id)


class PersonRecordQuerySet(models.QuerySet[_Model]):
    """Records about a person; `person_field` is the path from the record to that person."""

    person_field = "user"

    def visible_to(self, caller: Caller) -> Self:
        """The records of the people this caller may see."""
        if getattr(caller, "is_superuser", False):
            return self
        if isinstance(caller, ApiKeyCaller):
            return self.filter(**{f"{self.person_field}__clinic_id": caller.clinic_id})
        people = get_user_model().objects.visible_to(caller).order_by()
        return self.filter(**{f"{self.person_field}__in": people.values("id")})


class ClinicQuerySet(models.QuerySet["models.Model"]):
    """Clinics."""

    def visible_to(self, caller: Caller) -> Self:
        """The caller's own clinic; a superuser's are all."""
        if getattr(caller, "is_superuser", False):
            return self
        return self.filter(id=getattr(caller, "clinic_id", None))


class CareTeamQuerySet(models.QuerySet["models.Model"]):
    """Care teams."""

    def visible_to(self, caller: Caller) -> Self:
        """Those of the caller's clinic, for staff; all for a superuser."""
        if getattr(caller, "is_superuser", False):
            return self
        if not getattr(caller, "is_staff", False):
            return self.none()
        return self.filter(clinic_id=getattr(caller, "clinic_id", None))


def _visible_people(caller: Caller, user_model: type[User]) -> Q:
    roles = user_model.Role
    nobody = Q(pk__in=())
    if isinstance(caller, ApiKeyCaller):
        return Q(clinic_id=caller.clinic_id, role=roles.PERSON)
    if isinstance(caller, AnonymousUser) or not caller.is_active:
        return nobody
    if caller.is_superuser:
        return Q()
    if caller.role == roles.PERSON:
        return Q(pk=caller.pk)
    if caller.clinic_id is None:
        return nobody
    in_clinic = Q(clinic_id=caller.clinic_id, role=roles.PERSON)
    if caller.role == roles.ADMINISTRATOR:
        return in_clinic
    places = user_model.care_teams.through._default_manager.filter(person_id=OuterRef("pk"))  # type: ignore[attr-defined]
    own_places = places.filter(team__memberships__staff_id=caller.pk)
    return in_clinic & (Exists(own_places) | ~Exists(places))
