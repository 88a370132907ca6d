"""Reads what changed after a place, for one follower: in an order that never goes back, and nothing of whom it may not
see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.audit.changes.kinds import FollowedTable, followed_tables, no_news
from resona.audit.changes.notices import NOTICES_KEPT
from resona.audit.changes.places import Place, ReadAgainError

# Whoever was away for longer may have missed a notice of an erasure.
MAX_AWAY: Final = NOTICES_KEPT - timedelta(days=1)
# Entries that are looked at in one go, however few of them are told: a page takes no longer, and leads on.
LOOKED_AT: Final = 5_000
PEOPLE: Final = "users"
RESTRICTION: Final = "is_restricted"
ERASED: Final = "person.erased"
OPERATIONS: Final = {"INSERT": "created", "UPDATE": "updated", "DELETE": "deleted"}

# The database and its timeline: transactions are numbered anew where a dump was loaded, a copy took over, or a backup
# was restored. SQL about pg_control_system().
SERVER: Final = "to_hex(system_identifier) || '-' || left(pg_walfile_name(pg_current_wal_lsn()), 8)"
# SQL about an entry of the log: whether any of it is told to whoever follows these tables.
IS_NEWS: Final = """(
    (entry.table_name = ANY ({tables}) OR (entry.table_name = 'users' AND entry.changed @> ARRAY[%(restriction)s]))
    AND (entry.operation <> 'UPDATE' OR cardinality(entry.changed) = 0 OR EXISTS (
        SELECT FROM unnest(entry.changed) AS name WHERE entry.table_name || '.' || name <> ALL (%(no_news)s)))
)"""
NOW: Final = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text, statement_timestamp(),
       {server}
FROM pg_control_system()
""".replace("{server}", SERVER)
# How far there is to read: to the first transaction that is under way, or to the last entry that is looked at.
EDGE: Final = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text,
       statement_timestamp(), {server},
       last.xid::text, last.id, last.at
FROM pg_control_system() LEFT JOIN (
    SELECT xid, id, at FROM audit_logs
    WHERE clinic_uuid = %(clinic)s AND (xid, id) >= (%(xid)s::xid8, %(number)s)
        AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, id OFFSET %(looked_at)s LIMIT 1
) AS last ON true
""".replace("{server}", SERVER)
# A statement by hand: one entry names several rows, each of which is a change of its own.
CHANGES: Final = """
SELECT * FROM (
    (SELECT entry.xid::text AS xid, entry.xid AS place, entry.id, named.ordinal, entry.at, entry.table_name,
            entry.operation, entry.subject, named.row_id, %(restriction)s = ANY (entry.changed) AS lifts, NULL AS digest
     FROM audit_logs AS entry CROSS JOIN LATERAL unnest(entry.row_ids) WITH ORDINALITY AS named (row_id, ordinal)
     WHERE entry.clinic_uuid = %(clinic)s
        AND (entry.xid, entry.id) >= (%(xid)s::xid8, %(number)s)
        AND (entry.xid, entry.id, named.ordinal) > (%(xid)s::xid8, %(number)s, %(ordinal)s)
        AND (entry.xid, entry.id) < (%(edge_xid)s::xid8, %(edge_number)s)
        AND {is_news}
     ORDER BY entry.xid, entry.id, named.ordinal LIMIT %(limit)s)
    UNION ALL
    (SELECT notice.xid::text, notice.xid, notice.id, 1, notice.at, '', '', NULL, NULL, false, notice.id_sha256
     FROM erasure_notices AS notice
     WHERE notice.clinic_uuid = %(clinic)s
        AND (notice.xid, notice.id) >= (%(xid)s::xid8, %(number)s)
        AND (notice.xid, notice.id, 1) > (%(xid)s::xid8, %(number)s, %(ordinal)s)
        AND (notice.xid, notice.id) < (%(edge_xid)s::xid8, %(edge_number)s)
     ORDER BY notice.xid, notice.id LIMIT %(limit)s)
) AS told ORDER BY place, id, ordinal LIMIT %(limit)s
""".replace("{is_news}", IS_NEWS.replace("{tables}", "%(tables)s"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Follower:
    """Whose changes are read: those of a clinic, of these kinds.

    That a restriction was lifted, and that somebody was erased, is told whatever the kinds.
    """

    clinic_id: UUID
    kinds: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One row that was added, changed or deleted; `read_again`: read all there is of this person anew."""

    kind: str
    id: UUID | None  # None of who was erased
    user_id: UUID | None  # None of who was erased, and of what is about nobody
    operation: str  # created, updated, deleted, read_again or erased
    at: datetime
    place: Place  # after it
    user_id_sha256: str | None = None  # of who was erased


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What was read, and where to go on."""

    found: tuple[Change, ...]
    after: Place  # also where nothing was found: what is not told is passed over
    is_all: bool  # False: there is more to read already


def place_now() -> Place:
    """Where to begin: after everything that is told by now."""
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        xid, at, server = cursor.fetchone()
    return Place(xid=int(xid), number=0, ordinal=0, at=at, server=server)


def read_changes(after: Place, *, follower: Follower, limit: int) -> Changes:
    """At most so many changes after this place, in three statements. Raises ReadAgainError.

    They are told at least once: whoever acts on one and then keeps `after` loses none.
    """
    tables = {each.table: each for kind, each in followed_tables().items() if kind in follower.kinds}
    edge, is_cut = _edge(after, follower)
    rows = _rows(after, edge, follower, tables.values(), limit)
    told, is_full = rows[:limit], len(rows) > limit
    people = _visible_people({row["subject"] for row in told if row["subject"] is not None}, follower)
    found = tuple(_told(told, people, tables, server=edge.server))
    end = _place(told[-1], edge.server) if is_full else edge
    return Changes(found=found, after=end, is_all=not (is_full or is_cut))


def _edge(after: Place, follower: Follower) -> tuple[Place, bool]:
    """How far there is to read, and whether there is more behind it."""
    values: dict[str, Any] = {
        "clinic": follower.clinic_id,
        "xid": str(after.xid),
        "number": after.number,
        "looked_at": LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(EDGE, values)
        xmin, xmax, now, server, xid, number, at = cursor.fetchone()
    if after.server != server or after.xid > int(xmax) or now - after.at > MAX_AWAY:
        raise ReadAgainError
    if xid is not None:
        return Place(xid=int(xid), number=number, ordinal=0, at=at, server=server), True
    return Place(xid=int(xmin), number=0, ordinal=0, at=now, server=server), False


def _rows(
    after: Place, edge: Place, follower: Follower, tables: Iterable[FollowedTable], limit: int
) -> list[Mapping[str, Any]]:
    """One more than so many, where there are more."""
    values: dict[str, Any] = {
        "clinic": follower.clinic_id,
        "xid": str(after.xid),
        "number": after.number,
        "ordinal": after.ordinal,
        "edge_xid": str(edge.xid),
        "edge_number": edge.number,
        "tables": [each.table for each in tables],
        "no_news": list(no_news()),
        "restriction": RESTRICTION,
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _visible_people(subjects: set[UUID], follower: Follower) -> dict[UUID, UUID]:
    """By pseudonym, the ids of those whom the clinic's systems see: who is restricted or gone is not among them."""
    caller = ApiKeyCaller(id=follower.clinic_id, clinic_id=follower.clinic_id, scopes=frozenset())
    people = User.objects.visible_to(caller).people().filter(pseudonym__in=subjects).order_by()
    return dict(people.values_list("pseudonym", "id"))


def _told(
    rows: Iterable[Mapping[str, Any]],
    people: Mapping[UUID, UUID],
    tables: Mapping[str, FollowedTable],
    *,
    server: str,
) -> Iterator[Change]:
    for row in rows:
        place, subject = _place(row, server), row["subject"]
        if row["digest"] is not None:
            yield Change(
                kind=ERASED,
                id=None,
                user_id=None,
                operation="erased",
                at=row["at"],
                place=place,
                user_id_sha256=row["digest"],
            )
            continue
        person = people.get(subject)
        table = followed_tables()["person"] if row["lifts"] else tables[row["table_name"]]
        if person is None and table.is_personal:
            continue
        yield Change(
            kind=table.kind,
            # Where a row has the key of the person it is about, the log has their pseudonym in its place.
            id=person if row["row_id"] == str(subject) else UUID(row["row_id"]),
            user_id=person,
            operation="read_again" if row["lifts"] else OPERATIONS[row["operation"]],
            at=row["at"],
            place=place,
        )


def _place(row: Mapping[str, Any], server: str) -> Place:
    return Place(xid=int(row["xid"]), number=row["id"], ordinal=row["ordinal"], at=row["at"], server=server)
