"""OpenAPI of how one comes in with `Authorization: Bearer …`."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import SAFE_METHODS

from resona.accounts.models import ApiKey
from resona.accounts.permissions import SIGNED_IN_STAFF, THE_PERSON

NAMES = ["apiKey", "oauth2", "personToken"]


class BearerSchemes(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Each by itself opens: that is what a list of requirements means."""

    target_class = "resona.sign_in.authentication.BearerAuthentication"
    name = NAMES

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        view: Any = auto_schema.view
        scope = getattr(view, "read_scope" if auto_schema.method in SAFE_METHODS else "write_scope", None)
        if scope == SIGNED_IN_STAFF:
            return []  # none of these opens it
        if scope == THE_PERSON:
            return [{"personToken": []}]
        scopes = {"oauth2": [str(scope)]} if scope else {}
        return [{name: scopes.get(name, [])} for name in NAMES]

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        bearer = {"type": "http", "scheme": "bearer"}
        flow = {"tokenUrl": reverse("oauth-token"), "scopes": dict(ApiKey.Scope.choices)}
        return [
            {**bearer, "bearerFormat": "rk_…", "description": "A key bound to a clinic."},
            {"type": "oauth2", "flows": {"clientCredentials": flow}, "description": "A client bound to a clinic."},
            {**bearer, "bearerFormat": "rp_…", "description": "The token of a person's app: reaches that person only."},
        ]
