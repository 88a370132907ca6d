"""Paths of the API that give out tokens."""

from django.urls import path

from resona.sign_in.oauth_views import TokenView
from resona.sign_in.person_views import (
    EnrolmentCodes,
    Enrolments,
    OwnPerson,
    PersonTokenDetail,
    PersonTokens,
    TokenRefresh,
)

urlpatterns = [
    path("oauth/token/", TokenView.as_view(), name="oauth-token"),
    path("enrolments/", Enrolments.as_view(), name="enrolments"),
    path("tokens/refresh/", TokenRefresh.as_view(), name="token-refresh"),
    path("users/me/", OwnPerson.as_view(), name="own-person"),
    path("users/<uuid:id>/enrolment-code/", EnrolmentCodes.as_view(), name="enrolment-code"),
    path("users/<uuid:id>/tokens/", PersonTokens.as_view(), name="person-tokens"),
    path("users/<uuid:id>/tokens/<uuid:token>/", PersonTokenDetail.as_view(), name="person-token"),
]
