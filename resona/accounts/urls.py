"""Paths of people."""

from django.urls import path

from resona.accounts.people.care_views import BeginningOfCare, CarePeriodList, EndOfCare
from resona.accounts.people.views import (
    CareTeamList,
    CareTeamsOfPerson,
    ContactsOfPerson,
    IdentifiersOfPerson,
    PeopleSearch,
    ProfileOfPerson,
)
from resona.accounts.views import PersonDetail

urlpatterns = [
    path("users/search/", PeopleSearch.as_view(), name="user-search"),
    path("users/<uuid:id>/", PersonDetail.as_view(), name="user"),
    path("users/<uuid:id>/profile/", ProfileOfPerson.as_view(), name="user-profile"),
    path("users/<uuid:id>/identifiers/", IdentifiersOfPerson.as_view(), name="user-identifiers"),
    path("users/<uuid:id>/contacts/", ContactsOfPerson.as_view(), name="user-contacts"),
    path("users/<uuid:id>/care-teams/", CareTeamsOfPerson.as_view(), name="user-care-teams"),
    path("users/<uuid:id>/care/end/", EndOfCare.as_view(), name="user-care-end"),
    path("users/<uuid:id>/care/begin/", BeginningOfCare.as_view(), name="user-care-begin"),
    path("care-periods/", CarePeriodList.as_view(), name="care-periods"),
    path("care-teams/", CareTeamList.as_view(), name="care-teams"),
]
