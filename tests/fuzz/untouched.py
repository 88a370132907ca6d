"""Rows that a caller may not write, as they stand: to be compared before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL

from resona.accounts.models import User
from resona.audit.models import DataAccess, SecurityEvent
from resona.postgres.owner import as_owner
from tests.access.scene import models_of_people
from tests.fuzz.stage import Place, models_of_clinics

# Accounts are among the people; what concerns security is written about whoever asks, of no clinic or of their own.
ABOUT_WHOEVER_ASKS: Final = (User, SecurityEvent)

Digests = dict[tuple[str, str], str]  # of a row by its table and key


@contextmanager
def watch(place: Place) -> Iterator[list[str]]:
    """Adds to the list, at the end, what this caller changed of others and was shown of them meanwhile."""
    with as_owner(connection):
        before, accesses = rows_of_others(place), set(DataAccess.objects.values_list("id", flat=True))
    faults: list[str] = []
    yield faults
    with as_owner(connection):
        faults += changes(before, rows_of_others(place)) + shown_of_others(place, but=accesses)


def rows_of_others(place: Place) -> Digests:
    """A digest of each row of people whom this caller may not see, and of other clinics."""
    mine = place.touched
    digests: Digests = {}
    people: dict[type[Model], str] = {**models_of_people(), User: "id"}
    for model, path in people.items():
        digests |= {(table, key): digest for table, key, owner, digest in _rows(model, path) if owner not in mine}
    for model in models_of_clinics():
        if model not in ABOUT_WHOEVER_ASKS:
            rows = _rows(model, "clinic_id")
            digests |= {(table, key): digest for table, key, owner, digest in rows if owner != place.clinic.id}
    return digests


def changes(before: Digests, after: Digests) -> list[str]:
    """What was done to rows, by table and key."""
    told = [f"{table} {key} was deleted" for table, key in before.keys() - after.keys()]
    told += [f"{table} {key} was added" for table, key in after.keys() - before.keys()]
    both = before.keys() & after.keys()
    told += [f"{table} {key} was changed" for table, key in both if before[table, key] != after[table, key]]
    return sorted(told)


def shown_of_others(place: Place, *, but: Collection[UUID]) -> list[str]:
    """Accesses to people whom this caller may not see, but for these: the server says itself that it showed them."""
    known = set(User.objects.filter(id__in=place.touched).values_list("pseudonym", flat=True))
    rows = DataAccess.objects.exclude(id__in=but)
    return sorted({f"shown somebody else, as is kept, by {row.source}" for row in rows if set(row.subjects) - known})


def _rows(model: type[Model], owner_path: str) -> Iterator[tuple[str, str, Any, str]]:
    table = model._meta.db_table
    digest = RawSQL(f'md5("{table}"::text)', ())
    rows = model._base_manager.annotate(of_row=digest).values_list("pk", owner_path, "of_row")
    return ((table, str(key), owner, digest) for key, owner, digest in rows)
