"""The one endpoint of OAuth 2 that there is: a token for a client's credentials."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.keys import UnknownScopeError
from resona.api.bodies import read_bounded
from resona.api.views import ApiView
from resona.sign_in.oauth import LIFETIME, find_client, issue_token
from resona.sign_in.recording import Kind, record_refusal
from resona.sign_in.token_request import GRANT, OAuthError, TokenRequest, read_token_request

FORM = "application/x-www-form-urlencoded"


class TokenForm(serializers.Serializer[Any]):
    """The client's credentials stand here, or in a header of Basic authentication."""

    grant_type = serializers.ChoiceField(choices=[GRANT])
    client_id = serializers.CharField(required=False)
    client_secret = serializers.CharField(required=False)
    scope = serializers.CharField(required=False, help_text="Scopes with spaces between; all of the client's if none")


class TokenAnswer(serializers.Serializer[Any]):
    """RFC 6749, section 5.1."""

    access_token = serializers.CharField(help_text="To be sent as `Authorization: Bearer …`")
    token_type = serializers.ChoiceField(choices=["Bearer"])
    expires_in = serializers.IntegerField(help_text="Seconds")
    scope = serializers.CharField()


class TokenRefusal(serializers.Serializer[Any]):
    """RFC 6749, section 5.2."""

    error = serializers.ChoiceField(
        choices=["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]
    )
    error_description = serializers.CharField()


class TokenView(ApiView):
    """Gives a client a token (OAuth 2, client credentials), good for an hour."""

    authentication_classes = ()
    permission_classes = ()  # the credentials are in the form
    parser_classes = (FormParser,)

    @extend_schema(
        auth=[],
        request={FORM: TokenForm},
        responses={200: TokenAnswer, 400: TokenRefusal, 401: TokenRefusal},
    )
    def post(self, request: Request) -> Response:
        body = read_bounded(request.stream) if request.stream is not None else b""
        try:
            return Response(_answer(read_token_request(body, request.META.get("HTTP_AUTHORIZATION"))))
        except OAuthError as error:
            if error.error == "invalid_client":
                record_refusal(request._request, Kind.CREDENTIAL_REFUSED, what="client")
            return _refusal(error)


def _answer(wanted: TokenRequest) -> dict[str, object]:
    client = find_client(wanted.client_id, wanted.secret)
    if client is None:
        raise OAuthError("invalid_client", "There is no client with these credentials.")
    try:
        token = issue_token(client, scopes=wanted.scopes, now=timezone.now())
    except UnknownScopeError as error:
        raise OAuthError("invalid_scope", str(error)) from error
    return {
        "access_token": token.text,
        "token_type": "Bearer",
        "expires_in": int(LIFETIME.total_seconds()),
        "scope": " ".join(token.scopes),
    }


def _refusal(error: OAuthError) -> Response:
    body = {"error": error.error, "error_description": error.description}
    if error.error != "invalid_client":
        return Response(body, HTTPStatus.BAD_REQUEST)
    return Response(body, HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": 'Basic realm="resona"'})
