"""Seals as tests make them, and what whoever owns the tables could do to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from resona.audit.models import AuditSeal
from resona.audit.sealing import seal_finished
from tests.audit.log import execute

SEALED = ("audit_logs", "audit_seals", "audit_signatures", "data_access_logs", "security_events")
ADD = """
INSERT INTO audit_logs (xid, at, table_name, operation, subject, row_ids, changed, kept, actor, source, reason, db_role)
SELECT %s::xid8, %s, 'users', 'UPDATE', gen_random_uuid(), ARRAY[number::text], ARRAY['role'],
       '{"role": ["person", "clinician"]}', 'staff:1', 'POST admin/', '', 'resona_app'
FROM generate_series(1, %s) AS number
"""
# What the function takes for the oldest running transaction.
OLDEST = "pg_snapshot_xmin(pg_current_snapshot())"


@contextmanager
def defenceless() -> Iterator[None]:
    """As whoever owns the tables could: the triggers that refuse are off inside the block."""
    for table in SEALED:
        execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in SEALED:
        execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def add(*, xid: int, rows: int = 1, seconds_ago: int = 0) -> None:
    """Rows of a transaction with this number, which is over."""
    execute(ADD, str(xid), timezone.now() - timedelta(seconds=seconds_ago), rows)


@contextmanager
def transactions_up_to(xid: int) -> Iterator[None]:
    """As on a server that has counted its transactions up to this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('resona_seal_audit'::regproc)")
        definition: str = cursor.fetchone()[0]
    assert OLDEST in definition
    execute(definition.replace(OLDEST, f"'{xid}'::xid8"))
    yield
    execute(definition)


def three_seals() -> list[AuditSeal]:
    for begin in (10, 20, 30):
        add(xid=begin, rows=2)
        add(xid=begin + 1, rows=3)
        with transactions_up_to(begin + 5):
            assert seal_finished() == 5
    return list(AuditSeal.objects.all())


def empty_log() -> None:
    """Taken back with everything else that a test does."""
    with defenceless():
        execute("DELETE FROM audit_logs; DELETE FROM audit_seals; DELETE FROM audit_signatures")


SECOND = "(SELECT id FROM audit_logs ORDER BY id OFFSET 7 LIMIT 1)"
MIDDLE = "(SELECT id FROM audit_seals ORDER BY id OFFSET 1 LIMIT 1)"
COPY_AS = (
    """INSERT INTO audit_logs SELECT (jsonb_populate_record(found, '{{"id": {}}}')).* FROM audit_logs AS found """
    f"WHERE id = {SECOND}"
)
DAMAGE = {
    **{
        f"{column} changed": (f"UPDATE audit_logs SET {column} = {value} WHERE id = {SECOND}", 1)
        for column, value in {
            "at": "at + interval '1 us'",
            "table_name": "'clinics'",
            "operation": "'DELETE'",
            "subject": "NULL",
            "clinic_uuid": "gen_random_uuid()",
            "row_ids": "'{}'",
            "changed": "ARRAY['role', 'role']",
            "kept": "'{}'",
            "actor": "'staff:2'",
            "source": "''",
            "reason": "' '",
            "db_role": "'resona'",
            "xid": "'20'::xid8",
        }.items()
    },
    "a row deleted": (f"DELETE FROM audit_logs WHERE id = {SECOND}", 1),
    "a row moved to another seal": (f"UPDATE audit_logs SET xid = '12'::xid8 WHERE id = {SECOND}", 1),
    "all deleted": ("DELETE FROM audit_logs", 0),
    "two rows exchanged": (
        "UPDATE audit_logs SET row_ids = CASE WHEN row_ids = '{1}' THEN '{2}' ELSE '{1}' END::text[] WHERE xid = '20'",
        1,
    ),
    "a row slipped in before the first": (COPY_AS.format(0), 3),
    "a row slipped in after the last": (COPY_AS.format(999_999_999), 3),
    "a seal deleted": (f"DELETE FROM audit_seals WHERE id = {MIDDLE}", 1),
    "the first seal deleted": ("DELETE FROM audit_seals WHERE id = (SELECT min(id) FROM audit_seals)", 0),
    "the count of a seal changed": (f"UPDATE audit_seals SET rows = rows + 1 WHERE id = {MIDDLE}", 1),
    "the moment of a seal changed": (
        f"UPDATE audit_seals SET sealed_at = sealed_at - interval '1 us' WHERE id = {MIDDLE}",
        1,
    ),
    "the beginning of a seal changed": (f"UPDATE audit_seals SET from_xid = '16' WHERE id = {MIDDLE}", 1),
    "a seal said to begin anew": (f"UPDATE audit_seals SET after_id = 1 WHERE id = {MIDDLE}", 1),
    "the end of a seal changed": (f"UPDATE audit_seals SET until_xid = '24' WHERE id = {MIDDLE}", 1),
    "the last row of a seal changed": (f"UPDATE audit_seals SET last_id = last_id + 1 WHERE id = {MIDDLE}", 1),
    "a digest changed": (f"UPDATE audit_seals SET digest = sha256(digest) WHERE id = {MIDDLE}", 1),
    "a link changed": (f"UPDATE audit_seals SET previous = sha256(previous) WHERE id = {MIDDLE}", 1),
}
