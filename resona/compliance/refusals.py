"""What is refused to a person for lack of consent or for a restriction, and what apps add to such an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from resona.errors import ResonaError
from resona.slots import Slot

# Members of the problem details beside those of RFC 9457: what each says to the person who is refused.
MEMBERS: Final[Slot[Callable[[UUID], object]]] = Slot()


class RefusedToPersonError(ResonaError):
    """Something is not done with this person's records."""

    status = 403

    def __init__(self, user_id: UUID, message: str | None = None) -> None:
        self.user_id = user_id
        super().__init__(message)

    @property
    def members(self) -> Mapping[str, object]:
        return {name: tell(self.user_id) for name, tell in MEMBERS.items()}
