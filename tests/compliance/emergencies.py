"""Records opened in an emergency, as tests need them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from resona.accounts.models import User
from resona.compliance.emergency import Opened, open_emergency_access
from resona.compliance.emergency_models import LASTS, EmergencyAccess
from resona.postgres.models import new_id
from resona.site.search import Sought

REASON = "Found unconscious on ward 3"


def open_record(person: User, clinician: User, *, reason: str = REASON, ago: timedelta = timedelta()) -> Opened:
    """As the service opens it, so long ago."""
    return open_emergency_access(sought=Sought(id=person.id), reason=reason, caller=clinician, now=timezone.now() - ago)


def make_emergency_access(person: User, *, started_at: datetime, opened_by: User | None = None) -> EmergencyAccess:
    """A row of the past, of somebody unknown unless they are named."""
    access_id = new_id()
    return EmergencyAccess.objects.create(
        id=access_id,
        user=person,
        opened_by=opened_by,
        reason=EmergencyAccess.reason.seal(access_id, REASON),
        started_at=started_at,
        expires_at=started_at + LASTS,
    )
