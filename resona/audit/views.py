"""Telling people who looked at their record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from resona.accounts.models import ApiKey, User
from resona.api.lists import ListView, Path
from resona.api.rows import Row
from resona.audit.models import DataAccess
from resona.audit.names import names_of_actors
from resona.audit.rows import AccessRow


class AccessesOfPerson(ListView):
    """Who looked at the person's record, newest first: for themselves, for the clinic's systems that keep consent and
    privacy, and for its administrators."""

    read_scope = ApiKey.Scope.PRIVACY_WRITE
    model = DataAccess
    serializer_class = AccessRow
    orderings = ("created_at",)
    person_column = None  # the address says whose

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[DataAccess]:
        if getattr(caller, "role", None) == User.Role.CLINICIAN:
            raise PermissionDenied
        person = User.objects.known_to(caller).people().filter(id=path["id"]).first()
        if person is None:
            raise Http404
        return DataAccess.objects.filter(subjects__contains=[person.pseudonym])

    def show(self, rows: list[Row]) -> Iterable[Row]:
        names = names_of_actors(row["who"] for row in rows)
        return (row | {"who": names[row["who"]]} for row in rows)
