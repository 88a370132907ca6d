"""Who may see what people agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resona.accounts.querysets import PersonRecordQuerySet, StaffRecordQuerySet

if TYPE_CHECKING:
    from resona.compliance.models import ConsentRecord, ConsentText, PrivacySettings


class ConsentTextQuerySet(StaffRecordQuerySet["ConsentText"]):
    """Texts that people are asked to agree to."""


class ConsentRecordQuerySet(PersonRecordQuerySet["ConsentRecord"]):
    """Decisions about consent."""


class PrivacySettingsQuerySet(PersonRecordQuerySet["PrivacySettings"]):
    """What people let be shown to whom."""
