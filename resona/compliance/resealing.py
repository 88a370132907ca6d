"""The functions through which alone sealed values are replaced, one a column; put into the database after migrations.

Each belongs to the sealer, a role that nobody signs in as and that may update that one column; only the rotator may
call it. It replaces a value by comparison with the one that was read, takes none but a value of the same length that
another key has sealed, and keeps an event of each call. It waits for nobody: rows that others hold are left alone.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from resona.audit.rights import LOCK
from resona.compliance import redigesting
from resona.encryption.digest_fields import digest_columns
from resona.encryption.fields import sealed_columns
from resona.encryption.keyring import MAX_KEY_ID_CHARACTERS
from resona.encryption.sealed_columns import SealedColumn
from resona.postgres.roles import ROTATOR, SEALER

FUNCTION: Final = "resona_reseal_{table}_{column}"
EVENTS: Final = "security_events"
ACTOR_CHARACTERS: Final = 60  # of security_events.actor

BODY = """
DECLARE
    replaced integer;
BEGIN
    IF EXISTS (
        SELECT FROM (
            SELECT {before} AS before, {after} AS after FROM unnest(befores, afters) AS given(before, after)
        ) AS pair
        WHERE (
            get_byte(after, 0) BETWEEN 1 AND {longest}
            AND encode(substr(after, 2, get_byte(after, 0)), 'escape') ~ '^[a-z0-9][a-z0-9_-]*$'
            AND substr(after, 2, get_byte(after, 0)) <> substr(before, 2, get_byte(before, 0))
            AND octet_length(after) - get_byte(after, 0) = octet_length(before) - get_byte(before, 0)
        ) IS NOT TRUE
    ) THEN
        RAISE EXCEPTION '{table}.{column} takes values that another key has sealed, and no others'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    WITH free AS (
        SELECT kept."{key}" AS row_id, given.after
        FROM unnest(row_ids, befores, afters) AS given(row_id, before, after)
        JOIN public."{table}" AS kept ON kept."{key}" = given.row_id AND kept."{column}" = given.before
        FOR NO KEY UPDATE OF kept SKIP LOCKED
    )
    UPDATE public."{table}" AS kept SET "{column}" = free.after FROM free WHERE kept."{key}" = free.row_id;
    GET DIAGNOSTICS replaced = ROW_COUNT;
    INSERT INTO public.{events} (kind, actor, detail) VALUES (
        'keys_rotated',
        left(coalesce(current_setting('resona.actor', true), ''), {actor}),
        jsonb_build_object('table', '{table}', 'column', '{column}', 'rows', replaced, 'role', session_user));
    RETURN replaced;
END
"""
BYTES_OF_TEXT = "decode(translate(given.{}, '-_', '+/'), 'base64')"

INSTALLED = r"""
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'resona\_reseal\_%'
"""
PRESENT = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""
# To whom a function is given must be allowed to make one, for that moment.
CREATE = """
GRANT CREATE ON SCHEMA public TO {sealer};
CREATE FUNCTION public.{name}(row_ids uuid[], befores {type}[], afters {type}[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $reseal${body}$reseal$;
REVOKE ALL ON FUNCTION public.{name} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.{name} TO {rotator};
ALTER FUNCTION public.{name} OWNER TO {sealer};
REVOKE CREATE ON SCHEMA public FROM {sealer};
"""
CLOSE = """
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {sealer}, {rotator};
GRANT CONNECT ON DATABASE {database} TO {rotator};
GRANT USAGE ON SCHEMA public TO {sealer}, {rotator};
"""
OPEN = """
GRANT SELECT ("{key}", "{column}"), UPDATE ("{column}") ON public."{table}" TO {sealer};
GRANT SELECT ("{key}", "{column}") ON public."{table}" TO {rotator};
"""
# What rotation looks at and clears away beside the values themselves.
KNOWN_KEYS = "encryption_keys"
ROLES: Final = {"sealer": SEALER, "rotator": ROTATOR}


def function_name(sealed: SealedColumn) -> str:
    """What the rotator calls, with ids, values as read and values sealed anew: it returns how many it replaced."""
    return FUNCTION.format(table=sealed.table, column=sealed.column)


def install_resealing(connection: BaseDatabaseWrapper) -> None:
    """Makes the functions, and the rights of both roles, what sealed fields ask for. Called as the owner."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(PRESENT)
        columns = set(cursor.fetchall())
        tables = {table for table, _ in columns}
        wanted = [sealed for place, sealed in sealed_columns().items() if place in columns]
        _make_functions(cursor, wanted if EVENTS in tables else [])
        digests = [each for each in digest_columns() if (each.sealed.table, each.column) in columns]
        redigesting.drop_functions(cursor)
        for digest in digests:
            redigesting.install_function(cursor, digest)
        cursor.execute(CLOSE.format(database=connection.ops.quote_name(_database(cursor)), **ROLES))
        for sealed in wanted:
            cursor.execute(OPEN.format(key=sealed.row_key, table=sealed.table, column=sealed.column, **ROLES))
        for digest in digests:
            redigesting.grant(cursor, digest)
        if EVENTS in tables:
            cursor.execute(f"GRANT INSERT (kind, actor, detail) ON public.{EVENTS} TO {SEALER}")
        if KNOWN_KEYS in tables:
            cursor.execute(f"GRANT SELECT, DELETE ON public.{KNOWN_KEYS} TO {ROTATOR}")


def _make_functions(cursor: CursorWrapper, wanted: list[SealedColumn]) -> None:
    """All of them anew, so that whatever somebody made of one is gone."""
    cursor.execute(INSTALLED)
    for (signature,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {signature}")
    for sealed in wanted:
        kind = "bytea" if sealed.is_bytes else "text"
        cursor.execute(CREATE.format(name=function_name(sealed), type=kind, body=_body(sealed), **ROLES))


def _body(sealed: SealedColumn) -> str:
    as_bytes = "given.{}" if sealed.is_bytes else BYTES_OF_TEXT
    return BODY.format(
        before=as_bytes.format("before"),
        after=as_bytes.format("after"),
        table=sealed.table,
        column=sealed.column,
        key=sealed.row_key,
        events=EVENTS,
        actor=ACTOR_CHARACTERS,
        longest=MAX_KEY_ID_CHARACTERS,
    )


def _database(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT current_database()")
    name: str = cursor.fetchone()[0]
    return name
