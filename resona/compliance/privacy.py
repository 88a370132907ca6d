"""What people let be shown to whom, and for how long: read, and changed by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError
from resona.compliance.models import PrivacySettings
from resona.compliance.refusals import refuse_to_undo
from resona.errors import ResonaError

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class NotTheirsError(ResonaError):
    """Only the person decides this, in their app."""

    status = 403
    problem = "decided-by-the-person"


def effective_retention_days(own: int | None, of_clinic: int | None) -> int | None:
    """Days that a person's sessions are kept: a person may ask for fewer than their clinic keeps. None: no limit."""
    return min((days for days in (own, of_clinic) if days is not None), default=None)


@transaction.atomic
def change_privacy(*, user_id: UUID, changes: Mapping[str, Any], caller: Caller) -> None:
    """Changes what is named in `changes`, columns of PrivacySettings, and leaves the rest.

    What a person chose themselves, no system changes any more. Raises NotTheirsError for staff, UnknownPersonError and
    DecidedByThePersonError.
    """
    if not isinstance(caller, ApiKeyCaller) and caller.is_staff:
        raise NotTheirsError
    people = User.objects.addressed_by(caller).people().filter(id=user_id).order_by("id")
    if people.select_for_update(of=("self",), no_key=True).values_list("id").first() is None:
        raise UnknownPersonError
    if PrivacySettings.objects.filter(user_id=user_id, chosen_by_person=True).exists():
        refuse_to_undo(caller)
    by_person = {} if isinstance(caller, ApiKeyCaller) else {"chosen_by_person": True}
    PrivacySettings.objects.update_or_create(user_id=user_id, defaults={**changes, **by_person})
