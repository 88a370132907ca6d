"""The log as tests read it, beside what really happened to the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from resona.audit.coverage import audited_tables
from resona.audit.models import AuditEntry
from resona.postgres.table_duties import Subject
from tests.records.rows import Rows

# A row's key, or the pseudonym of the person whose key it is; and all of the row.
CONTENT = 'SELECT "{key}"::text, md5(found::text) FROM "{table}" AS found'
CONTENT_BY_PERSON = """
SELECT users.pseudonym::text, md5(found::text) FROM "{table}" AS found JOIN users ON users.id = found."{key}"
"""

Content = dict[tuple[str, str], str]  # by table and key


@dataclass(kw_only=True)
class Happened:
    """What a block did, by comparison of the tables before and after, and what the log says of it."""

    entries: list[AuditEntry] = field(default_factory=list)
    added: set[tuple[str, str]] = field(default_factory=set)
    changed: set[tuple[str, str]] = field(default_factory=set)
    deleted: set[tuple[str, str]] = field(default_factory=set)

    def logged(self, operation: str) -> set[tuple[str, str]]:
        return {
            (entry.table_name, key) for entry in self.entries if entry.operation == operation for key in entry.row_ids
        }

    def of(self, table: str) -> list[AuditEntry]:
        return [entry for entry in self.entries if entry.table_name == table]


@contextmanager
def watched(rows: Rows) -> Iterator[Happened]:
    """What happens inside the block, there when it ends; entries in the order of writing."""
    happened, before, last = Happened(), _content(rows), _last_entry()
    yield happened
    after = _content(rows)
    happened.entries += AuditEntry.objects.filter(id__gt=last).order_by("id")
    happened.added |= after.keys() - before.keys()
    happened.deleted |= before.keys() - after.keys()
    happened.changed |= {key for key in before.keys() & after.keys() if before[key] != after[key]}


def execute(statement: str, *arguments: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def _content(rows: Rows) -> Content:
    content: Content = {}
    for table, audited in audited_tables().items():
        key = rows.primary_key(table)
        query = CONTENT_BY_PERSON if audited.subject == Subject(column=key) else CONTENT
        rows.cursor.execute(query.format(table=table, key=key))
        content |= {(table, row_id): digest for row_id, digest in rows.cursor.fetchall()}
    return content


def _last_entry() -> int:
    last = AuditEntry.objects.order_by("id").last()
    return last.id if last else 0
