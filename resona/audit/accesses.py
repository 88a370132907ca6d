"""Keeps who looked at whose record: one row a request, in one statement, before the answer leaves.

The row does not wait for the disk. A read changes nothing, so nothing but the row itself can be lost; to wait would
cost twice what the read does. If the database's machine goes down, the rows of its last half second may be missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final
from uuid import UUID

import orjson

from resona.audit.actors import name_actor
from resona.postgres.ahead import Ahead, Prepared
from resona.postgres.models import new_id
from resona.slots import Slot

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

    # Why this caller is shown whom of these people, where there is a reason to be kept.
    Explanation = Callable[[Caller, list[UUID]], Mapping[UUID, str]]

MAX_SOURCE_CHARACTERS = 200

# The setting holds for this statement's own transaction. Staff who are among the ids have no record to be read.
KEEP = Prepared(b"""
INSERT INTO data_access_logs (id, actor, clinic_uuid, subjects, source, reason, records)
SELECT $1::uuid, $2::varchar, $3::uuid, subjects, $5::varchar, $6::varchar, $7::integer
FROM (SELECT array_agg(pseudonym) AS subjects FROM users WHERE id = ANY ($4::uuid[]) AND role = 'person') AS found,
    set_config('synchronous_commit', 'off', true)
WHERE subjects IS NOT NULL
""")


# The reasons that are kept with accesses. Apps to the right know them.
EXPLANATIONS: Final[Slot[Explanation]] = Slot()


def begin_explained(caller: Caller, people: list[UUID], *, records: int, source: str) -> Ahead:
    """As `begin_access`, of at least one person; those who are shown for different reasons are kept in rows apart.

    `people` names each once a record, or once for all; only the last row is not waited for.
    """
    reasons = {person: why for explanation in EXPLANATIONS for person, why in explanation(caller, people).items()}
    if not reasons:
        return begin_access(caller, people, records=records, source=source)
    shown: defaultdict[str, list[UUID]] = defaultdict(list)
    for person in people:
        shown[reasons.get(person, "")].append(person)
    *others, (last_reason, last) = shown.items()
    for reason, own in others:
        begin_access(caller, own, records=len(own), source=source, reason=reason).finish()
        records -= len(own)
    return begin_access(caller, last, records=max(records, 1), source=source, reason=last_reason)


def begin_access(caller: Caller, people: list[UUID], *, records: int, source: str, reason: str = "") -> Ahead:
    """Says that this caller was shown so many records of these people; it is kept once the statement is finished.

    Not inside a transaction: what else it writes would not wait for the disk either.
    """
    clinic_id: UUID | None = getattr(caller, "clinic_id", None)
    return KEEP.begin(
        (
            new_id().hex.encode(),
            name_actor(caller).encode(),
            None if clinic_id is None else clinic_id.hex.encode(),
            b"{%b}" % orjson.dumps(people)[1:-1],  # in braces instead of brackets, a list of JSON is an array
            source[:MAX_SOURCE_CHARACTERS].encode(),
            reason.encode(),
            b"%d" % records,
        )
    )
