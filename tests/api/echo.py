"""A view that answers with what it got, to test the plumbing without any domain."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import OperationalError
from django.http import Http404
from django.urls import include, path, re_path
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from resona.api.error_pages import unknown_path
from resona.api.views import ApiView
from resona.errors import Fault, InvalidInputError, ResonaError


class ClashError(ResonaError):
    """It is so already."""

    status = 409


ERRORS: dict[str, Exception] = {
    "clash": ClashError(),
    "unnamed": ResonaError("secret words"),
    "unforeseen": RuntimeError("secret words"),
    "database": OperationalError("secret words"),
    "missing": Http404("secret words"),
    "input": InvalidInputError([Fault(pointer=f"/{number}", detail="is wrong") for number in range(250)]),
    "serializer": ValidationError({"messages": [{}, {"a/b": ["too long"]}], "non_field_errors": ["clash"]}),
}


class Echo(ApiView):
    read_scope = "records:read"
    write_scope = "risk:write"

    def get(self, request: Request) -> Response:
        return Response({"caller": str(request.user)})

    def post(self, request: Request) -> Response:
        return Response({"data": request.data})


class Closed(ApiView):
    def get(self, request: Request) -> Response:
        return Response({})


class Fail(Echo):
    def get(self, request: Request, kind: str = "") -> Response:
        raise ERRORS[kind]


urlpatterns: list[Any] = [
    path("api/v1/", include([path("echo/", Echo.as_view()), path("closed/", Closed.as_view())])),
    path("api/v1/fail/<str:kind>/", Fail.as_view()),
    re_path(r"^api/(?:.*/)?$", unknown_path),
    path("admin/", admin.site.urls),  # the pages outside of the API link there
]
handler400 = "resona.api.error_pages.bad_request"
handler404 = "resona.api.error_pages.page_not_found"
handler500 = "resona.api.error_pages.server_error"
