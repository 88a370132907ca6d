"""Who may see how somebody signs in: oneself, and the administrators of the clinic; what opens anything, nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.querysets import AdministrativeQuerySet, SuperuserQuerySet

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class OfStaffQuerySet(models.QuerySet[Any]):
    """Rows of members of staff, named in `user`."""

    def visible_to(self, caller: Caller) -> Self:
        """One's own; an administrator's also those of the clinic's staff; a superuser's all."""
        if isinstance(caller, (AnonymousUser, ApiKeyCaller)) or not caller.is_active:
            return self.none()
        if caller.is_superuser:
            return self
        mine = Q(user_id=caller.pk)
        if caller.role != get_user_model().Role.ADMINISTRATOR or caller.clinic_id is None:
            return self.filter(mine)
        return self.filter(mine | Q(user__clinic_id=caller.clinic_id))


class OfNobodyQuerySet(SuperuserQuerySet[Any]):
    """Rows of no clinic."""


class OfClinicQuerySet(AdministrativeQuerySet[Any]):
    """What other systems come with."""


class OfClientQuerySet(OfClinicQuerySet):
    """What those were given."""

    clinic_field = "client__clinic_id"
