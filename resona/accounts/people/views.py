"""The details of people in care over the API: for systems that may enrol them, and for staff."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, CareTeam, User
from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.people.details import (
    contacts_document,
    identifiers_document,
    profile_document,
    set_contacts,
    set_identifiers,
    set_profile,
)
from resona.accounts.people.identifiers import lock_identifiers
from resona.accounts.people.names import fold
from resona.accounts.people.person_bodies import ContactsBody, IdentifiersBody, SearchBody, TeamsBody
from resona.accounts.people.profile import Profile
from resona.accounts.people.search import MOST_FOUND, Sought, find_people, named_by_identifier, sought_in
from resona.accounts.people.telephones import digits_in
from resona.accounts.teams import set_teams, teams_document
from resona.api.filters import by_ids, read_parameters
from resona.api.lists import ListView
from resona.api.views import ApiView
from resona.showing import show, show_and_no_more

PEOPLE_WRITE: Final = ApiKey.Scope.PEOPLE_WRITE


class _DetailsView(ApiView):
    """Details of one person, read whole and replaced whole."""

    read_scope = PEOPLE_WRITE
    write_scope = PEOPLE_WRITE
    more_problems: tuple[int, ...] = (503,)
    guards = User

    def person(self, request: Request, user_id: UUID) -> User:
        """Whom it is about, and says that they are shown. Raises Http404."""
        read_parameters(request.GET, self.parameters())
        person = User.objects.visible_to(request.user).people().select_related("clinic").filter(id=user_id).first()
        if person is None:
            raise Http404
        show(request, [person.id])
        return person

    def read(self, model: type[BaseModel], request: Request, person: User) -> Any:
        """The body. Raises InvalidInputError."""
        return read_body(model, request.data, Setting.of(person.clinic, timezone.now()))


class ProfileOfPerson(_DetailsView):
    """The person's details, `resona-profile/1`: every key is optional, and what is left out is not known."""

    @extend_schema(responses=Profile)
    def get(self, request: Request, **path: UUID) -> Response:
        return Response(profile_document(self.person(request, path["id"]).id))

    @extend_schema(request={"application/json": Profile}, responses=Profile)
    def put(self, request: Request, **path: UUID) -> Response:
        profile = self.read(Profile, request, self.person(request, path["id"]))
        set_profile(user_id=path["id"], profile=profile, caller=request.user)
        return Response(profile.as_dict())


class IdentifiersOfPerson(_DetailsView):
    """How other systems know the person. One that names somebody else of the clinic is 409."""

    more_problems = (409, 503)

    @classmethod
    def lock(cls, row_id: UUID) -> None:
        lock_identifiers()
        super().lock(row_id)

    @extend_schema(responses=IdentifiersBody)
    def get(self, request: Request, **path: UUID) -> Response:
        return Response(identifiers_document(self.person(request, path["id"]).id))

    @extend_schema(request={"application/json": IdentifiersBody}, responses=IdentifiersBody)
    def put(self, request: Request, **path: UUID) -> Response:
        person = self.person(request, path["id"])
        given: Any = self.read(IdentifiersBody, request, person).identifiers
        set_identifiers(user_id=person.id, identifiers=given, caller=request.user)
        return Response(identifiers_document(person.id))


class ContactsOfPerson(_DetailsView):
    """Who else may be called, and when the person allows it."""

    @extend_schema(responses=ContactsBody)
    def get(self, request: Request, **path: UUID) -> Response:
        return Response(contacts_document(self.person(request, path["id"]).id))

    @extend_schema(request={"application/json": ContactsBody}, responses=ContactsBody)
    def put(self, request: Request, **path: UUID) -> Response:
        person = self.person(request, path["id"])
        given: Any = self.read(ContactsBody, request, person).contacts
        set_contacts(user_id=person.id, contacts=given, caller=request.user, now=timezone.now())
        return Response(contacts_document(person.id))


class CareTeamsOfPerson(_DetailsView):
    """Which care teams care for the person. With none, every clinician of the clinic sees them."""

    more_problems = ()

    @extend_schema(responses=TeamsBody)
    def get(self, request: Request, **path: UUID) -> Response:
        return Response(teams_document(self.person(request, path["id"]).id))

    @extend_schema(request={"application/json": TeamsBody}, responses=TeamsBody)
    def put(self, request: Request, **path: UUID) -> Response:
        person = self.person(request, path["id"])
        given: Any = self.read(TeamsBody, request, person).care_teams
        set_teams(person_id=person.id, team_ids=given, caller=request.user)
        return Response(teams_document(person.id))


class CareTeamRow(serializers.ModelSerializer[CareTeam]):
    """A care team of the clinic."""

    clinic_id = serializers.UUIDField(read_only=True)

    class Meta:
        model = CareTeam
        fields = ("id", "name", "clinic_id", "created_at")
        read_only_fields = fields


class CareTeamList(ListView):
    """The care teams of the clinic."""

    model = CareTeam
    serializer_class = CareTeamRow
    filters = (by_ids(),)
    person_column = None


class FoundPerson(serializers.Serializer[Any]):
    """Somebody who may be meant."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField(help_text="Empty: it is not known")
    birth_date = serializers.DateField(allow_null=True)
    care_ended = serializers.CharField(help_text="Why they are no longer in care; empty: they are")


class FoundPeople(serializers.Serializer[Any]):
    """Whoever fits, sorted by name."""

    results = FoundPerson(many=True, help_text=f"At most {MOST_FOUND}")


class PeopleSearch(ApiView):
    """Finds people by what is sealed, among those the caller may see.

    Whoever fits all that is given: any part of a `name`, in any order and spelling of its letters; any part of a
    `telephone` number; an `identifier`; a `birth_date`. `text` is any one of them, as it is typed into one box. Nothing
    of it is kept.
    """

    write_scope = PEOPLE_WRITE

    @extend_schema(request={"application/json": SearchBody}, responses=FoundPeople)
    def post(self, request: Request) -> Response:
        body = read_body(SearchBody, request.data, Setting.of(None, timezone.now()))
        found = find_people(_ways(body, request.user), request.user)
        show_and_no_more(request, [one.id for one in found], records=len(found))
        return Response({"results": [asdict(one) for one in found]})


def _ways(body: SearchBody, caller: Any) -> list[Sought]:
    if body.text is not None:
        return sought_in(body.text, caller)
    identifier = body.identifier
    ids = None if identifier is None else named_by_identifier(identifier.value, identifier.system, caller)
    words = tuple(fold(body.name or "").split())
    digits = digits_in(body.telephone or "")
    if not (words or digits or body.birth_date or ids):
        return []
    return [Sought(words=words, digits=digits, birth_date=body.birth_date, ids=ids)]
