"""Paths of changes and of accesses."""

from django.urls import path

from resona.audit.changes.views import ChangesView
from resona.audit.views import AccessesOfPerson

urlpatterns = [
    path("changes/", ChangesView.as_view(), name="changes"),
    path("users/<uuid:id>/accesses/", AccessesOfPerson.as_view(), name="accesses"),
]
