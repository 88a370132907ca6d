"""What is answered where no view of the API is reached: problem details under /api/, Django's pages elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from resona.api.problems import NOT_FOUND, Problem, problem_page

API_ROOT = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if _is_api(request):
        return problem_page(request, Problem(status=400, detail="The request cannot be read."))
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if _is_api(request):
        return problem_page(request, Problem(status=403, detail="You may not do this."))
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if _is_api(request):
        return unknown_path(request)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    if _is_api(request):
        return problem_page(request, Problem(status=500, detail="Something went wrong here. It has been logged."))
    return defaults.server_error(request)


@csrf_exempt  # there is nothing to be forged, and its refusal would be a page
def unknown_path(request: HttpRequest) -> HttpResponseBase:
    """The last route under /api/: what no other one knows, in development too."""
    return problem_page(request, Problem(status=404, detail=NOT_FOUND))


@csrf_exempt
def without_slash(request: HttpRequest) -> HttpResponseBase:
    """The last but one: 308 to the address with its slash, where there is one, with method and body as they are."""
    try:
        found = resolve(f"{request.path_info}/")
    except Resolver404:
        return unknown_path(request)
    if found.func is unknown_path:
        return unknown_path(request)
    return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True), preserve_request=True)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(API_ROOT)
