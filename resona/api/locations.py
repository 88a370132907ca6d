"""Where what a request made is found: `Location` of an answer."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

CREATED = 201


def address_of(request: Request, name: str, **places: Any) -> str:
    """The whole address of the route of this name."""
    return request.build_absolute_uri(reverse(name, kwargs=places))


def created(request: Request, document: Any, name: str, **places: Any) -> Response:
    """201 with the document, and where what was made is read, changed or ended."""
    return Response(document, CREATED, headers={"Location": address_of(request, name, **places)})
