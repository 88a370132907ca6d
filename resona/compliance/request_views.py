"""Asking for one's rights over the API, taking it back, and looking what became of it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, User
from resona.api.filters import read_parameters
from resona.api.locations import created
from resona.api.rows import JsonColumn
from resona.api.serializers import Body, NothingBody, Text
from resona.api.shapes import COUNT, TEXT, list_of, open_object
from resona.api.views import ApiView
from resona.compliance.requests import NotForYouError, may_handle, person_of, receive_request, withdraw_request
from resona.compliance.rights_models import GdprRequest
from resona.compliance.serializers import Choice
from resona.showing import show_and_no_more

# Of an archive, of an erasure, and of what failed or was refused.
RECEIPT: Final = open_object(
    {
        "files": COUNT,
        "bytes": COUNT,
        "unreadable": COUNT,
        "rows": {"type": "object", "additionalProperties": COUNT, "description": "Removed, by table"},
        "columns_searched": COUNT,
        "because": TEXT,
        "left": list_of(TEXT),
    }
)
SHOWN_REQUESTS: Final = 100  # of a person's, the latest


class GdprRequestBody(Body):
    """What is asked for."""

    kind = Choice(choices=GdprRequest.Kind.choices)
    reason = Text(
        max_length=GdprRequest.reason.max_characters,
        required=False,
        allow_blank=True,
        default="",
        help_text="What the person says about it; kept encrypted",
    )


class GdprRequestRow(serializers.ModelSerializer[GdprRequest]):
    """A request and what became of it."""

    receipt = JsonColumn(RECEIPT, help_text="What was done, without anything personal")

    class Meta:
        model = GdprRequest
        fields = ("id", "kind", "state", "created_at", "due_at", "ended_at", "expires_at", "done", "total", "receipt")
        read_only_fields = fields


class GdprRequestsDocument(serializers.Serializer[Any]):
    """What a person asked for, the latest first."""

    user_id = serializers.UUIDField()
    requests = GdprRequestRow(many=True, help_text="At most 100")


class GdprRequestDocument(GdprRequestRow):
    """A request by itself, which stays when its person is erased."""

    user_id = serializers.UUIDField(allow_null=True, help_text="null: the person is erased")

    class Meta:
        model = GdprRequest
        fields = ("user_id", *GdprRequestRow.Meta.fields)
        read_only_fields = fields


class RequestsOfPerson(ApiView):
    """What the person asks for under the GDPR: access, export, rectification, erasure, restriction.

    Archives are made at once and fetched in the admin; a restriction counts at once; an erasure asked for here waits
    until an administrator of the clinic says so. While a request of a kind is open, asking again is answered with it.
    """

    read_scope = ApiKey.Scope.PRIVACY_WRITE
    write_scope = ApiKey.Scope.PRIVACY_WRITE
    more_problems = (409,)
    guards = User

    @extend_schema(responses=GdprRequestsDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        if not may_handle(request.user):
            raise NotForYouError
        person = User.objects.known_to(request.user).people().filter(id=path["id"]).first()
        if person is None:
            raise Http404
        own = GdprRequest.objects.filter(subject=person.pseudonym).order_by("-created_at", "-id")[:SHOWN_REQUESTS]
        return Response({"user_id": person.id, "requests": [_row(each) for each in own]})

    @extend_schema(
        request=GdprRequestBody,
        responses={
            201: OpenApiResponse(GdprRequestRow, "Received"),
            200: OpenApiResponse(GdprRequestRow, "One of this kind is open already"),
        },
    )
    def post(self, request: Request, **path: UUID) -> Response:
        body = GdprRequestBody(data=request.data)
        body.is_valid(raise_exception=True)
        kind, reason, now = GdprRequest.Kind(body.validated_data["kind"]), body.validated_data["reason"], timezone.now()
        received = receive_request(user_id=path["id"], kind=kind, reason=reason, caller=request.user, now=now)
        if received.created_at != now:
            return Response(_row(received))
        return created(request, _row(received), "privacy-request", id=received.id)


class RequestDetail(ApiView):
    """One request, and what became of it."""

    read_scope = ApiKey.Scope.PRIVACY_WRITE

    @extend_schema(responses=GdprRequestDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return _shown(request, path["id"])


class WithdrawRequest(ApiView):
    """Takes back what was asked for, before it begins or after it failed. Again, it changes nothing.

    The person takes back whatever is asked for them; a system or an administrator what the person did not ask for in
    their own app (`decided-by-the-person`). A restriction counts at once: it is lifted in the admin.
    """

    write_scope = ApiKey.Scope.PRIVACY_WRITE
    guards = GdprRequest
    guarded_view = RequestDetail
    more_problems = (409,)

    @classmethod
    def lock(cls, row_id: UUID) -> None:
        """The person first, as whatever changes their requests does."""
        subjects = GdprRequest.objects.filter(id=row_id).values("subject")
        people = User.objects.filter(pseudonym__in=subjects).order_by("id")
        people.select_for_update(of=("self",), no_key=True).values_list("id").first()

    @extend_schema(request=NothingBody, responses=GdprRequestDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        NothingBody(data=request.data).is_valid(raise_exception=True)
        withdraw_request(request_id=path["id"], caller=request.user, now=timezone.now())
        return _shown(request, path["id"])


def _shown(request: Request, request_id: UUID) -> Response:
    if not may_handle(request.user):
        raise NotForYouError
    asked = GdprRequest.objects.visible_to(request.user).filter(id=request_id).first()
    if asked is None:
        raise Http404
    person = person_of(asked)
    if person is not None:
        show_and_no_more(request, [person.id], records=1)
    return Response({"user_id": None if person is None else person.id, **_row(asked)})


def _row(request: GdprRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in GdprRequestRow.Meta.fields}
