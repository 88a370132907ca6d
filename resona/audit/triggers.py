"""Puts the audit triggers on the tables there are, and takes away what tables that are gone left behind."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from resona.audit.coverage import audited_tables
from resona.audit.trigger_sql import PEOPLE, TRANSITIONS, TableShape, body_of

FUNCTION: Final = "resona_audit_{}"
TRIGGER: Final = "audit_{}"

SHAPES = """
SELECT relname,
       (SELECT attname FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum = conkey[1]),
       ARRAY(SELECT attname FROM pg_attribute
             WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum)
FROM pg_class JOIN pg_constraint ON conrelid = pg_class.oid AND contype = 'p'
WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s)
"""
FUNCTIONS = r"""
SELECT proname, prosrc FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'resona\_audit\_%%'
"""
TRIGGERS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgfoid = ANY (
    SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s))
"""
WATCHED = """
SELECT relname, CASE WHEN count(tgname) < 4 THEN 'missing' WHEN bool_and(tgenabled IN ('O', 'A')) THEN 'there'
                     ELSE 'switched off' END
FROM pg_class LEFT JOIN (pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid)
    ON tgrelid = pg_class.oid AND proname = 'resona_audit_' || relname
WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s)
GROUP BY relname ORDER BY relname
"""
# Its rows are the owner's to write, and nobody's search path leads it astray.
CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION public.{name}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $audit${body}$audit$;
REVOKE ALL ON FUNCTION public.{name}() FROM PUBLIC;
"""
CREATE_TRIGGER = """
CREATE TRIGGER {trigger} AFTER {operation} ON public.{table} {transitions}
FOR EACH STATEMENT EXECUTE FUNCTION public.{function}();
"""


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Makes functions and triggers what models and columns ask for. Called as the owner; quick when all is so."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.audit_logs')")
        if cursor.fetchone() == (None,):
            return
        shapes = _read_shapes(cursor)
        cursor.execute("SELECT to_regclass('public.erasure_notices')")
        noticed: set[str] = set() if cursor.fetchone() == (None,) else {PEOPLE}
        cursor.execute(FUNCTIONS)
        installed = dict(cursor.fetchall())
        bodies = {FUNCTION.format(name): body for name, body in _bodies(shapes, noticed).items()}
        for name in installed.keys() - bodies.keys():
            cursor.execute(f"DROP FUNCTION public.{name} CASCADE")
        for name, body in bodies.items():
            if installed.get(name) != body:
                cursor.execute(CREATE_FUNCTION.format(name=name, body=body))
        _create_triggers(cursor, shapes)


def find_unwatched(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Audited tables whose changes are not all logged, each with the reason."""
    with connection.cursor() as cursor:
        cursor.execute(WATCHED, [list(audited_tables())])
        return [(table, f"its triggers are {state}") for table, state in cursor.fetchall() if state != "there"]


def _read_shapes(cursor: CursorWrapper) -> dict[str, TableShape]:
    cursor.execute(SHAPES, [list(audited_tables())])
    rows = cursor.fetchall()
    return {name: TableShape(name=name, key=key, columns=tuple(columns)) for name, key, columns in rows}


def _bodies(shapes: Mapping[str, TableShape], noticed: Container[str]) -> dict[str, str]:
    audited = audited_tables()
    asked = {PEOPLE, *(one.subject.way.table for one in audited.values() if one.subject and one.subject.way)}
    return {
        name: body_of(shape, audited[name], is_asked=name in asked, is_noticed=name in noticed)
        for name, shape in shapes.items()
    }


def _create_triggers(cursor: CursorWrapper, shapes: dict[str, TableShape]) -> None:
    cursor.execute(TRIGGERS, [[FUNCTION.format(name) for name in shapes]])
    present = set(cursor.fetchall())
    for table in shapes:
        for operation, transitions in TRANSITIONS.items():
            trigger = TRIGGER.format(operation.lower())
            if (table, trigger) not in present:
                statement = CREATE_TRIGGER.format(
                    trigger=trigger,
                    operation=operation,
                    table=table,
                    transitions=transitions,
                    function=FUNCTION.format(table),
                )
                cursor.execute(statement)
