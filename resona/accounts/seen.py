"""Statements that differ from caller to caller in whom they see and in nothing else, so that they can be kept.

They speak of the people in SEEN. Who that is, is put in front of them anew with each run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from resona.accounts.querysets import ids_of_visible
from resona.postgres.compiled import Rows

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Their ids, for `__in`. A statement that is run in any other way fails: there is no such table.
SEEN: Final = RawSQL("SELECT id FROM seen", ())
# Found once, however often a statement speaks of them: planning it again in each place would take longer.
# In brackets, for it only reads: what begins with WITH may write, and gets a transaction with its claims.
_IN_FRONT: Final = "(WITH seen AS ({people}) {statement})"


def fetch_seen_by(caller: Caller, statement: str, parameters: Sequence[Any]) -> Rows:
    """The rows of this statement, where the people in SEEN are those whom the caller may see."""
    try:
        people, own = _statement_of(ids_of_visible(caller))
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_IN_FRONT.format(people=people, statement=statement), [*own, *parameters])
        rows: Rows = cursor.fetchall()
        return rows


def _statement_of(people: QuerySet[Any, Any] | RawSQL) -> tuple[str, Sequence[Any]]:
    return (people.sql, people.params) if isinstance(people, RawSQL) else people.query.sql_with_params()
