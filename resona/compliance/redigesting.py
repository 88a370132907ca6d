"""The function through which alone a change of keys replaces the digests by which sealed values are found.

As those of resealing: it belongs to the sealer, only the rotator may call it, and it takes digests of the right form
for rows that still have the one that was read. Whoever writes such digests waits meanwhile, so that no value stands
twice under two keys.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from resona.encryption.digest_fields import DigestColumn, digest_columns, digest_content
from resona.encryption.digests import lookup_digest
from resona.encryption.sealing import SealedValueError, open_stored
from resona.postgres.retry import retry_transient
from resona.postgres.roles import ROTATOR, SEALER

BATCH_ROWS: Final = 500
FUNCTION: Final = "resona_redigest_{table}_{column}"
INSTALLED: Final = r"""
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'resona\_redigest\_%'
"""
CREATE: Final = """
GRANT CREATE ON SCHEMA public TO {sealer};
CREATE FUNCTION public.{name}(row_ids uuid[], befores text[], afters text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $redigest$
DECLARE
    replaced integer;
BEGIN
    IF EXISTS (
        SELECT FROM unnest(afters) AS after WHERE (after ~ '^[a-z0-9][a-z0-9_-]*:[0-9a-f]{{64}}$') IS NOT TRUE
    ) THEN
        RAISE EXCEPTION '{table}.{column} takes keyed digests' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE public."{table}" AS kept SET "{column}" = given.after
    FROM unnest(row_ids, befores, afters) AS given(row_id, before, after)
    WHERE kept."{key}" = given.row_id AND kept."{column}" = given.before;
    GET DIAGNOSTICS replaced = ROW_COUNT;
    RETURN replaced;
END
$redigest$;
REVOKE ALL ON FUNCTION public.{name} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.{name} TO {rotator};
ALTER FUNCTION public.{name} OWNER TO {sealer};
REVOKE CREATE ON SCHEMA public FROM {sealer};
"""
OPEN: Final = """
GRANT SELECT ("{key}", "{column}"), UPDATE ("{column}") ON public."{table}" TO {sealer};
GRANT SELECT ("{column}", {within}) ON public."{table}" TO {rotator};
"""
PAGE: Final = """
SELECT "{key}", "{sealed}", "{column}", {within} FROM public."{table}"
WHERE "{column}" NOT LIKE %s ORDER BY "{key}" LIMIT %s OFFSET %s
"""


def drop_functions(cursor: CursorWrapper) -> None:
    """Whatever somebody made of one is gone."""
    cursor.execute(INSTALLED)
    for (signature,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {signature}")


def install_function(cursor: CursorWrapper, digest: DigestColumn) -> None:
    """Makes the function of this column."""
    cursor.execute(CREATE.format(name=_name(digest), sealer=SEALER, rotator=ROTATOR, **_names(digest)))


def grant(cursor: CursorWrapper, digest: DigestColumn) -> None:
    """The rights of both roles on this column."""
    cursor.execute(OPEN.format(sealer=SEALER, rotator=ROTATOR, **_names(digest)))


def redigest() -> int:
    """Makes every digest anew that the newest key has not made, and returns how many. Signed in as the rotator."""
    return sum(_redigest(digest) for digest in digest_columns())


def _redigest(digest: DigestColumn) -> int:
    """What cannot be opened stays, and is read past."""
    done = left = 0
    while rows := _read_page(digest, after=left):
        made = [(row_id, before, after) for row_id, before, after in rows if after is not None]
        if made:
            done += retry_transient(lambda made=made: _replace(digest, made))  # type: ignore[misc]
        left += len(rows) - len(made)
    return done


def _read_page(digest: DigestColumn, *, after: int) -> list[tuple[object, str, str | None]]:
    newest = f"{settings.RESONA_KEYRING.primary.id}:%".replace("_", r"\_")
    with connection.cursor() as cursor:
        cursor.execute(PAGE.format(**_names(digest)), [newest, BATCH_ROWS, after])
        return [
            (row_id, before, _made_anew(digest, row_id, value, within))
            for row_id, value, before, *within in cursor.fetchall()
        ]


def _made_anew(digest: DigestColumn, row_id: object, value: str, within: list[object]) -> str | None:
    try:
        opened = open_stored(digest.sealed, row_id, value).decode()  # type: ignore[arg-type]  # the key of a row
    except SealedValueError:
        return None
    return lookup_digest(digest_content(opened, *within))


@transaction.atomic
def _replace(digest: DigestColumn, rows: list[tuple[object, str, str]]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(digest.lock)
        cursor.execute(
            f"SELECT public.{_name(digest)}(%s::uuid[], %s::text[], %s::text[])",
            [list(column) for column in zip(*rows, strict=True)],
        )
        replaced: int = cursor.fetchone()[0]
        return replaced


def _name(digest: DigestColumn) -> str:
    return FUNCTION.format(table=digest.sealed.table, column=digest.column)


def _names(digest: DigestColumn) -> dict[str, str]:
    return {
        "table": digest.sealed.table,
        "key": digest.sealed.row_key,
        "sealed": digest.sealed.column,
        "column": digest.column,
        "within": ", ".join(f'"{column}"' for column in digest.within),
    }
