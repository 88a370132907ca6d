"""A row with a sealed value in every column that holds such, made by plain SQL."""

from __future__ import annotations

from uuid import UUID

from django.db.backends.utils import CursorWrapper

from resona.encryption.fields import sealed_columns
from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import open_stored, seal_stored
from resona.postgres.models import new_id
from tests.records.rows import Rows

Value = str | bytes


def insert_sealed(rows: Rows, sealed: SealedColumn, owner: UUID, content: bytes = b"words") -> UUID:
    """One row of this person, with this content under the newest key; the row's key."""
    key = owner if sealed.row_key == "user_id" else new_id()
    rows.insert(sealed.table, owner, **{sealed.row_key: key, sealed.column: sealed_value(sealed, key, content)})
    return key


def insert_everywhere(rows: Rows, owner: UUID) -> dict[SealedColumn, UUID]:
    return {sealed: insert_sealed(rows, sealed, owner, str(sealed).encode()) for sealed in sealed_columns().values()}


def sealed_value(sealed: SealedColumn, key: UUID, content: bytes) -> Value:
    return seal_stored(sealed, key, content)


def read_value(cursor: CursorWrapper, sealed: SealedColumn, key: UUID) -> Value:
    """As it is stored."""
    cursor.execute(f'SELECT "{sealed.column}" FROM {sealed.table} WHERE "{sealed.row_key}" = %s', [key])
    value: Value = cursor.fetchone()[0]
    return value


def read_content(cursor: CursorWrapper, sealed: SealedColumn, key: UUID) -> bytes:
    return open_stored(sealed, key, read_value(cursor, sealed, key))
