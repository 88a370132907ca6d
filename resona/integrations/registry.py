"""The kinds that endpoints can be told of: those of crises, and those of the change feed, whatever tables declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from resona.audit.changes.kinds import followed_tables
from resona.integrations.kinds import (
    ALERT_KIND,
    CRISIS_KINDS,
    FEED_PATHS,
    FEED_SAYS,
    LOST_KIND,
    NOT_FROM_FEED,
    OPERATIONS,
    TEST_KIND,
    TO_EVERYBODY,
    MessageKind,
)


@cache
def kinds_by_name() -> Mapping[str, MessageKind]:
    """Those that can be chosen, in their order."""
    return {**{one.name: one for one in (*CRISIS_KINDS, ALERT_KIND)}, **feed_kinds()}


@cache
def feed_kinds() -> Mapping[str, MessageKind]:
    """Of those, the ones that the change feed brings. What is urgent does not come that way."""
    return {
        kind: MessageKind(
            name=kind,
            says=FEED_SAYS.get(kind, f"{kind.replace('_', ' ').capitalize()}: added, changed or deleted"),
            path=FEED_PATHS.get(kind, ""),
            scope=table.scope,
        )
        for kind, table in followed_tables().items()
        if kind not in NOT_FROM_FEED
    }


def types_of_kind(name: str) -> tuple[str, ...]:
    """What stands as the type of messages of a kind: of what the feed brings, with what was done."""
    if name not in feed_kinds():
        return (name,)
    return tuple(f"{name}.{operation}" for operation in OPERATIONS.get(name, OPERATIONS[""]))


def path_of_type(name: str) -> str:
    """Where the API has the record of a message of this type, by {id} and {user_id}; empty: nowhere."""
    kind, _, operation = name.partition(".")
    if kind in feed_kinds():
        return "" if operation in ("deleted", "erased") else feed_kinds()[kind].path
    known = kinds_by_name().get(name)
    return known.path if known else ""


def says_of_type(name: str) -> str:
    """What a message of this type says to people; the name itself of one of another release."""
    kind, _, operation = name.partition(".")
    if kind in feed_kinds():
        return f"{kind.replace('_', ' ')} {operation.replace('_', ' ')}"
    known = {**kinds_by_name(), TEST_KIND.name: TEST_KIND, LOST_KIND.name: LOST_KIND}.get(name)
    return known.says if known else name


def kinds_for(scopes: Iterable[str]) -> list[str]:
    """Those whose records a key with these scopes may read."""
    held = frozenset(scopes)
    return [name for name, kind in kinds_by_name().items() if kind.scope in held]


def types_for(scopes: Iterable[str]) -> list[str]:
    """The types of messages that a key with these scopes may read, with those that tell of no record."""
    return [*(one for kind in kinds_for(scopes) for one in types_of_kind(kind)), *TO_EVERYBODY]


def kinds_out_of(scopes: Iterable[str], kinds: Iterable[str]) -> list[str]:
    """Those of these kinds whose records a key with these scopes may not read."""
    held, known = frozenset(scopes), kinds_by_name()
    return [kind for kind in kinds if kind in known and known[kind].scope not in held]
