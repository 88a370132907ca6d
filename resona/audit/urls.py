"""Paths of accesses."""

from django.urls import path

from resona.audit.views import AccessesOfPerson

urlpatterns = [path("users/<uuid:id>/accesses/", AccessesOfPerson.as_view(), name="accesses")]
