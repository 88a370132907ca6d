"""Restriction of processing and legal holds: placed, lifted, asked for.

While a restriction stands the database lets no consent count on the person's row (migrations 0003, 0004), so whoever
asks for consent stops: nothing is recorded, analysed, built or learned from, and clinicians see the person in an
emergency only, while a crisis event is open or by an emergency access. What was decided stays, and counts again once it
is lifted.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from resona.accounts.purposes import Purpose
from resona.accounts.teams import lock_person_with_rights
from resona.audit.actors import name_actor
from resona.compliance.consent import ConsentMissingError
from resona.compliance.refusals import RefusedToPersonError
from resona.compliance.rights_models import PrivacyHold
from resona.errors import ResonaError
from resona.given_text import require_text
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class RestrictedError(RefusedToPersonError):
    """The processing of this person's records is restricted: nothing is recorded."""

    problem = "restricted"


class LegalHoldError(ResonaError):
    """The records of this person are under legal hold and stay."""

    status = 409
    problem = "legal-hold"


def place_hold(*, user_id: UUID, kind: PrivacyHold.Kind, reason: str, caller: Caller, now: datetime) -> PrivacyHold:
    """From now on the person's records are held; one that stands already is answered as it is.

    Raises UnknownPersonError, and InvalidInputError for an empty reason. It waits for whoever is recording the person.
    """
    text = require_text(reason, field="reason", limit=PrivacyHold.reason.max_characters)
    with transaction.atomic():
        lock_person_with_rights(user_id, caller)
        standing = PrivacyHold.objects.standing().filter(user_id=user_id, kind=kind).first()
        if standing is not None:
            return standing
        hold_id = new_id()
        return PrivacyHold.objects.create(
            id=hold_id,
            user_id=user_id,
            kind=kind,
            reason=PrivacyHold.reason.seal(hold_id, text),
            placed_at=now,
            placed_by=name_actor(caller),
        )


@transaction.atomic
def lift_hold(*, user_id: UUID, kind: PrivacyHold.Kind, caller: Caller, now: datetime) -> bool:
    """From now on this does not hold the person's records; whether it did. Raises UnknownPersonError."""
    lock_person_with_rights(user_id, caller)
    hold = PrivacyHold.objects.standing().filter(user_id=user_id, kind=kind).first()
    if hold is None:
        return False
    hold.lifted_at, hold.lifted_by = now, name_actor(caller)
    hold.save(update_fields=["lifted_at", "lifted_by"])
    return True


def recording_refusal(user_id: UUID) -> ResonaError:
    """Why a person whose row has no consent to recording is not recorded."""
    if is_held(user_id, PrivacyHold.Kind.RESTRICTION):
        return RestrictedError(user_id)
    return ConsentMissingError(user_id, Purpose.RECORDING)


def is_held(user_id: UUID, kind: PrivacyHold.Kind) -> bool:
    """Whether such a hold stands."""
    return PrivacyHold.objects.standing().filter(user_id=user_id, kind=kind).exists()
