"""Paths of baselines, deviations and gradual decline."""

from django.urls import path

from baselines.drift_views import AcceptDrift, DriftOfPerson, ResetDrift
from baselines.views import BaselineDetail, BaselineList, DeviationDetail, DeviationList

urlpatterns = [
    path("baselines/", BaselineList.as_view(), name="baselines"),
    path("baselines/<uuid:id>/", BaselineDetail.as_view(), name="baseline"),
    path("deviations/", DeviationList.as_view(), name="deviations"),
    path("deviations/<uuid:id>/", DeviationDetail.as_view(), name="deviation"),
    path("users/<uuid:id>/drift/", DriftOfPerson.as_view(), name="drift"),
    path("users/<uuid:id>/drift/accept/", AcceptDrift.as_view(), name="accept-drift"),
    path("users/<uuid:id>/drift/reset/", ResetDrift.as_view(), name="reset-drift"),
]
