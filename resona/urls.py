"""Where everything is found."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from resona.api.error_pages import unknown_path, without_slash
from resona.api.health import health, ready
from resona.api.problem_pages import problem, problems
from resona.metrics.views import metrics
from resona.site.navigation import show_icon
from resona.site.start import start_urls

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="start"),
    path("favicon.ico", show_icon, name="favicon"),
    path("api/v1/", include("resona.api_urls")),
    path("admin/", include("resona.sign_in.urls")),
    path("admin/", include(start_urls())),
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("health/ready/", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("problems/", problems, name="problems"),
    path("problems/<slug:code>", problem, name="problem"),
    re_path(r"^api/(?:.*/)?$", unknown_path),
    re_path(r"^api/.*[^/]$", without_slash),
]

handler400 = "resona.api.error_pages.bad_request"
handler403 = "resona.api.error_pages.permission_denied"
handler404 = "resona.api.error_pages.page_not_found"
handler500 = "resona.api.error_pages.server_error"
