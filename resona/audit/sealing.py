"""Seals what is final in the audit log, and tells whether that is overdue."""

from __future__ import annotations

from typing import Final

from django.db import connection

from resona.audit.signing import sign_seals

# Sealing comes every minute; a transaction that runs for longer holds it up, for its rows may come before others'.
MAX_UNSEALED_SECONDS: Final = 900

UNSEALED = """
SELECT extract(epoch FROM now() - min(at))::float FROM audit_logs
WHERE xid >= coalesce((SELECT until_xid FROM audit_seals ORDER BY id DESC LIMIT 1), '0')
"""


def seal_finished() -> int:
    """Seals and signs the rows of all transactions older than every running one; returns how many, 0 for none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT resona_seal_audit()")
        rows: int = cursor.fetchone()[0]
    sign_seals()
    return rows


def overdue_fault() -> str | None:
    """Why the log is not sealed as it should be; None where it is."""
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED)
        seconds = cursor.fetchone()[0]
    if seconds is None or seconds <= MAX_UNSEALED_SECONDS:
        return None
    return f"the audit log has not been sealed for {seconds:.0f} s: is a worker running, or a transaction stuck?"
