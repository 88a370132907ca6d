"""References to records: by table and id, of the same person, and seen by whoever refers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from baselines.models import Deviation
from conversations.models import Conversation
from resona.care.models import CareNote, Decision, Task
from resona.errors import Fault, InvalidInputError
from risk.models import CrisisEvent, Dissonance, RiskAssessment

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MOST_REFERENCES: Final = 50
# What may be referred to, by the name of its table.
REFERRED: Final[Mapping[str, Any]] = {
    model._meta.db_table: model
    for model in (Conversation, Deviation, Dissonance, RiskAssessment, CrisisEvent, Task, Decision, CareNote)
}
TABLES: Final = tuple(REFERRED)


def require_references(
    given: Sequence[Mapping[str, Any]], *, user_id: UUID, caller: Caller, field: str
) -> list[dict[str, str]]:
    """As they are stored. Raises InvalidInputError naming each that leads to nothing of this person."""
    if len(given) > MOST_REFERENCES:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail=f"must have at most {MOST_REFERENCES} entries")])
    known = {table: _known(table, given, user_id, caller) for table in {str(one["table"]) for one in given}}
    faults = [
        Fault(pointer=f"/{field}/{place}", detail="leads to no record of this person that you may see")
        for place, one in enumerate(given)
        if one["id"] not in known[str(one["table"])]
    ]
    if faults:
        raise InvalidInputError(faults)
    return [{"table": str(one["table"]), "id": str(one["id"])} for one in given]


def require_reference(
    given: Mapping[str, Any] | None, *, user_id: UUID, caller: Caller, field: str
) -> dict[str, str] | None:
    """The same of one, or of none."""
    if given is None:
        return None
    try:
        (found,) = require_references([given], user_id=user_id, caller=caller, field=field)
    except InvalidInputError as error:
        faults = [Fault(pointer=f"/{field}", detail=fault.detail) for fault in error.faults]
        raise InvalidInputError(faults) from None
    return found


def _known(table: str, given: Sequence[Mapping[str, Any]], user_id: UUID, caller: Caller) -> set[UUID]:
    model = REFERRED.get(table)
    if model is None:
        return set()
    ids = [one["id"] for one in given if one["table"] == table]
    return set(model.objects.visible_to(caller).filter(user_id=user_id, id__in=ids).values_list("id", flat=True))
