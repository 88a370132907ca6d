"""Who an actor of the logs is, by role and code: nothing that staff keep to themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from resona.accounts.models import ApiKey, User

THE_PERSON: Final = "the person themselves"
SOMEBODY: Final = "somebody whose account is gone"
A_SYSTEM: Final = "a system"


def names_of_actors(actors: Iterable[str]) -> dict[str, str]:
    """Role and code of staff, the names of keys; in two statements, however many there are."""
    given = set(actors)
    staff = {str(user.id): user for user in User.objects.filter(id__in=_ids(given, "staff"))}
    keys = {str(key.id): key.name for key in ApiKey.objects.filter(id__in=_ids(given, "key"))}
    return {actor: _name(actor, staff, keys) for actor in given}


def _ids(actors: set[str], kind: str) -> list[UUID]:
    return [UUID(actor.partition(":")[2]) for actor in actors if actor.startswith(f"{kind}:")]


def _name(actor: str, staff: dict[str, User], keys: dict[str, str]) -> str:
    kind, _, name = actor.partition(":")
    if kind == "staff":
        user = staff.get(name)
        return SOMEBODY if user is None else f"{user.role} {user.code}"
    if kind == "key":
        return f"system {keys[name]}" if name in keys else A_SYSTEM
    return THE_PERSON if kind == "person" else actor
