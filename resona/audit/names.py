"""Who an actor of the logs is, by role and code: nothing that staff keep to themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from resona.accounts.models import ApiKey, User

THE_PERSON: Final = "the person themselves"
THE_APP: Final = "the person's app"
SOMEBODY: Final = "somebody whose account is gone"
A_SYSTEM: Final = "a system"
_OF_APP: Final = "app:"  # begins the reason of what a person's app was shown; who issued its code follows


def names_of_actors(actors: Iterable[str]) -> dict[str, str]:
    """Role and name of staff, or code where they have none, the names of keys; in two statements, however many."""
    given = set(actors)
    staff = {str(user.id): user for user in User.objects.filter(id__in=_ids(given, "staff"))}
    keys = {str(key.id): key.name for key in ApiKey.objects.filter(id__in=_ids(given, "key"))}
    return {actor: _name(actor, staff, keys) for actor in given}


def reason_of_app(issued_by: str) -> str:
    """What is kept as the reason of a look by a person's app."""
    return f"{_OF_APP}{issued_by}"


def names_of_lookers(looks: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The same of whoever looked, by actor and reason: of a person's app also who issued the code for it."""
    given = set(looks)
    names = names_of_actors({actor for actor, _ in given} | {_issuer_in(reason) for _, reason in given} - {""})
    return {
        (actor, reason): f"{THE_APP}, code issued by {names[issuer]}"
        if (issuer := _issuer_in(reason))
        else names[actor]
        for actor, reason in given
    }


def reason_in_words(reason: str) -> str:
    """The reason of a look, where it says more than who looked."""
    return "" if _issuer_in(reason) else reason


def _issuer_in(reason: str) -> str:
    return reason.removeprefix(_OF_APP) if reason.startswith(_OF_APP) else ""


def _ids(actors: set[str], kind: str) -> list[UUID]:
    return [UUID(actor.partition(":")[2]) for actor in actors if actor.startswith(f"{kind}:")]


def _name(actor: str, staff: dict[str, User], keys: dict[str, str]) -> str:
    kind, _, name = actor.partition(":")
    if kind == "staff":
        user = staff.get(name)
        return SOMEBODY if user is None else f"{user.role} {user.name or user.code}"
    if kind == "key":
        return f"system {keys[name]}" if name in keys else A_SYSTEM
    return THE_PERSON if kind == "person" else actor
