"""Paths of people."""

from django.urls import path

from resona.accounts.views import PersonDetail, PersonList

urlpatterns = [
    path("users/", PersonList.as_view(), name="users"),
    path("users/<uuid:id>/", PersonDetail.as_view(), name="user"),
]
