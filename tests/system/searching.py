"""Looks for a text wherever the database could have left it in clear."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from resona.postgres.backend.server import start_if_asked
from resona.postgres.cluster import Cluster

TABLES = """
SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND strpos(query, %s) > 0"
WHERE_IT_WRITES: LiteralString = "SELECT pg_walfile_name(pg_current_wal_insert_lsn())"


def forms_of(text: str) -> list[str]:
    """The text as it may stand in clear: itself, in hexadecimal, and in base64 wherever it begins there."""
    raw = text.encode()
    return [text, raw.hex(), *(_inside_base64(raw, skipped) for skipped in range(3))]


def find_in_text(text: str, haystack: bytes) -> bool:
    return any(form.encode() in haystack for form in forms_of(text))


def find_in_tables(text: str) -> list[str]:
    """The tables with a row that holds the text, in whatever column; whole rows are compared, bytea as hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        assert "public.procrastinate_jobs" in tables
        return [table for table in tables if _holds(cursor, table, forms_of(text))]


def is_in_running_statements(text: str) -> bool:
    """Whether a connection's latest statement holds it: shown to everyone who may look at the server's activity."""
    with connection.cursor() as cursor:
        cursor.execute(RUNNING, [text])
        return bool(cursor.fetchone()[0])


class ServerFiles:
    """What the embedded server has written since this was made: its log, its journal, and the database's own pages."""

    def __init__(self) -> None:
        if start_if_asked(connection.settings_dict) is None:
            pytest.skip("The files of a server elsewhere cannot be read: unset DATABASE_URL.")
        self._cluster = Cluster(state_directory=Path(settings.STATE_DIRECTORY).resolve())
        self._log_begins = self._cluster.log.stat().st_size
        with _superuser() as superuser:
            self._journal_begins = _value(superuser, WHERE_IT_WRITES)

    def log(self) -> bytes:
        with self._cluster.log.open("rb") as log:
            log.seek(self._log_begins)
            return log.read()

    def find_on_disk(self, text: str) -> list[str]:
        """The files, once everything is written out, that hold the text."""
        with _superuser() as superuser:
            superuser.execute("CHECKPOINT")
            journal_ends = _value(superuser, WHERE_IT_WRITES)
            pages = self._cluster.data_directory / _value(
                superuser, "SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()"
            )
        journal = self._cluster.data_directory / "pg_wal"
        written = [path for path in journal.iterdir() if self._journal_begins <= path.name <= journal_ends]
        assert written
        return [
            path.name
            for path in [*pages.iterdir(), *written]
            if path.is_file() and find_in_text(text, path.read_bytes())
        ]


def _inside_base64(raw: bytes, skipped: int) -> str:
    """What is certain of the base64 of `raw` after so many other bytes: groups that it fills alone."""
    whole = base64.urlsafe_b64encode(b"\0" * skipped + raw).decode()
    return whole[4 * bool(skipped) : 4 * ((skipped + len(raw)) // 3)]


def _holds(cursor: Any, table: str, forms: list[str]) -> bool:
    found_in_row = f"SELECT FROM {table} AS found, unnest(%s::text[]) AS form WHERE strpos(found::text, form) > 0"
    cursor.execute(f"SELECT EXISTS ({found_in_row})", [forms])
    holds: bool = cursor.fetchone()[0]
    return holds


@contextmanager
def _superuser() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    server = start_if_asked(connection.settings_dict)
    assert server is not None
    database = connection.settings_dict["NAME"]
    host, port = str(server.socket_directory), server.port
    with psycopg.connect(host=host, port=port, user=server.superuser, dbname=database, autocommit=True) as superuser:
        yield superuser


def _value(superuser: psycopg.Connection[tuple[Any, ...]], query: LiteralString) -> str:
    row = superuser.execute(query).fetchone()
    assert row is not None
    return str(row[0])
