"""The way in of people's own apps over the API: codes, tokens, and whom an app has come in for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, User
from resona.accounts.permissions import THE_PERSON
from resona.accounts.rows import PersonRow
from resona.accounts.views import PersonDetail
from resona.api.deprecation import Deprecated
from resona.api.lists import DetailView, ListView, Path
from resona.api.locations import created
from resona.api.rows import Row, Unreadable
from resona.api.serializers import Body, Text
from resona.api.views import ApiView
from resona.audit.names import names_of_actors
from resona.compliance.unreadable import show_opened
from resona.errors import ResonaError
from resona.given_text import read_text
from resona.showing import show_and_no_more
from resona.sign_in.enrolments import LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES, exchange_code, issue_code
from resona.sign_in.person_models import MAX_DEVICE_CHARACTERS, PersonToken
from resona.sign_in.person_tokens import (
    NewPersonToken,
    refresh_token,
    revoke_person_token,
    revoke_person_tokens,
)
from resona.sign_in.short_codes import code_uri, in_halves


class TokensAreNotGivenError(ResonaError):
    """No system and nobody on staff is given a person's token any more. Ask for a code at `enrolment-code/`, which the
    person's app exchanges at `/api/v1/enrolments/`."""

    status = 410
    problem = "address-retired"


class EnrolmentCodeBody(Body):
    """How long the code is good for."""

    minutes = serializers.IntegerField(
        min_value=LEAST_MINUTES, max_value=MOST_MINUTES, default=USUAL_MINUTES, help_text="How long it is good for"
    )


class EnrolmentCodeAnswer(serializers.Serializer[Any]):
    """Shown this once."""

    id = serializers.UUIDField()
    code = serializers.CharField(help_text="To be typed into the person's app; hyphen and case do not matter")
    uri = serializers.CharField(help_text="The same for a QR code, with the address where it is exchanged")
    expires_at = serializers.DateTimeField()


class EnrolmentCodes(ApiView):
    """A code by which the person's own app comes in, once. Earlier codes that no app came with end.

    Refused while the processing of the person's records is restricted. The person reads who issued it.
    """

    write_scope = ApiKey.Scope.PEOPLE_ISSUE
    has_address = False  # a code is shown once, and found nowhere

    @extend_schema(request=EnrolmentCodeBody, responses={201: EnrolmentCodeAnswer})
    def post(self, request: Request, **path: UUID) -> Response:
        body = EnrolmentCodeBody(data=request.data)
        body.is_valid(raise_exception=True)
        minutes: int = body.validated_data["minutes"]
        code = issue_code(user_id=path["id"], minutes=minutes, caller=request.user, now=timezone.now())
        show_and_no_more(request, [path["id"]], records=1)
        uri = code_uri(code.text, at=request.build_absolute_uri(reverse("enrolments")))
        shown = {"id": code.id, "code": in_halves(code.text), "uri": uri, "expires_at": code.expires_at}
        return Response(shown, 201)


class ExchangeBody(Body):
    """What the person typed or scanned."""

    code = Text(max_length=40)
    device = Text(
        max_length=MAX_DEVICE_CHARACTERS,
        required=False,
        allow_blank=True,
        default="",
        help_text="What the device is called, for whoever is to tell it from others; kept encrypted",
    )


class PersonTokenAnswer(serializers.Serializer[Any]):
    """Shown this once."""

    id = serializers.UUIDField()
    user_id = serializers.UUIDField(help_text="The person")
    token = serializers.CharField(help_text="For the person's app: `Authorization: Bearer …`")
    expires_at = serializers.DateTimeField(help_text="Refresh it before")


class Enrolments(ApiView):
    """Exchanges a code for the token of the person's app. 404 for a code that is none, 410 for one that is used or
    over."""

    authentication_classes = ()
    permission_classes = ()  # the code is in the body
    more_problems = (404, 410)

    @extend_schema(auth=[], request=ExchangeBody, responses={201: PersonTokenAnswer})
    def post(self, request: Request) -> Response:
        body = ExchangeBody(data=request.data)
        body.is_valid(raise_exception=True)
        device = read_text(body.validated_data["device"], field="device", limit=MAX_DEVICE_CHARACTERS)
        code: str = body.validated_data["code"]
        return _given(request, exchange_code(request._request, code, device=device, now=timezone.now()))


class TokenRefresh(ApiView):
    """A new token in the place of the one that the app comes with, good for 90 days; the old one opens a day longer."""

    write_scope = THE_PERSON

    @extend_schema(request=Body, responses={201: PersonTokenAnswer})
    def post(self, request: Request) -> Response:
        Body(data=request.data).is_valid(raise_exception=True)
        token: Any = request.auth
        return _given(request, refresh_token(token, now=timezone.now()))


class PersonTokenRow(serializers.ModelSerializer[PersonToken]):
    """A device with which the person's app came in."""

    user_id = serializers.UUIDField(read_only=True)
    issued_by = serializers.CharField(
        read_only=True, help_text="Who issued the code: `clinician S-1A2B3C`, `system <name>`"
    )
    unreadable = Unreadable()

    class Meta:
        model = PersonToken
        fields = (
            "id",
            "user_id",
            "device",
            "issued_by",
            "created_at",
            "refreshed_at",
            "confirmed_at",
            "expires_at",
            "revoked_at",
            "unreadable",
        )
        read_only_fields = fields


class PersonTokens(ListView):
    """The devices with which the person's app came in, whether they still open anything or not."""

    read_scope = ApiKey.Scope.PEOPLE_ISSUE
    # Ends all tokens, as whoever records that consent is withdrawn may.
    write_scope = ApiKey.Scope.PRIVACY_WRITE
    model = PersonToken
    serializer_class = PersonTokenRow
    deprecated = MappingProxyType({"POST": Deprecated(since=date(2026, 12, 1), gone=date(2026, 12, 1))})

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[PersonToken]:
        person = User.objects.known_to(caller).people().filter(id=path["id"]).first()
        if person is None:
            raise Http404
        return PersonToken.objects.filter(user=person)

    def show(self, rows: list[Row]) -> Iterable[Row]:
        names = names_of_actors(row["issued_by"] for row in rows)
        named = [row | {"issued_by": names[row["issued_by"]]} for row in rows]
        return show_opened(PersonToken.device, named, now=timezone.now())

    @extend_schema(exclude=True)
    def post(self, request: Request, **path: UUID) -> Response:
        """Gone: nobody but the person's own app is given a token."""
        raise TokensAreNotGivenError

    @extend_schema(responses={204: None})
    def delete(self, request: Request, **path: UUID) -> Response:
        """Ends all tokens of this person."""
        revoke_person_tokens(user_id=path["id"], caller=request.user, now=timezone.now())
        return Response(status=204)


class PersonTokenDetail(ApiView):
    """One device."""

    write_scope = ApiKey.Scope.PEOPLE_ISSUE
    more_problems = (404,)

    @extend_schema(operation_id="users_tokens_end", responses={204: None})
    def delete(self, request: Request, **path: UUID) -> Response:
        """Ends its token."""
        revoke_person_token(user_id=path["id"], token_id=path["token"], caller=request.user, now=timezone.now())
        return Response(status=204)


class OwnPerson(DetailView):
    """Whom an app has come in for."""

    read_scope = THE_PERSON
    serializer_class = PersonRow
    person_column = "id"

    @classmethod
    def find(cls, caller: Any) -> QuerySet[User]:
        return PersonDetail.find(caller)

    @extend_schema(responses=PersonRow)
    def get(self, request: Request, **path: UUID) -> Response:
        caller: Any = request.user
        return super().get(request, id=caller.pk)


def _given(request: Request, token: NewPersonToken) -> Response:
    shown = {"id": token.id, "user_id": token.user_id, "token": token.text, "expires_at": token.expires_at}
    return created(request, shown, "person-token", id=token.user_id, token=token.id)
