"""Paths of consent, privacy and emergency access."""

from django.urls import path

from resona.compliance.emergency_views import EmergencyAccessOfPerson
from resona.compliance.enrolment_views import PeopleView
from resona.compliance.request_views import RequestDetail, RequestsOfPerson, WithdrawRequest
from resona.compliance.views import ConsentsOfPerson, PrivacyOfPerson

urlpatterns = [
    path("users/", PeopleView.as_view(), name="users"),
    path("users/<uuid:id>/consents/", ConsentsOfPerson.as_view(), name="consents"),
    path("users/<uuid:id>/emergency-access/", EmergencyAccessOfPerson.as_view(), name="emergency-access"),
    path("users/<uuid:id>/privacy-settings/", PrivacyOfPerson.as_view(), name="privacy-settings"),
    path("users/<uuid:id>/privacy-requests/", RequestsOfPerson.as_view(), name="privacy-requests"),
    path("privacy-requests/<uuid:id>/", RequestDetail.as_view(), name="privacy-request"),
    path("privacy-requests/<uuid:id>/withdraw/", WithdrawRequest.as_view(), name="withdraw-privacy-request"),
]
