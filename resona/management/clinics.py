"""The clinic that a command is told of, by name or id."""

from __future__ import annotations

from uuid import UUID

from django.core.management.base import CommandError

from resona.accounts.models import Clinic


def find_clinic(told: str) -> Clinic:
    """Raises CommandError where there is none."""
    try:
        found = Clinic.objects.filter(id=UUID(told)).first()
    except ValueError:
        found = Clinic.objects.filter(name=told).first()
    if found is None:
        raise CommandError(f"There is no clinic {told!r}.")
    return found
