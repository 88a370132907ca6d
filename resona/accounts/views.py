"""Reading the people a caller may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Right, Upper
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, User
from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.people.details import change_person
from resona.accounts.people.person_bodies import PersonChange
from resona.accounts.rows import PersonRow
from resona.api.filters import by_ids, since
from resona.api.lists import DetailView, ListView, Path

CODE_CHARACTERS = 6  # of the id's end, as in User.code


class PersonList(ListView):
    """The people in care the caller may see."""

    model = User
    serializer_class = PersonRow
    person_column = "id"
    filters = (by_ids(), since("updated_after", "updated_at"))

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[User]:
        return _people(caller)


class PersonDetail(DetailView):
    """One person in care."""

    serializer_class = PersonRow
    person_column = "id"
    write_scope = ApiKey.Scope.PEOPLE_WRITE
    guards = User
    left_out_of_tag = ("last_active",)  # who merely spoke meanwhile is the same

    @extend_schema(request={"application/json": PersonChange}, responses=PersonRow)
    def patch(self, request: Request, **path: UUID) -> Response:
        """Changes what is not sealed: the language, and the time zone, whose history is kept."""
        if not self.find(request.user).filter(id=path["id"]).exists():
            raise Http404
        now = timezone.now()
        body = read_body(PersonChange, request.data, Setting.of(None, now))
        change_person(user_id=path["id"], **body.model_dump(), caller=request.user, now=now)
        return self.get(request, **path)

    @classmethod
    def find(cls, caller: Any) -> QuerySet[User]:
        return _people(caller)


def _people(caller: Any) -> QuerySet[User]:
    tail = Upper(Right(Cast("id", TextField()), CODE_CHARACTERS))
    return User.objects.visible_to(caller).people().annotate(person_code=Concat(Value("P-"), tail))
