"""Who may see what people agreed to, what they asked for, and which keys there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.querysets import PersonRecordQuerySet, StaffRecordQuerySet, SuperuserQuerySet

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller
    from resona.compliance.emergency_models import EmergencyAccess
    from resona.compliance.models import ConsentRecord, ConsentText, PrivacySettings
    from resona.compliance.rights_models import ArchivePart, GdprRequest, PrivacyHold


class ConsentTextQuerySet(StaffRecordQuerySet["ConsentText"]):
    """Texts that people are asked to agree to."""


class ConsentRecordQuerySet(PersonRecordQuerySet["ConsentRecord"]):
    """Decisions about consent."""


class PrivacySettingsQuerySet(PersonRecordQuerySet["PrivacySettings"]):
    """What people let be shown to whom."""


class PrivacyHoldQuerySet(PersonRecordQuerySet["PrivacyHold"]):
    """What holds people's records."""

    def standing(self) -> Self:
        """Those that are not lifted."""
        return self.filter(lifted_at=None)


class EmergencyAccessQuerySet(PersonRecordQuerySet["EmergencyAccess"]):
    """Records opened in an emergency: seen by whoever sees the person, themselves included."""

    def open(self) -> Self:
        """Those that open something now, by the database's clock."""
        return self.filter(ended_at__isnull=True, started_at__lte=Now(), expires_at__gt=Now())

    def open_since(self, moment: CombinedExpression) -> Self:
        """Those that were open at this moment, or have been opened after it."""
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment), expires_at__gt=moment)


class ArchivePartQuerySet(PersonRecordQuerySet["ArchivePart"]):
    """Pieces of archives."""


class GdprRequestQuerySet(models.QuerySet["GdprRequest"]):
    """What people asked for under the law."""

    def visible_to(self, caller: Caller) -> Self:
        """One's own; the clinic's for its administrators and systems; all for a superuser."""
        if isinstance(caller, AnonymousUser) or not caller.is_active:
            return self.none()
        if isinstance(caller, ApiKeyCaller):
            return self.filter(clinic_id=caller.clinic_id)
        if caller.is_superuser:
            return self
        roles = get_user_model().Role
        if caller.role == roles.PERSON:
            return self.filter(subject=caller.pseudonym)
        if caller.role != roles.ADMINISTRATOR or caller.clinic_id is None:
            return self.none()
        return self.filter(clinic_id=caller.clinic_id)


class EncryptionKeyQuerySet(SuperuserQuerySet[Any]):
    """Keys that values are sealed with; they belong to no clinic."""
