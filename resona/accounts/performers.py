"""Whoever another system writes for: a member of staff who is known there, told with what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, Field

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models.people import MAX_IDENTIFIER_CHARACTERS, MAX_SYSTEM_CHARACTERS
from resona.accounts.people.bodies import Line
from resona.accounts.people.profile import MAX_NAME_CHARACTERS
from resona.encryption.attributes import SealedTextAttribute
from resona.encryption.sealing import SealedValueError
from resona.errors import Fault, InvalidInputError
from resona.given_text import require_text

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MAX_PART_CHARACTERS: Final = 200  # of each member


class Performer(BaseModel):
    """Who did it, as the system that tells of it knows them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: Annotated[Line, Field(max_length=MAX_SYSTEM_CHARACTERS, description="Who gave the value: a URI, or a name")]
    value: Annotated[Line, Field(max_length=MAX_IDENTIFIER_CHARACTERS, description="Their identifier there")]
    display: Annotated[Line, Field(max_length=MAX_NAME_CHARACTERS, description="Their name")] | None = None

    @property
    def called(self) -> str:
        """As staff read it."""
        return f"{self.display or self.value} ({self.system})"


def acting_for(caller: Caller, given: Mapping[str, Any] | None) -> Caller:
    """The caller, who does something for whom these members name; without any, for nobody else.

    Raises InvalidInputError: staff act for themselves.
    """
    performer = read_performer(given, caller)
    return replace(caller, performer=performer) if isinstance(caller, ApiKeyCaller) and performer else caller


def read_performer(given: Mapping[str, Any] | None, caller: Caller) -> Performer | None:
    """What a system says of whoever it does it for. Raises InvalidInputError: staff act for themselves."""
    if given is None:
        return None
    if not isinstance(caller, ApiKeyCaller):
        raise InvalidInputError([Fault(pointer="/performer", detail="is for systems: what you do is signed by you")])
    members: dict[str, Any] = {
        name: require_text(given[name], field=f"performer/{name}", limit=MAX_PART_CHARACTERS)
        for name in ("system", "value", "display")
    }
    return Performer.model_construct(**members)


def performer_of(caller: Caller | None) -> Performer | None:
    """For whom the caller does it; None: for nobody else."""
    return caller.performer if isinstance(caller, ApiKeyCaller) else None


def seal_performer(attribute: SealedTextAttribute, row_id: UUID, performer: Performer | None) -> str | None:
    """For a column of the row; None of nobody."""
    return None if performer is None else attribute.seal(row_id, performer.model_dump_json(exclude_none=True))


def open_performer(attribute: SealedTextAttribute, row_id: UUID, sealed: str | None) -> Performer | None:
    """What was sealed. Raises SealedValueError."""
    if sealed is None:
        return None
    try:
        return Performer.model_construct(**orjson.loads(attribute.open(row_id, sealed)))
    except (orjson.JSONDecodeError, TypeError) as error:
        raise SealedValueError(f"{attribute.sealed_column} of row {row_id} names nobody") from error


def opened_performer(text: str | None) -> dict[str, str] | None:
    """What was sealed, by its members; of what is no such object, as in a copy for development, the text as a name."""
    if not text:
        return None
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        return {"system": "", "value": "", "display": text}
    return {name: str(found.get(name, "")) for name in ("system", "value", "display")}
