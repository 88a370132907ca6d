"""Querysets of interfaces, their evolution and builds, and of what clinics wrote for them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from resona.accounts.querysets import PersonRecordQuerySet, StaffRecordQuerySet

if TYPE_CHECKING:
    from interfaces.models import InterfaceBuild, InterfaceEvolution, InterfaceText, SupportResource, UserInterface


def of_clinic(clinic_id: UUID | None) -> Q:
    """Rows of this clinic; None: those for all clinics."""
    return Q(clinic_id__isnull=True) if clinic_id is None else Q(clinic_id=clinic_id)


class UserInterfaceQuerySet(PersonRecordQuerySet["UserInterface"]):
    """Interface versions."""


class InterfaceEvolutionQuerySet(PersonRecordQuerySet["InterfaceEvolution"]):
    """Changes of interfaces."""


class InterfaceBuildQuerySet(PersonRecordQuerySet["InterfaceBuild"]):
    """How builds went."""


class InterfaceTextQuerySet(StaffRecordQuerySet["InterfaceText"]):
    """Clinics' own texts; those for all clinics are the superuser's."""


class SupportResourceQuerySet(StaffRecordQuerySet["SupportResource"]):
    """Clinics' resources; those for all clinics are the superuser's."""
