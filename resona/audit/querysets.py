"""Who may see what was done: a superuser all, a clinic's administrator what concerns the clinic, nobody else any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import models

from resona.accounts.callers import ApiKeyCaller

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class ClinicEventQuerySet(models.QuerySet[Any]):
    """Rows that name the clinic they concern."""

    clinic_field = "clinic_id"

    def visible_to(self, caller: Caller) -> Self:
        """Those of the caller's clinic, for its administrators; all for a superuser."""
        if isinstance(caller, (AnonymousUser, ApiKeyCaller)) or not caller.is_active:
            return self.none()
        if caller.is_superuser:
            return self
        if caller.role != get_user_model().Role.ADMINISTRATOR or caller.clinic_id is None:
            return self.none()
        return self.filter(**{self.clinic_field: caller.clinic_id})


class AuditEntryQuerySet(ClinicEventQuerySet):
    """Entries outlive a clinic, and refer to it by no key."""

    clinic_field = "clinic_uuid"


class SealQuerySet(models.QuerySet[Any]):
    """Seals span all clinics."""

    def visible_to(self, caller: Caller) -> Self:
        """All for a superuser, none for anybody else."""
        if isinstance(caller, (AnonymousUser, ApiKeyCaller)) or not caller.is_active:
            return self.none()
        return self if caller.is_superuser else self.none()
