"""Seals anew whatever is not sealed with the newest key, column by column, while everybody else goes on working.

Rows tell which key they need, so nothing is remembered between runs: whoever is interrupted begins again and reads past
what is done. Each batch is one short transaction that replaces a value only if it is still the one that was read, and
waits for no other: what is written meanwhile wins, and what is locked meanwhile is met again in another pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from resona.compliance.redigesting import redigest
from resona.compliance.resealing import function_name
from resona.encryption.fields import sealed_columns
from resona.encryption.keyring import KEY_ID, MAX_KEY_ID_CHARACTERS
from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import (
    NONCE_BYTES,
    TAG_BYTES,
    SealedValueError,
    from_text,
    key_id_in,
    open_stored,
    seal_stored,
)
from resona.postgres.retry import retry_transient

# Rows a transaction: enough to make its own cost small, few enough that nobody who needs one of them waits noticeably.
BATCH_ROWS: Final = 500
# More than so many are too long for one batch, whatever their number; a value that alone is longer goes by itself.
BATCH_BYTES: Final = 4 * 1024 * 1024
# Of one column, while rows were locked or changed under our hands.
MOST_PASSES: Final = 5
UNSEALED: Final = ""  # in place of a key's id: what is there is no sealed value

# The beginning of a value as bytes, long enough for any id of a key; NULL where it can be no sealed value.
_HEAD_BYTES: Final = 1 + MAX_KEY_ID_CHARACTERS
_HEAD_CHARACTERS: Final = 4 * -(-_HEAD_BYTES // 3)
_SHORTEST_BYTES: Final = 1 + 1 + NONCE_BYTES + TAG_BYTES
_HEAD_OF_TEXT = f"""
CASE WHEN octet_length({{value}}) >= {_SHORTEST_BYTES // 3 * 4}
          AND left({{value}}, {_HEAD_CHARACTERS}) ~ '^[A-Za-z0-9_-]*$'
     THEN decode(translate(left({{value}}, {_HEAD_CHARACTERS}), '-_', '+/'), 'base64') END"""
_HEAD_OF_BYTES = f"CASE WHEN octet_length({{value}}) >= {_SHORTEST_BYTES} THEN substr({{value}}, 1, {_HEAD_BYTES}) END"
# The key's id, as key_id_in reads it.
_KEY_ID = f"""
coalesce(CASE WHEN get_byte(head, 0) BETWEEN 1 AND {MAX_KEY_ID_CHARACTERS}
              THEN substring(encode(substr(head, 2, get_byte(head, 0)), 'escape') from '^{KEY_ID.pattern}$') END, '')"""
_COUNT = """
SELECT {key_id}, count(*) FROM (SELECT {head} AS head FROM {table} WHERE {column} IS NOT NULL) AS value GROUP BY 1
"""
# The next rows by key; values only of those that the newest key has not sealed.
_PAGE = """
SELECT row_id, CASE WHEN {key_id} <> %(newest)s THEN value END FROM (
    SELECT {key} AS row_id, {column} AS value, {head} AS head,
           sum(octet_length({column})) OVER (ORDER BY {key}) - octet_length({column}) AS bytes_before
    FROM {table} WHERE {column} IS NOT NULL {behind} ORDER BY {key} LIMIT %(rows)s
) AS page WHERE bytes_before < %(bytes)s ORDER BY row_id
"""
_RESEAL = "SELECT public.{name}(%s::uuid[], %s::{type}[], %s::{type}[])"

_Value = str | bytes


@dataclass(kw_only=True, slots=True)
class Rotated:
    """What a rotation did, and what it had to leave."""

    resealed: int = 0
    # Values that did not open, by column and by the key that they say they need.
    unreadable: dict[SealedColumn, Counter[str]] = field(default_factory=dict)


@dataclass(kw_only=True, slots=True)
class _Batch:
    """What became of the rows of one page."""

    read: int
    resealed: int = 0
    passed_over: int = 0  # locked, changed or gone since they were read
    unreadable: Counter[str] = field(default_factory=Counter)


def count_by_key() -> dict[SealedColumn, dict[str, int]]:
    """How many values each key has sealed in each column; UNSEALED for what is no sealed value. Reads every row."""
    counts: dict[SealedColumn, dict[str, int]] = {}
    with connection.cursor() as cursor:
        for sealed in sealed_columns().values():
            cursor.execute(_COUNT.format(key_id=_KEY_ID, **_names(sealed)))
            counts[sealed] = dict(sorted(cursor.fetchall()))
    return counts


def rotate_keys(*, batch_rows: int = BATCH_ROWS, done: Callable[[int], object] = lambda resealed: None) -> Rotated:
    """Seals every value anew that is not sealed with the newest key. Signed in as the rotator; not in a transaction.

    `done` is told after each batch how many there are so far. What does not open is left as it is, and counted.
    """
    rotated = Rotated()
    for sealed in sealed_columns().values():
        for _ in range(MOST_PASSES):
            unreadable: Counter[str] = Counter()
            passed_over = 0
            for batch in _pass(sealed, batch_rows):
                rotated.resealed += batch.resealed
                passed_over += batch.passed_over
                unreadable += batch.unreadable
                done(rotated.resealed)
            if not passed_over:
                break
        if unreadable:
            rotated.unreadable[sealed] = unreadable
    redigest()
    return rotated


def _pass(sealed: SealedColumn, batch_rows: int) -> Iterator[_Batch]:
    """Once through the column, in the order of its keys."""
    after: UUID | None = None
    while page := _read_page(sealed, after, batch_rows):
        after = page[-1][0]
        batch = _Batch(read=len(page))
        rows = list(_opened(sealed, page, batch))
        if rows:
            batch.resealed = retry_transient(partial(_replace, sealed, rows))
            batch.passed_over = len(rows) - batch.resealed
        yield batch


def _read_page(sealed: SealedColumn, after: UUID | None, rows: int) -> list[tuple[UUID, _Value | None]]:
    behind = "" if after is None else f'AND "{sealed.row_key}" > %(after)s'
    statement = _PAGE.format(key_id=_KEY_ID, behind=behind, **_names(sealed))
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {"newest": settings.RESONA_KEYRING.primary.id, "after": after, "rows": rows, "bytes": BATCH_BYTES},
        )
        page: list[tuple[UUID, _Value | None]] = cursor.fetchall()
        return page


def _opened(
    sealed: SealedColumn, page: Sequence[tuple[UUID, _Value | None]], batch: _Batch
) -> Iterator[tuple[UUID, _Value, _Value]]:
    """The row, its value as it is, and sealed anew; what does not open is counted instead."""
    for row_id, value in page:
        if value is None:
            continue
        try:
            yield row_id, value, seal_stored(sealed, row_id, open_stored(sealed, row_id, value))
        except SealedValueError:
            batch.unreadable[_key_id_in(value)] += 1


def _key_id_in(value: _Value) -> str:
    try:
        return key_id_in(value if isinstance(value, bytes) else from_text(value)) or UNSEALED
    except ValueError:
        return UNSEALED


def _replace(sealed: SealedColumn, rows: Sequence[tuple[UUID, _Value, _Value]]) -> int:
    statement = _RESEAL.format(name=function_name(sealed), type="bytea" if sealed.is_bytes else "text")
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
        replaced: int = cursor.fetchone()[0]
        return replaced


def _names(sealed: SealedColumn) -> Mapping[str, Any]:
    value = f'"{sealed.column}"'
    head = (_HEAD_OF_BYTES if sealed.is_bytes else _HEAD_OF_TEXT).format(value=value)
    return {"key": f'"{sealed.row_key}"', "column": value, "table": f'public."{sealed.table}"', "head": head}
