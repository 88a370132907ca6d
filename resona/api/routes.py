"""The paths of the API, assembled: the one module here that knows the domain."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("resona.analysis.urls")),
]
