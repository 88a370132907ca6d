"""Who took part in a decision, and whether they agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from resona.accounts.models import User
from resona.care.colleagues import require_colleague
from resona.care.models import Decision, DecisionStakeholder
from resona.care.models.decisions import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS
from resona.errors import Fault, InvalidInputError
from resona.given_text import read_text, require_text
from resona.postgres.models import new_id

MOST_STAKEHOLDERS: Final = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class NewStakeholder:
    """One of staff, or somebody else by name: the person, kin, another service."""

    part: str
    staff_id: UUID | None = None
    name: str = ""
    agreed: bool | None = None
    reason: str = ""


def write_stakeholders(person: User, decision: Decision, given: Sequence[NewStakeholder], *, now: datetime) -> None:
    """Stores who took part. A member of staff who is there already stays one, with what they say now.

    Raises InvalidInputError naming whoever is at fault.
    """
    kept = DecisionStakeholder.objects.filter(decision=decision)
    if kept.count() + len(given) > MOST_STAKEHOLDERS:
        raise InvalidInputError([Fault(pointer="", detail=f"has more than {MOST_STAKEHOLDERS} people who take part")])
    for place, one in enumerate(given):
        _write(person, decision, one, f"stakeholders/{place}", now)


def read_name(stakeholder: DecisionStakeholder) -> str:
    """The name of somebody who is not of the staff, in clear; empty: see `staff`. Raises SealedValueError."""
    return DecisionStakeholder.name.open(stakeholder.id, stakeholder.name) if stakeholder.name else ""


def read_reason(stakeholder: DecisionStakeholder) -> str:
    """Why they agreed or did not, in clear; empty if it was not said. Raises SealedValueError."""
    return DecisionStakeholder.reason.open(stakeholder.id, stakeholder.reason) if stakeholder.reason else ""


def _write(person: User, decision: Decision, one: NewStakeholder, field: str, now: datetime) -> None:
    name = read_text(one.name, field=f"{field}/name", limit=MAX_NAME_CHARACTERS)
    reason = read_text(one.reason, field=f"{field}/reason", limit=MAX_TEXT_CHARACTERS)
    if one.part not in DecisionStakeholder.Part.values:
        raise InvalidInputError([Fault(pointer=f"/{field}/part", detail="is not known here")])
    if one.staff_id is None:
        require_text(name, field=f"{field}/name", limit=MAX_NAME_CHARACTERS)
    elif name:
        raise InvalidInputError([Fault(pointer=f"/{field}/name", detail="is not given with a member of staff")])
    else:
        require_colleague(person, one.staff_id, field=f"{field}/staff_id")
    earlier = _earlier(decision, one, name)
    row_id = new_id() if earlier is None else earlier.id
    sealed = DecisionStakeholder.reason.seal(row_id, reason) if reason else None
    if earlier is not None:
        earlier.agreed, earlier.reason, earlier.at = one.agreed, sealed, now
        earlier.save(update_fields=["agreed", "reason", "at"])
        return
    DecisionStakeholder.objects.create(
        id=row_id,
        user_id=person.id,
        decision=decision,
        staff_id=one.staff_id,
        staff_id_uuid=one.staff_id,
        name=DecisionStakeholder.name.seal(row_id, name) if name else None,
        part=one.part,
        agreed=one.agreed,
        reason=sealed,
        at=now,
    )


def _earlier(decision: Decision, one: NewStakeholder, name: str) -> DecisionStakeholder | None:
    rows = DecisionStakeholder.objects.filter(decision=decision)
    if one.staff_id is not None:
        return rows.filter(staff_id_uuid=one.staff_id).first()
    return next((row for row in rows.filter(name__isnull=False) if read_name(row) == name), None)
