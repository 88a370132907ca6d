"""Paths of baselines and deviations."""

from django.urls import path

from baselines.views import BaselineList, DeviationList

urlpatterns = [
    path("baselines/", BaselineList.as_view(), name="baselines"),
    path("deviations/", DeviationList.as_view(), name="deviations"),
]
