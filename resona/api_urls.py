"""The paths of the API, assembled from those of the apps."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns: list[URLPattern | URLResolver] = [
    # What systems ask for all day comes first: each path that is tried in vain costs a request its time.
    path("", include("resona.analysis.urls")),
    path("", include("conversations.urls")),
    path("", include("baselines.urls")),
    path("", include("risk.urls")),
    path("", include("resona.care.urls")),
    path("", include("interfaces.urls")),
    path("", include("resona.accounts.urls")),
    path("", include("resona.sign_in.api_urls")),
    path("", include("resona.compliance.urls")),
    path("", include("resona.audit.urls")),
    path("", include("resona.integrations.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    # Its script comes apart from the page, as the content security policy asks. Without OPTIONS, which would describe a
    # page: there is nothing to its description, and its renderer falls over it.
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", http_method_names=["get", "head"]),
        name="docs",
    ),
]
