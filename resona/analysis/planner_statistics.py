"""What PostgreSQL plans by, after a great many sessions came in at once.

Autovacuum counts a table anew about a minute after much of it changed. Until then, and longer where it looked while
the tables were still filling, PostgreSQL takes them for nearly empty: the triage list took 6 s instead of 0.2.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

# Fewer change little: autovacuum looks at a table of a thousand rows after 150 more.
MANY_SESSIONS: Final = 1000


def count_anew_after(recorded: int) -> bool:
    """Has the tables that sessions fill counted if so many sessions were many; whether it did.

    Takes a second or two whatever their size (PostgreSQL samples 30,000 rows a table) and stops nobody's work.
    """
    if recorded < MANY_SESSIONS:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT resona_analyse_sessions()")
    return True
