"""Telling people who looked at their record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from resona.accounts.models import ApiKey
from resona.api.lists import ListView, Path
from resona.api.rows import Row
from resona.audit.lookers import accesses_of
from resona.audit.models import DataAccess
from resona.audit.names import names_of_lookers, reason_in_words
from resona.audit.rows import AccessRow


class AccessesOfPerson(ListView):
    """Who looked at the person's record, newest first: for themselves, those who care for them, administrators, and
    the clinic's systems that keep consent and privacy."""

    read_scope = ApiKey.Scope.PRIVACY_WRITE
    model = DataAccess
    serializer_class = AccessRow
    orderings = ("created_at",)
    person_column = None  # the address says whose

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[DataAccess]:
        return accesses_of(path["id"], caller)

    def show(self, rows: list[Row]) -> Iterable[Row]:
        names = names_of_lookers((row["who"], row["reason"]) for row in rows)
        return (
            row | {"who": names[row["who"], row["reason"]], "reason": reason_in_words(row["reason"])} for row in rows
        )
