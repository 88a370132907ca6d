"""Keeps who looked at whose record: one row a request, in one statement, before the answer leaves.

The row does not wait for the disk. A read changes nothing, so nothing but the row itself can be lost; to wait would
cost twice what the read does. If the database's machine goes down, the rows of its last half second may be missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from resona.audit.actors import name_actor
from resona.postgres.ahead import Ahead, begin
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MAX_SOURCE_CHARACTERS = 200

# The setting holds for this statement's own transaction. Staff who are among the ids have no record to be read.
KEEP = b"""
INSERT INTO data_access_logs (id, actor, clinic_id, subjects, source, reason, records)
SELECT $1::uuid, $2::varchar, $3::uuid, subjects, $5::varchar, $6::varchar, $7::integer
FROM (SELECT array_agg(pseudonym) AS subjects FROM users WHERE id = ANY ($4::uuid[]) AND role = 'person') AS found,
    set_config('synchronous_commit', 'off', true)
WHERE subjects IS NOT NULL
"""


def begin_access(caller: Caller, people: Iterable[UUID], *, records: int, source: str, reason: str = "") -> Ahead:
    """Says that this caller was shown so many records of these people; it is kept once the statement is finished.

    Not inside a transaction: what else it writes would not wait for the disk either.
    """
    clinic_id = getattr(caller, "clinic_id", None)
    values = (
        new_id().hex,
        name_actor(caller),
        None if clinic_id is None else clinic_id.hex,
        f"{{{','.join({person.hex for person in people})}}}",
        source[:MAX_SOURCE_CHARACTERS],
        reason,
        str(records),
    )
    return begin(KEEP, [None if value is None else value.encode() for value in values])
