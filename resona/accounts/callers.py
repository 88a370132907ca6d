"""Who is asking: a signed-in user, or another system with an API key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

if TYPE_CHECKING:
    from resona.accounts.performers import Performer
    from resona.accounts.querysets import Caller


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyCaller:
    """Another system: sees the people of its clinic, within its scopes."""

    is_value: ClassVar = True  # what it may see depends on nothing but itself
    id: UUID  # of the key
    clinic_id: UUID
    scopes: frozenset[str]
    # Of its web pages; what it sees depends on none of them.
    origins: frozenset[str] = field(default=frozenset(), compare=False)
    # The member of staff, as that system knows them, for whom it acts this once; nor on whom.
    performer: Performer | None = field(default=None, compare=False)
    is_authenticated: bool = True
    is_active: bool = True
    is_staff: bool = False

    def __str__(self) -> str:
        return f"key {self.id}"


def is_person_in_care(caller: Caller) -> bool:
    """Whether somebody in care asks, by their app's token or signed in: of themselves alone, and for no finding."""
    return not isinstance(caller, ApiKeyCaller) and not caller.is_staff


def account_of(caller: Caller) -> tuple[UUID | None, UUID | None]:
    """The account that acts, and the id that stays when the account goes: of an API key only the latter."""
    if isinstance(caller, ApiKeyCaller):
        return None, caller.id
    return caller.pk, caller.pk
