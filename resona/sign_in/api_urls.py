"""Paths of the API that give out tokens."""

from django.urls import path

from resona.sign_in.oauth_views import TokenView
from resona.sign_in.person_views import PersonTokens

urlpatterns = [
    path("oauth/token/", TokenView.as_view(), name="oauth-token"),
    path("users/<uuid:id>/tokens/", PersonTokens.as_view(), name="person-tokens"),
]
