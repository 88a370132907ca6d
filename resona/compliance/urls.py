"""Paths of consent and privacy."""

from django.urls import path

from resona.compliance.request_views import RequestsOfPerson
from resona.compliance.views import ConsentsOfPerson, PrivacyOfPerson

urlpatterns = [
    path("users/<uuid:id>/consents/", ConsentsOfPerson.as_view(), name="consents"),
    path("users/<uuid:id>/privacy-settings/", PrivacyOfPerson.as_view(), name="privacy-settings"),
    path("users/<uuid:id>/privacy-requests/", RequestsOfPerson.as_view(), name="privacy-requests"),
]
