"""What each kind of problem means, at the address that `type` names. Open to everybody: it tells of nobody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from resona.api.problem_types import TYPES

_TEMPLATE = "api/problems.html"


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """All kinds."""
    return render(request, _TEMPLATE, {"types": TYPES.values()})


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """One kind."""
    if code not in TYPES:
        raise Http404
    return render(request, _TEMPLATE, {"types": [TYPES[code]], "code": code})
