"""Whoever another system writes for: a member of staff who is known there, told with what they did."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, Field

from resona.accounts.models.people import MAX_IDENTIFIER_CHARACTERS, MAX_SYSTEM_CHARACTERS
from resona.accounts.people.bodies import Line
from resona.accounts.people.profile import MAX_NAME_CHARACTERS
from resona.encryption.attributes import SealedTextAttribute
from resona.encryption.sealing import SealedValueError


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
