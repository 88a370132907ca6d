"""On whose behalf another system writes: a member of staff as that system knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from resona.accounts.callers import ApiKeyCaller
from resona.errors import Fault, InvalidInputError
from resona.given_text import require_text

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MAX_CHARACTERS: Final = 200  # of each member


@dataclass(frozen=True, kw_only=True, slots=True)
class Performer:
    """A member of staff in another system, as FHIR names one: an identifier, its system, and a name to show."""

    system: str
    value: str
    display: str

    def as_text(self) -> str:
        """What is sealed."""
        return orjson.dumps({"system": self.system, "value": self.value, "display": self.display}).decode()


def read_performer(given: Mapping[str, Any] | None, caller: Caller) -> Performer | None:
    """What a system says of whoever it writes for. Raises InvalidInputError: staff themselves write for nobody else."""
    if given is None:
        return None
    if not isinstance(caller, ApiKeyCaller):
        raise InvalidInputError([Fault(pointer="/performer", detail="is for systems: what you write is signed by you")])
    members = {
        name: require_text(given[name], field=f"performer/{name}", limit=MAX_CHARACTERS)
        for name in ("system", "value", "display")
    }
    return Performer(**members)
