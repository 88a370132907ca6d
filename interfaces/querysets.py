"""Querysets of interfaces and their evolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resona.accounts.querysets import PersonRecordQuerySet

if TYPE_CHECKING:
    from interfaces.models import InterfaceEvolution, UserInterface


class UserInterfaceQuerySet(PersonRecordQuerySet["UserInterface"]):
    """Interface versions."""


class InterfaceEvolutionQuerySet(PersonRecordQuerySet["InterfaceEvolution"]):
    """Changes of interfaces."""
