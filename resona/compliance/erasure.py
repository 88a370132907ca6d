"""Erasure: removes a person, looks whether anything of them is left, and only then is complete.

One transaction: what is found to be left takes everything back, so that no half of a person stays. The person's row is
locked first. Whoever records them meanwhile waits, and finds nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from resona.accounts.models import User
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.compliance.holds import LegalHoldError, is_held
from resona.compliance.person_tables import Column, Names, count_rows, read_columns
from resona.compliance.rights_models import GdprRequest, PrivacyHold
from resona.encryption.fields import sealed_columns
from resona.errors import ResonaError
from resona.postgres.retry import retry_transient

# An address is found where it stands alone, not as the end or the beginning of a longer one, which is somebody else's:
# signs around it are part of one only where a letter or digit comes before or after them too. JSON writes the end of a
# line before it as a letter.
ADDRESS: Final = r"(^|[^[:alnum:]._%+-]|\\[bfnrt])[._%+-]*{}[.-]*($|[^[:alnum:].-])"
LIKE_SPECIAL: Final = re.compile(r"[\\%_]")
_IN_TEXT: Final = "{} LIKE ANY(%(texts)s) AND {} ~ ANY(%(patterns)s)"
# How a column of each type is searched; what is of another type cannot hold an id.
SEARCHED: Final[Mapping[str, str]] = {
    "uuid": "{} = %(id)s",
    "uuid[]": "%(id)s = ANY({})",
    "text": _IN_TEXT,
    "character varying": _IN_TEXT,
    "text[]": _IN_TEXT.replace("{}", "array_to_string({}, ' ')"),
    "character varying[]": _IN_TEXT.replace("{}", "array_to_string({}, ' ')"),
    "jsonb": _IN_TEXT.replace("{}", "{}::text"),
    "json": _IN_TEXT.replace("{}", "{}::text"),
    "bytea": "position(convert_to(%(id_text)s, 'UTF8') IN {}) > 0 OR position(uuid_send(%(id)s) IN {}) > 0",
}
NOT_ERASED: Final = (GdprRequest.State.RECEIVED, GdprRequest.State.IN_PROGRESS, GdprRequest.State.FAILED)


class ErasureIncompleteError(ResonaError):
    """Something of the person was still found, so everything was taken back."""

    def __init__(self, left: Sequence[str]) -> None:
        super().__init__(f"Still found in {', '.join(left)}. Nothing was erased.")
        self.left = tuple(left)


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What an erasure removed; nothing of it tells of whom."""

    rows: Mapping[str, int]  # by table
    columns_searched: int

    def document(self) -> dict[str, object]:
        return {"rows": dict(self.rows), "columns_searched": self.columns_searched}


def erase_person(request_id: UUID, *, now: datetime) -> Receipt | None:
    """Does what a request for erasure asks; None where it was done before, or refused.

    Raises LegalHoldError and ErasureIncompleteError: nothing is removed, and the request says why.
    """
    try:
        return retry_transient(partial(_erase, request_id, now=now))
    except LegalHoldError:
        _note(request_id, GdprRequest.State.REFUSED, {"because": "legal_hold"}, ended_at=now)
        raise
    except ErasureIncompleteError as error:
        _note(request_id, GdprRequest.State.FAILED, {"because": "incomplete", "left": list(error.left)})
        raise


@transaction.atomic
def _erase(request_id: UUID, *, now: datetime) -> Receipt | None:
    asked = GdprRequest.objects.filter(id=request_id, kind=GdprRequest.Kind.ERASURE, state__in=NOT_ERASED)
    subject = asked.values_list("subject", flat=True).first()
    if subject is None:
        return None
    # Not NO KEY UPDATE as recording: nobody may add anything that refers to the person any more.
    person = User.objects.people().select_for_update(of=("self",)).filter(pseudonym=subject).first()
    request = asked.select_for_update(of=("self",)).first()
    if request is None:
        return None
    receipt = Receipt(rows={}, columns_searched=0) if person is None else _remove(person)
    GdprRequest.objects.filter(subject=subject, state__in=NOT_ERASED).exclude(id=request_id).update(
        state=GdprRequest.State.REFUSED, receipt={"because": "erased"}, ended_at=now
    )
    # What was said about requests may name the person.
    GdprRequest.objects.filter(subject=subject).update(reason=None, expires_at=None)
    _close(request, receipt, now)
    return receipt


def _remove(person: User) -> Receipt:
    if is_held(person.id, PrivacyHold.Kind.LEGAL_HOLD):
        raise LegalHoldError
    with connection.cursor() as cursor:
        names = Names(id=person.id, pseudonym=person.pseudonym)
        before = count_rows(cursor, names)
        cursor.execute("DELETE FROM users WHERE id = %s", [person.id])
        kept = count_rows(cursor, names)  # what names a pseudonym that nobody has any more
        searched = list(_searched_columns(read_columns(cursor)))
        left = find_mentions(cursor, person.id, email=person.email)
    if left:
        raise ErasureIncompleteError(left)
    gone = {table: count - kept.get(table, 0) for table, count in before.items()}
    return Receipt(rows={table: count for table, count in gone.items() if count}, columns_searched=len(searched))


def find_mentions(cursor: CursorWrapper, person_id: UUID, *, email: str | None = None) -> list[str]:
    """The columns, as `table.column`, in which the id or the address of a person stands in clear, alone or in text.

    Every table is read once. What is sealed is left out: its seal is checked whenever it is opened.
    """
    patterns = {str(person_id): str(person_id), person_id.hex: person_id.hex}
    if email:
        patterns[email] = ADDRESS.replace("{}", re.escape(email))
    parameters = {
        "id": person_id,
        "id_text": str(person_id),
        "texts": ["%" + LIKE_SPECIAL.sub(r"\\\g<0>", name) + "%" for name in patterns],
        "patterns": list(patterns.values()),
    }
    by_table: dict[str, list[tuple[str, str]]] = {}
    for table, column, condition in _searched_columns(read_columns(cursor)):
        by_table.setdefault(table, []).append((column, condition))
    return [
        f"{table}.{column}"
        for table, conditions in by_table.items()
        for column in _found_in(cursor, table, conditions, parameters)
    ]


def _searched_columns(tables: Mapping[str, Sequence[Column]]) -> Iterator[tuple[str, str, str]]:
    sealed = sealed_columns()
    for table, columns in tables.items():
        for column in columns:
            if column.type in SEARCHED and (table, column.name) not in sealed:
                yield table, column.name, SEARCHED[column.type].replace("{}", f'"{column.name}"')


def _found_in(
    cursor: CursorWrapper, table: str, conditions: Sequence[tuple[str, str]], parameters: Mapping[str, Any]
) -> list[str]:
    anywhere = " OR ".join(condition for _, condition in conditions)
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" WHERE {anywhere})', parameters)
    if cursor.fetchone() == (False,):
        return []
    found = []
    for column, condition in conditions:
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" WHERE {condition})', parameters)
        if cursor.fetchone() == (True,):
            found.append(column)
    return found


def _close(request: GdprRequest, receipt: Receipt, now: datetime) -> None:
    request.state, request.receipt, request.ended_at = GdprRequest.State.COMPLETED, receipt.document(), now
    request.reason, request.done, request.total = None, 1, 1
    request.save(update_fields=["state", "receipt", "ended_at", "reason", "done", "total"])
    record_event(
        SecurityEvent.Kind.ERASED,
        actor=request.handled_by,
        clinic_id=request.clinic_id,
        detail={"request": str(request.id), "rows": sum(receipt.rows.values())},
    )


def _note(
    request_id: UUID, state: GdprRequest.State, receipt: Mapping[str, object], *, ended_at: datetime | None = None
) -> None:
    open_ = GdprRequest.objects.filter(id=request_id, state__in=NOT_ERASED)
    open_.update(state=state, receipt=receipt, ended_at=ended_at)
