"""Paths of findings, and of a person's course."""

from django.urls import path

from risk.event_views import (
    AddNote,
    CorrectEvent,
    CrisisEventDetail,
    CrisisEventStepDetail,
    RaiseEvent,
    ReopenEvent,
    TakeEvent,
    UndoAcknowledgement,
)
from risk.views import (
    AcknowledgeEvent,
    CrisisEventList,
    DissonanceDetail,
    DissonanceList,
    RecordAction,
    ResolveEvent,
    RiskAssessmentDetail,
    RiskAssessmentList,
    Timeline,
)

urlpatterns = [
    path("users/<uuid:id>/timeline/", Timeline.as_view(), name="timeline"),
    path("dissonance-records/", DissonanceList.as_view(), name="dissonance-records"),
    path("risk-assessments/", RiskAssessmentList.as_view(), name="risk-assessments"),
    path("dissonance-records/<uuid:id>/", DissonanceDetail.as_view(), name="dissonance-record"),
    path("risk-assessments/<uuid:id>/", RiskAssessmentDetail.as_view(), name="risk-assessment"),
    path("risk-assessments/<uuid:id>/action/", RecordAction.as_view(), name="record-action"),
    path("users/<uuid:id>/crisis-events/", RaiseEvent.as_view(), name="raise-event"),
    path("crisis-events/", CrisisEventList.as_view(), name="crisis-events"),
    path("crisis-events/<uuid:id>/", CrisisEventDetail.as_view(), name="crisis-event"),
    path("crisis-event-steps/<uuid:id>/", CrisisEventStepDetail.as_view(), name="crisis-event-step"),
    path("crisis-events/<uuid:id>/acknowledge/", AcknowledgeEvent.as_view(), name="acknowledge-event"),
    path("crisis-events/<uuid:id>/take/", TakeEvent.as_view(), name="take-event"),
    path("crisis-events/<uuid:id>/undo/", UndoAcknowledgement.as_view(), name="undo-acknowledgement"),
    path("crisis-events/<uuid:id>/notes/", AddNote.as_view(), name="add-note"),
    path("crisis-events/<uuid:id>/resolve/", ResolveEvent.as_view(), name="resolve-event"),
    path("crisis-events/<uuid:id>/reopen/", ReopenEvent.as_view(), name="reopen-event"),
    path("crisis-events/<uuid:id>/correct/", CorrectEvent.as_view(), name="correct-event"),
]
