"""What PostgreSQL itself says about the schema (pg_catalog), for tests that walk it instead of a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
       CASE WHEN a.attidentity = '' THEN pg_get_expr(d.adbin, d.adrelid) ELSE 'identity' END,
       col_description(c.oid, a.attnum)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""
FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text, c.conname, a.attname, c.confrelid::regclass::text,
       CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END
FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
ORDER BY 1, 2
"""
INDEXES = """
SELECT x.indrelid::regclass::text, i.relname, x.indisunique, pg_get_expr(x.indpred, x.indrelid, true),
       ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, true) FROM generate_series(1, x.indnkeyatts) AS k ORDER BY k)
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid AND i.relnamespace = 'public'::regnamespace
ORDER BY 1, 2
"""
TABLE_COMMENTS = """
SELECT relname, obj_description(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
# One line an object: what it is, what it is called, and how it is defined.
OBJECTS = """
SELECT concat_ws(' ', 'relation', relkind, relname, obj_description(oid, 'pg_class'))
FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT concat_ws(' ', 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                 pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum))
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid)) FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace = 'public'::regnamespace WHERE NOT t.tgisinternal
UNION ALL
SELECT concat_ws(' ', 'function', oid::regprocedure, md5(prosrc))
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT concat_ws(' ', 'type', typtype, typname) FROM pg_type
WHERE typnamespace = 'public'::regnamespace AND typcategory <> 'A'
UNION ALL
SELECT concat_ws(' ', 'extension', extname) FROM pg_extension
"""
SHORT_TYPE_NAMES = {"character varying": "varchar", "timestamp with time zone": "timestamptz"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of a table; its type as the records' contract writes it."""

    table: str
    name: str
    type: str
    nullable: bool
    default: str | None
    comment: str | None

    @property
    def full_name(self) -> str:
        return f"{self.table}.{self.name}"

    @property
    def may_be_left_out(self) -> bool:
        """Whether a plain INSERT need not name it."""
        return self.nullable or self.default is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class ForeignKey:
    """A key of one column to another table."""

    table: str
    name: str
    column: str
    target: str
    on_delete: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """An index, its columns in their order."""

    table: str
    name: str
    unique: bool
    predicate: str | None
    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """The whole schema."""

    columns: dict[str, list[Column]]  # by table
    foreign_keys: dict[str, list[ForeignKey]]  # by the table that refers
    indexes: dict[str, list[Index]]  # by table
    table_comments: dict[str, str | None]

    def all_foreign_keys(self) -> Iterable[ForeignKey]:
        return (key for keys in self.foreign_keys.values() for key in keys)

    def tables_leading_to(self, *targets: str) -> set[str]:
        """The tables from which keys lead, over however many others, to one of these; and these."""
        return _reached(targets, list(self.all_foreign_keys()))

    def tables_of(self, *targets: str) -> set[str]:
        """The same by keys that do not just empty: a row that only names who acted does not belong to them."""
        return _reached(targets, [key for key in self.all_foreign_keys() if key.on_delete != "SET NULL"])


def _reached(targets: Iterable[str], keys: Collection[ForeignKey]) -> set[str]:
    reached = set(targets)
    while more := {key.table for key in keys if key.target in reached} - reached:
        reached |= more
    return reached


def read_catalogue(cursor: CursorWrapper) -> Catalogue:
    """The schema of the database this cursor belongs to."""
    columns = defaultdict(list)
    cursor.execute(COLUMNS)
    for table, name, type_name, nullable, default, comment in cursor.fetchall():
        columns[table].append(
            Column(
                table=table,
                name=name,
                type=_short(type_name),
                nullable=nullable,
                default=default,
                comment=comment,
            )
        )
    keys = defaultdict(list)
    cursor.execute(FOREIGN_KEYS)
    for table, name, column, target, on_delete in cursor.fetchall():
        keys[table].append(ForeignKey(table=table, name=name, column=column, target=target, on_delete=on_delete))
    indexes = defaultdict(list)
    cursor.execute(INDEXES)
    for table, name, unique, predicate, index_columns in cursor.fetchall():
        indexes[table].append(
            Index(table=table, name=name, unique=unique, predicate=predicate, columns=tuple(index_columns))
        )
    cursor.execute(TABLE_COMMENTS)
    return Catalogue(
        columns=dict(columns),
        foreign_keys=dict(keys),
        indexes=dict(indexes),
        table_comments=dict(cursor.fetchall()),
    )


def read_objects(cursor: CursorWrapper) -> set[str]:
    """A line for everything there is in the schema: two schemas are alike if these are."""
    cursor.execute(OBJECTS)
    return {line for (line,) in cursor.fetchall()}


def _short(type_name: str) -> str:
    for long, short in SHORT_TYPE_NAMES.items():
        type_name = type_name.replace(long, short)
    return type_name
