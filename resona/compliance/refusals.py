"""What is refused to a person for lack of consent or for a restriction, and what apps add to such an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final
from uuid import UUID

from resona.accounts.callers import ApiKeyCaller
from resona.errors import ResonaError
from resona.slots import Slot

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Members of the problem details beside those of RFC 9457: what each says to the person who is refused.
MEMBERS: Final[Slot[Callable[[UUID], object]]] = Slot()


class DecidedByThePersonError(ResonaError):
    """The person decided this themselves, in their app. No system changes it: they do, or staff with a reason that they
    read."""

    status = 403
    problem = "decided-by-the-person"


class RefusedToPersonError(ResonaError):
    """Something is not done with this person's records."""

    status = 403

    def __init__(self, user_id: UUID, message: str | None = None) -> None:
        self.user_id = user_id
        super().__init__(message)

    @property
    def members(self) -> Mapping[str, object]:
        return {name: tell(self.user_id) for name, tell in MEMBERS.items()}


def refuse_to_undo(caller: Caller) -> None:
    """Of what a person decided themselves. Raises DecidedByThePersonError for another system."""
    if isinstance(caller, ApiKeyCaller):
        raise DecidedByThePersonError


class NoLongerInCareError(RefusedToPersonError):
    """The person is no longer in care: nothing is recorded, but for words that call for help."""

    problem = "no-longer-in-care"
