"""Reading the people a caller may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Right, Upper

from resona.accounts.models import User
from resona.accounts.rows import PersonRow
from resona.api.lists import DetailView, ListView, Path

CODE_CHARACTERS = 6  # of the id's end, as in User.code


class PersonList(ListView):
    """The people in care the caller may see."""

    model = User
    serializer_class = PersonRow
    person_column = "id"

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[User]:
        return _people(caller)


class PersonDetail(DetailView):
    """One person in care."""

    serializer_class = PersonRow
    person_column = "id"

    @classmethod
    def find(cls, caller: Any) -> QuerySet[User]:
        return _people(caller)


def _people(caller: Any) -> QuerySet[User]:
    tail = Upper(Right(Cast("id", TextField()), CODE_CHARACTERS))
    return User.objects.visible_to(caller).people().annotate(person_code=Concat(Value("P-"), tail))
