"""Querysets of interfaces, their evolution and builds, and of what clinics wrote for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resona.accounts.querysets import PersonRecordQuerySet, StaffRecordQuerySet

if TYPE_CHECKING:
    from interfaces.models import InterfaceBuild, InterfaceEvolution, InterfaceText, SupportResource, UserInterface


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
