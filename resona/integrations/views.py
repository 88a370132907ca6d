"""Webhooks over the API: made and looked after by systems that may, and by the clinic's administrators."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey
from resona.api.filters import by_id, by_ids, by_label, read_parameters, since
from resona.api.lists import ListView, Path
from resona.api.locations import created
from resona.api.rows import Row, find_row
from resona.api.serializers import NothingBody
from resona.api.views import ApiView
from resona.errors import Fault, InvalidInputError
from resona.integrations.again import send_again, send_all_again, send_test
from resona.integrations.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from resona.integrations.rows import (
    NewWebhookEndpoint,
    ReplayedDocument,
    WebhookAttemptRow,
    WebhookEndpointRow,
    WebhookMessageRow,
)
from resona.integrations.serializers import EndpointBody, EndpointChangeBody, ReplayBody
from resona.integrations.services import change_endpoint, create_endpoint, remove_endpoint, rotate_secret
from resona.showing import show_and_no_more

WEBHOOKS_WRITE: Final = ApiKey.Scope.WEBHOOKS_WRITE


class WebhookEndpointList(ListView):
    """The clinic's webhooks: addresses of other systems that are told what changed."""

    read_scope = WEBHOOKS_WRITE
    write_scope = WEBHOOKS_WRITE
    model = WebhookEndpoint
    serializer_class = WebhookEndpointRow
    filters = (by_ids(),)
    person_column = None
    more_problems = (409,)

    @classmethod
    def find(cls, caller: Any, path: Path) -> Any:
        return WebhookEndpoint.objects.visible_to(caller).kept()

    @extend_schema(
        request=EndpointBody,
        responses={
            201: OpenApiResponse(NewWebhookEndpoint, "Made; the secret is shown this once"),
            200: OpenApiResponse(NewWebhookEndpoint, "There is one of this id already; its secret is not shown"),
        },
    )
    def post(self, request: Request) -> Response:
        body = EndpointBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        made = create_endpoint(
            clinic_id=_clinic_of(request),
            name=given["name"],
            url=given["url"],
            kinds=given["kinds"],
            endpoint_id=given.get("id"),
            caller=request.user,
        )
        row = _row(request, made.id) | {"secret": made.secret}
        return Response(row) if made.secret is None else created(request, row, "webhook-endpoint", id=made.id)


class WebhookEndpointDetail(ApiView):
    """One webhook. Removed, it is told of nothing more; what it was sent stays in the log."""

    read_scope = WEBHOOKS_WRITE
    write_scope = WEBHOOKS_WRITE
    guards = WebhookEndpoint
    left_out_of_tag = ("failing_since", "last_ok_at")  # which move with what is sent

    @extend_schema(responses=WebhookEndpointRow)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return Response(_row(request, path["id"]))

    @extend_schema(request={"application/json": EndpointChangeBody}, responses=WebhookEndpointRow)
    def patch(self, request: Request, **path: UUID) -> Response:
        """Changes its name, address or kinds, pauses or resumes it."""
        body = EndpointChangeBody(data=request.data)
        body.is_valid(raise_exception=True)
        change_endpoint(endpoint_id=path["id"], caller=request.user, now=timezone.now(), **body.validated_data)
        return Response(_row(request, path["id"]))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, **path: UUID) -> Response:
        """Removes it."""
        remove_endpoint(endpoint_id=path["id"], caller=request.user, now=timezone.now())
        return Response(status=204)


class RotateWebhookSecret(ApiView):
    """Makes a new secret. For a day messages are signed with both, so that nothing is lost while you change over."""

    guards = WebhookEndpoint
    guarded_view = WebhookEndpointDetail
    write_scope = WEBHOOKS_WRITE

    @extend_schema(request=NothingBody, responses=NewWebhookEndpoint)
    def post(self, request: Request, **path: UUID) -> Response:
        NothingBody(data=request.data).is_valid(raise_exception=True)
        made = rotate_secret(endpoint_id=path["id"], caller=request.user, now=timezone.now())
        return Response(_row(request, made.id) | {"secret": made.secret})


class SendTestMessage(ApiView):
    """Sends a message of the kind webhook.test, which says that it is a test."""

    guards = WebhookEndpoint
    guarded_view = WebhookEndpointDetail
    write_scope = WEBHOOKS_WRITE
    more_problems = (409,)

    @extend_schema(request=NothingBody, responses={202: OpenApiResponse(WebhookMessageRow, "Queued")})
    def post(self, request: Request, **path: UUID) -> Response:
        NothingBody(data=request.data).is_valid(raise_exception=True)
        message = send_test(endpoint_id=path["id"], caller=request.user, now=timezone.now())
        return Response(_message_row(request, message.id), 202)


class WebhookMessageList(ListView):
    """What webhooks were told of in the last 30 days, newest first."""

    read_scope = WEBHOOKS_WRITE
    model = WebhookMessage
    serializer_class = WebhookMessageRow
    filters = (by_ids(), by_id("endpoint", "endpoint_id"), by_label("kind"), since("created_after", "created_at"))
    orderings = ("created_at",)

    @classmethod
    def find(cls, caller: Any, path: Path) -> Any:
        return WebhookMessage.objects.visible_to(caller).shown()


class WebhookMessageDetail(ApiView):
    """One message and whether it was delivered."""

    read_scope = WEBHOOKS_WRITE

    @extend_schema(responses=WebhookMessageRow)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return Response(_message_row(request, path["id"]))


class ReplayMessage(ApiView):
    """Sends a message again, under its own id, whether it was delivered or not."""

    write_scope = WEBHOOKS_WRITE
    more_problems = (409,)

    @extend_schema(request=NothingBody, responses={202: OpenApiResponse(WebhookMessageRow, "Queued")})
    def post(self, request: Request, **path: UUID) -> Response:
        NothingBody(data=request.data).is_valid(raise_exception=True)
        message = send_again(message_id=path["id"], caller=request.user, now=timezone.now())
        return Response(_message_row(request, message.id), 202)


class ReplayMessages(ApiView):
    """Sends a webhook's messages since a time again, each under its own id: after an outage on the receiver's side."""

    write_scope = WEBHOOKS_WRITE
    more_problems = (409,)

    @extend_schema(
        operation_id="webhook_messages_replay_all",
        request=ReplayBody,
        responses={202: OpenApiResponse(ReplayedDocument, "Queued")},
    )
    def post(self, request: Request) -> Response:
        body = ReplayBody(data=request.data)
        body.is_valid(raise_exception=True)
        count = send_all_again(caller=request.user, now=timezone.now(), **body.validated_data)
        return Response({"messages": count}, 202)


class WebhookAttemptList(ListView):
    """Tries to deliver messages: what was answered, how long it took, and when the next one comes."""

    read_scope = WEBHOOKS_WRITE
    model = WebhookAttempt
    serializer_class = WebhookAttemptRow
    filters = (by_ids(), by_id("message", "message_id"), by_id("endpoint", "endpoint_id"))
    person_column = None


def _clinic_of(request: Request) -> UUID:
    clinic_id: UUID | None = getattr(request.user, "clinic_id", None)
    if clinic_id is None:
        raise InvalidInputError([Fault(pointer="", detail="you belong to no clinic")])
    return clinic_id


def _row(request: Request, endpoint_id: UUID) -> Row:
    seen = WebhookEndpoint.objects.visible_to(request.user).kept().filter(id=endpoint_id)
    row = find_row(seen, WebhookEndpointRow)
    if row is None:
        raise Http404
    return row


def _message_row(request: Request, message_id: UUID) -> Row:
    seen = WebhookMessage.objects.visible_to(request.user).shown().filter(id=message_id)
    row = find_row(seen, WebhookMessageRow)
    if row is None:
        raise Http404
    show_and_no_more(request, [row["user_id"]] if row["user_id"] else [], records=1)
    return row
