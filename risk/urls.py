"""Paths of findings, and of a person's course."""

from django.urls import path

from risk.views import (
    AcknowledgeEvent,
    CrisisEventList,
    DissonanceList,
    RecordAction,
    ResolveEvent,
    RiskAssessmentList,
    Timeline,
)

urlpatterns = [
    path("users/<uuid:id>/timeline/", Timeline.as_view(), name="timeline"),
    path("dissonance-records/", DissonanceList.as_view(), name="dissonance-records"),
    path("risk-assessments/", RiskAssessmentList.as_view(), name="risk-assessments"),
    path("risk-assessments/<uuid:id>/action/", RecordAction.as_view(), name="record-action"),
    path("crisis-events/", CrisisEventList.as_view(), name="crisis-events"),
    path("crisis-events/<uuid:id>/acknowledge/", AcknowledgeEvent.as_view(), name="acknowledge-event"),
    path("crisis-events/<uuid:id>/resolve/", ResolveEvent.as_view(), name="resolve-event"),
]
