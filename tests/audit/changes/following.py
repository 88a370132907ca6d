"""A follower as tests need one: what a block did, told as if its transaction were over."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Final
from uuid import UUID

from resona.accounts.models import Clinic
from resona.audit.changes.kinds import followed_tables
from resona.audit.changes.places import Place
from resona.audit.changes.reading import Change, Changes, Follower, place_now, read_changes
from tests.audit.log import execute
from tests.audit.seals import defenceless

# Numbers of transactions that were over before any test began.
_LONG_AGO: Final = count(10)
_LAST: Final = 2**62
_SETTLE: Final = "UPDATE {} SET xid = %s::xid8 WHERE xid = pg_current_xact_id()"

Told = tuple[str, str, UUID | None, UUID | None]  # kind, operation, row and person


def settle() -> Place:
    """Since the last time this test has written as in a transaction of its own that is over: the place after it."""
    xid = next(_LONG_AGO)
    with defenceless():
        execute(_SETTLE.format("audit_logs"), str(xid))
    execute(_SETTLE.format("erasure_notices"), str(xid))
    return replace(place_now(), xid=xid, number=_LAST)


def follower_of(clinic: Clinic | None, *kinds: str) -> Follower:
    assert clinic is not None
    return Follower(clinic_id=clinic.id, kinds=frozenset(kinds) or frozenset(followed_tables()))


def read_all(after: Place, follower: Follower, *, limit: int = 1000) -> tuple[list[Change], Place]:
    """All there is to read, page by page, and where it ends."""
    found: list[Change] = []
    while True:
        changes: Changes = read_changes(after, follower=follower, limit=limit)
        found += changes.found
        after = changes.after
        if changes.is_all:
            return found, after


def told(changes: list[Change]) -> list[Told]:
    return [(each.kind, each.operation, each.id, each.user_id) for each in changes]
