"""Who may see what was done: a superuser all, a clinic's administrator what concerns the clinic, nobody else any."""

from __future__ import annotations

from typing import Any

from resona.accounts.querysets import AdministrativeQuerySet, SuperuserQuerySet


class ClinicEventQuerySet(AdministrativeQuerySet[Any]):
    """Rows that name the clinic they concern."""


class ClinicLogQuerySet(ClinicEventQuerySet):
    """Rows that outlive the clinic they concern, and refer to it by no key."""

    clinic_field = "clinic_uuid"


class SealQuerySet(SuperuserQuerySet[Any]):
    """Seals span all clinics."""
