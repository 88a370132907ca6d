"""Which tables systems follow, as their models declare it (`Duties.followed`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ImproperlyConfigured

from resona.encryption.digest_fields import digest_columns
from resona.encryption.fields import sealed_columns
from resona.postgres.collected import collect


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowedTable:
    """A table whose changes are told."""

    table: str
    kind: str
    scope: str  # what a key needs to read its rows
    no_news: frozenset[str]  # columns of which a change alone is not told
    is_personal: bool  # its rows are about people


@cache
def followed_tables() -> Mapping[str, FollowedTable]:
    """By kind. Raises ImproperlyConfigured where two tables have one kind."""
    quiet = {*sealed_columns(), *((digest.sealed.table, digest.column) for digest in digest_columns())}
    found = [
        FollowedTable(
            table=duties.table,
            kind=duties.followed.kind,
            scope=str(duties.followed.scope),
            no_news=frozenset(duties.followed.no_news) | {column for table, column in quiet if table == duties.table},
            is_personal=duties.subject is not None,
        )
        for duties in collect().values()
        if duties.followed is not None
    ]
    twice = [kind for kind, count in Counter(each.kind for each in found).items() if count > 1]
    if twice:
        raise ImproperlyConfigured(f"Two tables are followed as {' and '.join(twice)}.")
    return {each.kind: each for each in found}


@cache
def no_news() -> tuple[str, ...]:
    """All columns of which a change alone is not told, as table.column."""
    return tuple(f"{each.table}.{column}" for each in followed_tables().values() for column in sorted(each.no_news))


def kinds_within(scopes: Iterable[str]) -> frozenset[str]:
    """The kinds that a key with these scopes may read."""
    held = frozenset(scopes)
    return frozenset(kind for kind, each in followed_tables().items() if each.scope in held)
