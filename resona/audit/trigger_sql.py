"""The text of the trigger functions, made for each table from its columns.

Static SQL that compares column with column: turning whole rows into JSON would cost several times as much. One row of
the log tells of all rows of a statement that are about the same person and changed alike.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Final

from resona.postgres.table_duties import Subject, TableDuties

PEOPLE: Final = "users"
# Moved by a trigger at every update, and tells nothing that `at` does not.
SILENT_COLUMNS: Final = frozenset({"updated_at"})
# Claims are cut to what an actor, a route and a reason need.
LONGEST: Final = {"actor": 60, "source": 200, "reason": 200}  # characters

BEFORE, AFTER = "OLD TABLE AS before_rows", "NEW TABLE AS after_rows"
TRANSITIONS: Final = {
    "INSERT": f"REFERENCING {AFTER}",
    "UPDATE": f"REFERENCING {BEFORE} {AFTER}",
    "DELETE": f"REFERENCING {BEFORE}",
    "TRUNCATE": "",
}

BODY = """
DECLARE
    -- Of whom this statement has deleted: a cascade takes the rows that refer to them next, and when the triggers
    -- of those run, they are no longer there to be asked.
    gone jsonb := coalesce(nullif(current_setting('resona.gone', true), ''), '{{}}');
BEGIN
    IF TG_OP = 'INSERT' THEN{inserted}
    ELSIF TG_OP = 'UPDATE' THEN{updated}
    ELSIF TG_OP = 'DELETE' THEN{deleted}{remembered}{noticed}
    ELSE{emptied}
    END IF;
    RETURN NULL;
END
"""
LOG = """
        INSERT INTO public.audit_logs
            (table_name, operation, subject, clinic_uuid, row_ids, changed, kept, actor, source, reason, db_role)
        SELECT TG_TABLE_NAME, TG_OP, subject, clinic_uuid, {row_ids}, changed, kept,
               left(coalesce(current_setting('resona.actor', true), ''), {actor}),
               left(coalesce(current_setting('resona.source', true), ''), {source}),
               left(coalesce(current_setting('resona.reason', true), ''), {reason}), session_user
        FROM (
            {told}
        ) AS told
        {grouped};"""
TOLD = """SELECT {subject} AS subject, {clinic} AS clinic_uuid, {row_id} AS row_id,
                   {changed} AS changed, {kept} AS kept
            FROM {rows}"""
REMEMBERED = """
        PERFORM set_config('resona.gone', (gone || coalesce((
            SELECT jsonb_object_agg(was."{key}", jsonb_build_array({subject}, {clinic}))
            FROM {rows}), '{{}}'))::text, true);"""
# What is left of who was erased, for systems that follow changes: after everything else of this statement.
NOTICED = """
        INSERT INTO public.erasure_notices (clinic_uuid, id_sha256)
        SELECT was.clinic_id, encode(sha256(convert_to(was.id::text, 'UTF8')), 'hex')
        FROM before_rows AS was WHERE was.role = 'person' AND was.clinic_id IS NOT NULL;"""
GROUPED = "GROUP BY subject, clinic_uuid, changed, kept"
NOBODY, NOTHING, NO_VALUES = "NULL::uuid", "'{}'::text[]", "'{}'::jsonb"


@dataclass(frozen=True, kw_only=True, slots=True)
class TableShape:
    """A table as the catalogue has it."""

    name: str
    key: str  # the one column of its primary key
    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rows:
    """The rows of a statement: where they are, and a column of one of them, as SQL."""

    source: str
    cell: str


_INSERTED = _Rows(source="after_rows AS became", cell='became."{}"')
_DELETED = _Rows(source="before_rows AS was", cell='was."{}"')


def body_of(shape: TableShape, declared: TableDuties, *, is_asked: bool, is_noticed: bool) -> str:
    """The body of the table's trigger function.

    `is_asked` where other tables find their person through this one; `is_noticed` where whoever is deleted leaves a
    notice for systems that follow changes.
    """
    audited = _among(shape.columns, declared)
    both = _Rows(
        source=f'before_rows AS was FULL JOIN after_rows AS became ON became."{shape.key}" = was."{shape.key}"',
        cell='coalesce(became."{0}", was."{0}")',
    )
    told = TOLD.format(
        subject=NOBODY, clinic=NOBODY, row_id="NULL", changed=NOTHING, kept=NO_VALUES, rows="(VALUES (1)) AS once"
    )
    return BODY.format(
        inserted=_log(shape, audited, _INSERTED, changed=NOTHING, kept=_kept_of_one(audited, "NULL", 'became."{}"')),
        updated=_log(shape, audited, both, changed=_changed(shape), kept=_kept_of_both(audited)),
        deleted=_log(shape, audited, _DELETED, changed=NOTHING, kept=_kept_of_one(audited, 'was."{}"', "NULL")),
        remembered=_remembered(shape, audited) if is_asked else "",
        noticed=NOTICED if is_noticed else "",
        emptied=LOG.format(told=told, row_ids=NOTHING, grouped="", **LONGEST),
    )


def _among(columns: Container[str | None], declared: TableDuties) -> TableDuties:
    """What is declared of these columns: while migrations run, some that models name are not there yet."""
    is_led = declared.subject is not None and declared.subject.column in columns
    return replace(
        declared,
        subject=declared.subject if is_led else None,
        clinic=declared.clinic if declared.clinic in columns else None,
        kept=tuple(name for name in declared.kept if name in columns),
    )


def _log(shape: TableShape, audited: TableDuties, rows: _Rows, *, changed: str, kept: str) -> str:
    subject, clinic, joins = _person(shape, audited, rows.cell)
    # Where a row has the key of the person it is about, the pseudonym stands for it.
    is_person = audited.subject == Subject(column=shape.key)
    row_id = subject if is_person else rows.cell.format(shape.key)
    told = TOLD.format(
        subject=subject,
        clinic=clinic,
        row_id=f"({row_id})::text",
        changed=changed,
        kept=kept,
        rows=rows.source + joins,
    )
    return LOG.format(told=told, row_ids="array_agg(row_id)", grouped=GROUPED, **LONGEST)


def _person(shape: TableShape, audited: TableDuties, cell: str) -> tuple[str, str, str]:
    """The subject's pseudonym and the clinic as expressions, and the joins that they need."""
    clinic = cell.format(audited.clinic) if audited.clinic else NOBODY
    if audited.subject is None:
        return NOBODY, clinic, ""
    if audited.subject.is_pseudonym:
        return cell.format(audited.subject.column), clinic, ""
    if shape.name == PEOPLE:
        return cell.format("pseudonym"), cell.format("clinic_id"), ""
    key, way = cell.format(audited.subject.column), audited.subject.way
    leads_on = f" LEFT JOIN public.{way.table} AS way ON way.{way.key} = {key}" if way else ""
    joins = f"{leads_on} LEFT JOIN public.{PEOPLE} AS person ON person.id = {f'way.{way.person}' if way else key}"
    gone = f"gone -> ({key})::text"
    return (
        f"coalesce(person.pseudonym, ({gone} ->> 0)::uuid)",
        f"coalesce(person.clinic_id, ({gone} ->> 1)::uuid)",
        joins,
    )


def _changed(shape: TableShape) -> str:
    names = [name for name in shape.columns if name not in SILENT_COLUMNS]
    cases = (f"""CASE WHEN was."{name}" IS DISTINCT FROM became."{name}" THEN '{name}' END""" for name in names)
    return f"array_remove(ARRAY[{', '.join(cases)}], NULL)"


def _kept_of_one(audited: TableDuties, before: str, after: str) -> str:
    pairs = (f"'{name}', jsonb_build_array({before.format(name)}, {after.format(name)})" for name in audited.kept)
    return f"jsonb_build_object({', '.join(pairs)})"


def _kept_of_both(audited: TableDuties) -> str:
    cases = (
        f"""CASE WHEN was."{name}" IS DISTINCT FROM became."{name}" """
        f"""THEN jsonb_build_object('{name}', jsonb_build_array(was."{name}", became."{name}")) ELSE '{{}}' END"""
        for name in audited.kept
    )
    return " || ".join([NO_VALUES, *cases])


def _remembered(shape: TableShape, audited: TableDuties) -> str:
    subject, clinic, joins = _person(shape, audited, _DELETED.cell)
    return REMEMBERED.format(key=shape.key, subject=subject, clinic=clinic, rows=_DELETED.source + joins)
