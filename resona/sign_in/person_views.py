"""Issuing and ending tokens of people's own apps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey
from resona.api.serializers import Body
from resona.api.views import ApiView
from resona.sign_in.person_tokens import MOST_DAYS, USUAL_DAYS, issue_person_token, revoke_person_tokens


class PersonTokenBody(Body):
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=USUAL_DAYS, help_text="How long it opens")


class PersonTokenAnswer(serializers.Serializer[Any]):
    """Shown this once."""

    id = serializers.UUIDField()
    token = serializers.CharField(help_text="For the person's app: `Authorization: Bearer …`")
    expires_at = serializers.DateTimeField()


class PersonTokens(ApiView):
    """A token that reaches this person only: their own sessions, records and interface."""

    # Whoever may record a person's consent may act for them; less would let a system that only writes read.
    write_scope = ApiKey.Scope.PRIVACY_WRITE

    @extend_schema(request=PersonTokenBody, responses={201: PersonTokenAnswer})
    def post(self, request: Request, **path: UUID) -> Response:
        body = PersonTokenBody(data=request.data)
        body.is_valid(raise_exception=True)
        days: int = body.validated_data["days"]
        token = issue_person_token(user_id=path["id"], days=days, caller=request.user, now=timezone.now())
        return Response({"id": token.id, "token": token.text, "expires_at": token.expires_at}, 201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, **path: UUID) -> Response:
        """Ends all tokens of this person."""
        revoke_person_tokens(user_id=path["id"], caller=request.user, now=timezone.now())
        return Response(status=204)
